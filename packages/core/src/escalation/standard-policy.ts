// The deadlines and alerts a practice starts from. Unit: minutes, days; each with reason and source. A practice changes
// them with its clinician. `docs/protocols.md` tells them in prose.
import type { EscalationPolicy } from './escalation.js';

const preference = 'practice preference; needs clinician review';

export const standardEscalationPolicy: EscalationPolicy = {
  E: {
    respondWithin: {
      clock: 'wall',
      minutes: 15,
      why: 'the patient is sent to emergency care at once; somebody calls to make sure',
      source: preference,
    },
    acknowledgeWithin: {
      minutes: 5,
      why: 'a pager that is not answered in five minutes is not heard',
      source: preference,
    },
    climbEvery: {
      minutes: 5,
      slowsToMinutes: 15,
      why: 'as often as the first alert; once everybody was told, every quarter of an hour',
      source: preference,
    },
    pageOnCall: 'at-any-hour',
  },
  U: {
    respondWithin: {
      clock: 'wall',
      minutes: 60,
      why: 'a nerve under pressure or spreading swelling can be helped for hours, not days',
      source:
        'trigeminalnerve.org.uk, implant nerve injury (about 36 hours in all); docs/protocols.md, red flags and tiers',
    },
    acknowledgeWithin: { minutes: 10, why: 'leaves time for five people within the hour', source: preference },
    climbEvery: {
      minutes: 10,
      slowsToMinutes: 30,
      why: 'as often as the first alert; once everybody was told, every half hour',
      source: preference,
    },
    pageOnCall: 'at-any-hour',
  },
  S: {
    respondWithin: {
      clock: 'opening-hours',
      minutes: 240,
      maximumMinutes: 1440,
      why: 'a low score is called back within four hours; a night may pass, a weekend may not, then it is four hours by any clock',
      source: 'product brief (alert at once, call within 4 hours); the maximum: practice preference',
    },
    acknowledgeWithin: { minutes: 30, why: 'a coordinator may be with a patient for half an hour', source: preference },
    climbEvery: {
      minutes: 30,
      slowsToMinutes: 240,
      why: 'as often as the first alert; once everybody was told, every four hours: alarms all night are switched off',
      source: preference,
    },
    pageOnCall: 'when-closed',
  },
  R: {
    respondWithin: {
      clock: 'working-days',
      days: 1,
      maximumMinutes: 14_400,
      why: 'the next working day; ten days are longer than any holiday and show that opening hours are missing',
      source: 'docs/protocols.md, red flags and tiers; the maximum: practice preference',
    },
    acknowledgeWithin: { minutes: 240, why: 'half a working day', source: preference },
    climbEvery: {
      minutes: 480,
      slowsToMinutes: 480,
      why: 'about once a working day: a reminder, not an alarm',
      source: preference,
    },
    pageOnCall: 'never',
  },
};
