// Prompts to plan the next visit, in English: day 45, before the window opens, and the recall. Rule owned: while the
// window is far a prompt reserves and names the month; it never invites to come now.
import type { Texts } from '../words.js';
import { nextInShort, reserveOrBook } from './visits.js';

const early = 'It is a good time to reserve it.';
const visit = (reserve: string) => reserveOrBook(`${reserve} ${early}`, 'It is time to plan your next visit.');
const someMonth = visit('Your next visit can be some time from now.');
const theMonth = visit('Your next visit can be in about {{ month }}.');
const specific = reserveOrBook(`It can be in about {{ month }}. ${early}`, 'It is time to plan it.');
const toPlan = reserveOrBook('to reserve a time', 'to find a time');

const prompt = (subject: string) => ({
  sms: {
    L0: { says: someMonth, callTo: [toPlan] },
    L1: { says: theMonth, callTo: [toPlan] },
    L2: { says: `${nextInShort} ${specific}`, callTo: [toPlan] },
  },
  email: {
    L0: { subject, says: someMonth, callTo: [toPlan] },
    L1: { subject, says: theMonth, callTo: [toPlan] },
    L2: { subject, says: `${nextInShort} ${specific}`, callTo: [toPlan] },
  },
});

const checkUp = 'It is time to plan your next check.';

export const prompts: Texts = {
  'day-45': prompt('Your next visit'),
  'window-opens': prompt('Your next visit'),
  recall: {
    sms: {
      L0: { says: checkUp, callTo: ['to find a time'] },
      L2: {
        says: `${checkUp} Implants need a check and a cleaning at least every six months.`,
        callTo: ['to find a time'],
      },
    },
    email: {
      L0: { subject: 'Your next check', says: checkUp, callTo: ['to find a time'] },
      L2: {
        subject: 'Your next check',
        says: `${checkUp} Implants need a check and a cleaning at least every six months, for life. We look at the gum, the bite and how clean all parts are.`,
        callTo: ['to find a time'],
        callIf: ['something feels loose', 'the gum bleeds or hurts'],
      },
    },
  },
};
