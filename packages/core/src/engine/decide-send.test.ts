import { describe, expect, it } from 'vitest';
import { attempt, circumstances, documentWith, reachable } from '../../test/documents.js';
import { at, opened, wall } from '../../test/escalations.js';
import { day, event, message, states, stored } from '../../test/plans.js';
import type { Escalation } from '../escalation/escalation.js';
import type { JourneyFact } from '../journey/fact.js';
import type { MessageStep, StoredStep } from '../plan/step.js';
import { addHours, instantOf, msOf } from '../shared/instant.js';
import { consent, patient, preference } from '../testing/facts.js';
import { practice } from '../testing/practice.js';
import type { AddressHistory } from './address-history.js';
import { decideSend, type SendCircumstances } from './decide-send.js';

interface Told {
  readonly step?: Parameters<typeof message>[0];
  readonly now?: string;
  readonly facts?: readonly JourneyFact[];
  readonly others?: readonly StoredStep[];
  readonly attempts?: StoredStep['attempts'];
  readonly escalations?: readonly Escalation[];
  readonly with?: Partial<SendCircumstances>;
}

/** A message due at 10:00 on day 7, decided at that moment unless told otherwise. */
function decide({
  step,
  now = `${day(7)} 10:00`,
  facts = reachable,
  others = [],
  attempts = [],
  escalations = [],
  with: given,
}: Told = {}) {
  const one = stored(message(step), states.planned, { attempts }) as StoredStep & { step: MessageStep };
  return decideSend(one, documentWith([one, ...others], facts, { escalations }), { ...circumstances(now), ...given });
}
const inShort = (told?: Told) => {
  const verdict = decide(told);
  switch (verdict.kind) {
    case 'send':
      return `send ${verdict.template} by ${verdict.channel}`;
    case 'wait':
      return `${verdict.as} until ${wall(verdict.until)}`;
    case 'end':
      return `${verdict.reason}${verdict.toStaff ? ', to staff' : ''}: ${verdict.why}`;
  }
};
const sentOn = (number: number, fields: Parameters<typeof message>[0] = {}, state = states.accepted) =>
  stored(message({ stepId: `sent-${number}`, ...fields }), { ...state, at: at(`${day(number)} 12:00`) });

describe('a due message', () => {
  it('goes to staff when it was refused and its time is over', () => {
    const now = `${day(11)} 10:00`;
    const attempts = [attempt({ outcome: 'rejected' })];
    expect(inShort({ now, attempts })).toBe('failed, to staff: no channel reached the patient in time');
  });

  it('goes out by its first channel, with the consent it rests on, until the hours close', () => {
    expect(decide()).toEqual({
      kind: 'send',
      template: 'day-7',
      channel: 'sms',
      to: '(312) 555-0142',
      consentId: 'yes',
      validUntil: at(`${day(7)} 20:00`),
    });
  });

  const late = { sendWithinHours: 24, variant: null, otherwise: 'drop', why: 'old words', source: 'test' } as const;
  it.each<[string, MessageStep['late'], number, string]>([
    ['in the last moment of its time', late, 24, 'send day-7 by sms'],
    ['too late', late, 25, 'expired: old words'],
    ['too late for its own words', { ...late, variant: { template: 'late', withinHours: 72 } }, 25, 'send late by sms'],
    [
      'too late, and staff take over',
      { ...late, otherwise: 'staff' },
      25,
      'handed-to-staff, to staff: too late to send',
    ],
  ])('%s', (_what, rule, hours, expected) => {
    const now = wall(addHours(at(`${day(7)} 10:00`), hours)) as string;
    expect(inShort({ step: { late: rule }, now })).toBe(expected);
  });
});

describe('hours', () => {
  it.each([
    ['before they open', `${day(8)} 08:59`, `held until ${day(8)} 09:00`],
    ['when they open', `${day(8)} 09:00`, 'send day-7 by sms'],
    ['in their last minute', `${day(7)} 19:59`, 'send day-7 by sms'],
    ['when they close', `${day(7)} 20:00`, `held until ${day(8)} 09:00`],
  ])('%s', (_what, now, expected) => {
    expect(inShort({ now })).toBe(expected);
  });

  it('are those of the clock of the patient', () => {
    const facts = [...reachable, patient({ revision: 2, zone: 'America/Los_Angeles' })];
    expect(inShort({ facts })).toBe(`held until ${day(7)} 11:00`);
  });

  it('must be open in every zone the patient may live in', () => {
    const given = { practice: practice({ possibleZones: ['America/Los_Angeles'] }) };
    expect(inShort({ with: given })).toBe(`held until ${day(7)} 11:00`);
    expect(inShort({ with: given, facts: [...reachable, patient({ revision: 2, zone: 'America/Chicago' })] })).toMatch(
      /^send/,
    );
  });
});

