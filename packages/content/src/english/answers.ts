// What a patient gets back at once, in English: emergency, urgent, low, middle, good. Source: docs/protocols.md, red
// flags and tiers. The emergency text is one and the same at every level and needs no slot. Needs a clinician's review.
import type { Texts } from '../words.js';
import { onlyFor } from './by-milestone.js';
import * as callIf from './call-if.js';
import { whatComesNext } from './visits.js';

const emergency =
  '{% if name %}{{ name }}, call{% else %}Call{% endif %} 911 or go to the nearest emergency department now. ' +
  '{% if practice %}This is {{ practice }}. {% endif %}Please do not wait for us to call you.';
const breathing = 'If it is hard to breathe or swallow, call 911.';
const urgent =
  '{% if name %}Hi {{ name }}, this{% else %}This{% endif %} is {{ practice }}. ' +
  'Please call us now, at any hour: {{ afterHoursPhone }}' +
  '{% if afterHoursPhone != phone %} (when we are open: {{ phone }}){% endif %}. ' +
  `If you cannot reach us, go to the nearest emergency department. ${breathing}`;
const somebodyCalls = 'Thank you for telling us. Somebody from our team will call you soon, or once we open.';
const thanks = 'Thank you for your answer.';
const someDays = `${thanks} Some days feel better than others. If you asked for a call, we will call you.`;
const goodToHear = `${thanks} Good to hear.`;

const { numb, bleeds, grows, fever, pus, nose, archTrouble, loose, worse, worries } = callIf;
const reasons = [numb, bleeds, grows, fever, pus, nose, archTrouble, loose];
const low = { callIf: ['it gets worse before we call'], givesAfterHours: true };

export const answers: Texts = {
  'answer-emergency': {
    sms: { L0: { says: emergency, standsAlone: true } },
    email: {
      L0: {
        subject: 'Call 911 or go to the nearest emergency department now',
        says: emergency,
        standsAlone: true,
      },
    },
  },
  'answer-urgent': {
    sms: { L0: { says: urgent, standsAlone: true } },
    email: { L0: { subject: 'Please call us now', says: urgent, standsAlone: true } },
  },
  'answer-low': {
    sms: { L0: { says: `${somebodyCalls} ${breathing}`, ...low } },
    email: { L0: { subject: 'We will call you soon', says: `${somebodyCalls}\n\n${breathing}`, ...low } },
  },
  'answer-middle': {
    sms: { L0: { says: someDays, callIf: [worse] } },
    email: {
      L0: { subject: 'Thank you for your answer', says: someDays, callIf: [worse] },
      L2: {
        subject: 'Thank you for your answer',
        says: `${someDays} ${onlyFor(['surgery'], 'Please go on as your care sheet says.')}`,
        callIf: [...reasons, worries],
        givesAfterHours: true,
      },
    },
  },
  'answer-good': {
    sms: { L0: { says: goodToHear, callIf: ['that changes'] } },
    email: {
      L0: { subject: 'Thank you for your answer', says: goodToHear, callIf: ['that changes'] },
      L2: {
        subject: 'Good to hear',
        says: `${goodToHear} Keep it up.\n\n${whatComesNext}`,
        callIf: [...reasons, 'anything else changes'],
        givesAfterHours: true,
      },
    },
  },
};
