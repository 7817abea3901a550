// Inviting a patient back, in English: a plain invitation, why the next step matters, an offer to call. Rule owned: no
// deadline, no threat, no price, and nothing about what happens without the step.
import type { Texts } from '../words.js';
import { nextInShort, whyItMatters } from './visits.js';

const find = ['to find a time'];
const notBooked = 'Your next visit is not booked yet.';
const glad = 'We are glad to find a time that suits you.';
const teamPlanned = 'Your care team planned a next step for you. It is not booked yet.';
const callMe = 'Reply CALL ME and we will call you.';
const fits = 'If this is not a good time for you, tell us, and we will note it.';

export const reactivation: Texts = {
  'reactivation-1': {
    sms: {
      L0: { says: `${notBooked} ${glad}`, callTo: find },
      L2: { says: `${nextInShort} It is not booked yet. ${glad}`, callTo: find },
    },
    email: {
      L0: { subject: 'Your next visit', says: `${notBooked} ${glad}`, callTo: find },
      L2: {
        subject: 'Your next visit',
        says: `${nextInShort} It is not booked yet. ${glad}`,
        callTo: find,
      },
    },
  },
  'reactivation-2': {
    sms: {
      L0: { says: teamPlanned, callTo: ['to plan it'] },
      L2: { says: `${whyItMatters} It is not booked yet.`, callTo: ['to plan it'] },
    },
    email: {
      L0: {
        subject: 'Your next step with us',
        says: `${teamPlanned}`,
        callTo: ['to plan it', 'to ask about it'],
      },
      L2: {
        subject: 'Why your next step matters',
        says: `${whyItMatters}\n\nIt is not booked yet. We would like to help you take it.`,
        callTo: ['to plan it', 'to ask about it'],
      },
    },
  },
  'reactivation-3': {
    sms: {
      L0: { says: `We can still help with your next visit. ${callMe}`, callTo: find },
      L2: { says: `${nextInShort} We can still help with it. ${callMe}`, callTo: find },
    },
    email: {
      L0: {
        subject: 'Shall we call you?',
        says: `We can still help with your next visit. ${callMe}\n\n${fits}`,
        callTo: find,
      },
      L2: {
        subject: 'Shall we call you?',
        says: `${nextInShort} We can still help with it. ${callMe}\n\n${fits}`,
        callTo: find,
      },
    },
  },
};