describe('caps count what went out already', () => {
  it.each<[string, readonly StoredStep[], string]>([
    ['today: wait until tomorrow at its time', [sentOn(7)], `capped until ${day(8)} 10:00`],
    ['today of unknown outcome', [sentOn(7, {}, states.unknown as never)], `capped until ${day(8)} 10:00`],
    ['yesterday', [sentOn(6)], 'send day-7 by sms'],
    ['three within seven days', [1, 3, 6].map((number) => sentOn(number)), `capped until ${day(8)} 10:00`],
    ['three, the first seven days ago', [0, 3, 6].map((number) => sentOn(number)), 'send day-7 by sms'],
    ['an answer today', [sentOn(7, { isAnswer: true })], 'send day-7 by sms'],
    ['a planned one today', [stored(message({ stepId: 'later' }))], 'send day-7 by sms'],
  ])('%s', (_what, others, expected) => {
    expect(inShort({ others })).toBe(expected);
  });

  it('by the day at the patient', () => {
    const evening = stored(message({ stepId: 'evening' }), { ...states.accepted, at: at(`${day(6)} 19:30`) });
    expect(evening.state).toMatchObject({ at: `${day(7)}T01:30:00Z` });
    expect(inShort({ others: [evening] })).toBe('send day-7 by sms');
  });
});

describe('words that say nothing is booked', () => {
  const step = { saysNotBooked: true };
  const now = at(`${day(7)} 10:00`);
  it.each([
    ['go out on a chart of 24 hours ago', step, addHours(now, -24), 'send day-7 by sms'],
    ['wait an hour on an older one', step, instantOf(msOf(now) - 24 * 3_600_000 - 1), `held until ${day(7)} 11:00`],
    ['go out where facts come in as they happen', step, null, 'send day-7 by sms'],
    ['are the only ones that wait', {}, addHours(now, -99), 'send day-7 by sms'],
  ])('%s', (_what, fields, chartAsOf, expected) => {
    expect(inShort({ step: fields, with: { chartAsOf } })).toBe(expected);
  });
});

describe('an answer to a patient', () => {
  it('waits for neither hours, caps nor chart', () => {
    const told = {
      step: { isAnswer: true, saysNotBooked: true },
      now: `${day(8)} 03:00`,
      others: [sentOn(8), sentOn(7), sentOn(6)],
    };
    expect(decide({ ...told, with: { chartAsOf: at(`${day(1)} 10:00`) } })).toMatchObject({
      kind: 'send',
      channel: 'sms',
      validUntil: at(`${day(8)} 15:00`),
    });
  });

  it('still needs a permitted channel', () => {
    const facts = [...reachable, consent({ id: 'stop', decision: 'revoked', decidedAt: at(`${day(7)} 09:00`) })];
    expect(inShort({ step: { isAnswer: true }, facts })).toBe('send day-7 by portal');
    expect(inShort({ step: { isAnswer: true, channels: ['sms'] }, facts })).toBe('suppressed, to staff: sms: stopped');
  });
});

describe('channels', () => {
  const prefers = (preferredChannel: 'email' | 'mail') => [...reachable, preference({ preferredChannel })];
  it.each<[string, Told, string]>([
    ['the preferred one first', { facts: prefers('email') }, 'send day-7 by email'],
    ['not one the step does not go by', { facts: prefers('mail') }, 'send day-7 by sms'],
    ['the next without consent', { facts: reachable.slice(0, 3) }, 'send day-7 by portal'],
    ['only those of the host', { with: { channels: ['email'] } }, 'send day-7 by email'],
    ['the next after a rejection', { attempts: [attempt({ outcome: 'rejected' })] }, 'send day-7 by portal'],
    [
      'the same again while it was put off less than three times',
      { attempts: [1, 2].map(() => attempt({ outcome: 'rejected', reason: 'temporary' })) },
      'send day-7 by sms',
    ],
    [
      'the next after it was put off three times',
      { attempts: [1, 2, 3].map(() => attempt({ outcome: 'rejected', reason: 'temporary' })) },
      'send day-7 by portal',
    ],
    [
      'the same again when it was surely not sent',
      { attempts: [attempt({ outcome: 'not-found' })] },
      'send day-7 by sms',
    ],
    [
      'none left after rejections',
      { attempts: [attempt({ outcome: 'rejected' })], step: { channels: ['sms'] } },
      'failed, to staff: no channel reached the patient',
    ],
    [
      'none permitted',
      { step: { channels: ['sms', 'mail'] }, facts: reachable.slice(0, 3), with: { channels: ['sms', 'mail'] } },
      'suppressed, to staff: sms: no-consent, mail: no-address',
    ],
    ['none at this host', { with: { channels: [] } }, 'suppressed, to staff: no channel'],
    [
      'none for a recall: nobody is bothered',
      { step: { purpose: 'recall' }, with: { channels: [] } },
      'suppressed: no channel',
    ],
    [
      'marketing needs its own consent on each',
      { step: { messageClass: 'marketing' } },
      'suppressed, to staff: sms: no-consent, portal: no-consent, email: no-consent',
    ],
  ])('%s', (_what, told, expected) => {
    expect(inShort(told)).toBe(expected);
  });

  it('of another event are not blocked by a failure here', () => {
    const failed = stored(message({ event: event({ factIds: ['row-2'] }) }), states.planned, {
      attempts: [attempt({ outcome: 'rejected' })],
    });
    expect(inShort({ others: [failed] })).toBe('send day-7 by sms');
  });
});

describe('an answer that may have been lost', () => {
  const tried = (...tries: readonly (readonly [string, 'unknown' | 'rejected'])[]) =>
    inShort({
      step: { isAnswer: true },
      attempts: tries.map(([channel, outcome]) => attempt({ channel: channel as 'sms', outcome })),
    });

  it('goes by the next channel, and by the first again when all were tried', () => {
    expect(tried(['sms', 'unknown'])).toBe('send day-7 by portal');
    expect(tried(['sms', 'unknown'], ['portal', 'unknown'])).toBe('send day-7 by email');
    expect(tried(['sms', 'unknown'], ['portal', 'unknown'], ['email', 'unknown'])).toBe('send day-7 by sms');
    expect(tried(['sms', 'rejected'], ['portal', 'unknown'], ['email', 'unknown'])).toBe('send day-7 by portal');
  });
});

describe('a phone that others use too', () => {
  const elsewhere = (days: readonly number[], fields: Partial<AddressHistory> = {}) => ({
    with: {
      elsewhere: [
        {
          patientId: 'made-up-2',
          address: '3125550142',
          stops: [],
          sentAt: days.map((number) => at(`${day(number)} 09:30`)),
          ...fields,
        },
      ],
    },
  });
  it.each<[string, Told, string]>([
    ['that had one today waits', elsewhere([7]), `capped until ${day(8)} 10:00`],
    ['that had three in seven days waits', elsewhere([2, 4, 5]), `capped until ${day(8)} 10:00`],
    [
      'counts what went to this patient too',
      { ...elsewhere([2, 4]), others: [sentOn(5)] },
      `capped until ${day(8)} 10:00`,
    ],
    ['may have one more', elsewhere([2, 4]), 'send day-7 by sms'],
    ['is another phone', elsewhere([7], { address: '3125550199' }), 'send day-7 by sms'],
    [
      'matters for texts and calls alone',
      { ...elsewhere([7]), step: { channels: ['portal'] } },
      'send day-7 by portal',
    ],
    ['matters not to who waits for an answer', { ...elsewhere([7]), step: { isAnswer: true } }, 'send day-7 by sms'],
    [
      'that said stop gets nothing',
      elsewhere([], {
        stops: [
          consent({ id: 'theirs', address: '3125550142', decision: 'revoked', decidedAt: at(`${day(5)} 10:00`) }),
        ],
      }),
      'send day-7 by portal',
    ],
  ])('%s', (_what, told, expected) => {
    expect(inShort(told)).toBe(expected);
  });
});

describe('while staff are with an emergency', () => {
  const during = (tier: Escalation['tier'], state: Escalation['state'], step: Told['step'] = {}) =>
    inShort({ step, escalations: [{ ...opened(`${day(7)} 09:00`, { tier }), state }] });

  it.each<[Escalation['tier'], Escalation['state'], string]>([
    ['E', 'open', `held until ${day(7)} 11:00`],
    ['U', 'acknowledged', `held until ${day(7)} 11:00`],
    ['E', 'closed', 'send day-7 by sms'],
    ['S', 'open', 'send day-7 by sms'],
  ])('of tier %s, %s', (tier, state, expected) => {
    expect(during(tier, state)).toBe(expected);
  });

  it('the patient is still answered', () => {
    expect(during('E', 'open', { isAnswer: true })).toBe('send day-7 by sms');
  });
});
