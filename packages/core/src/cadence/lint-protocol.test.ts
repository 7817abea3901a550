import { describe, expect, it } from 'vitest';
import { lintProtocol } from './lint-protocol.js';
import { defineProtocol, type Protocol } from './protocol.js';
import { standardProtocol } from './standard-protocol.js';

/** The standard protocol with the field of a path changed; left out when there is no value. */
function broken(path: string, value?: unknown): Protocol {
  const draft = structuredClone(standardProtocol);
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const parent = keys.slice(0, -1).reduce<unknown>((part, key) => Reflect.get(part as object, key), draft) as object;
  const key = keys.at(-1) as string;
  if (value === undefined) Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, value);
  return draft;
}

/** The path of a line of the standard cadence. */
const at = (id: string) => `cadence[${standardProtocol.cadence.findIndex((one) => one.id === id)}]`;
const lineOf = (id: string) => standardProtocol.cadence.find((one) => one.id === id) as Protocol['cadence'][number];
const changed = (id: string, fields: Partial<Protocol['cadence'][number]>) =>
  broken(at(id), { ...lineOf(id), ...fields });
/** One more message behind the standard ones, with ten days of patience. */
const last = `cadence[${standardProtocol.cadence.length}]`;
const added = (fields: Partial<Protocol['cadence'][number]>) =>
  broken(last, { ...lineOf('day-7'), late: { ...lineOf('day-7').late, sendWithinHours: 240 }, id: 'extra', ...fields });
const days = (count: number) => Array.from({ length: count }, (_, day) => `2026-12-${10 + day}`);
const S = standardProtocol.escalation.S.respondWithin;

describe('the standard protocol', () => {
  it('has no findings', () => {
    expect(lintProtocol(standardProtocol)).toEqual([]);
  });

  it.each(['day-1-check', 'day-14-check', 'monthly-check'])(
    'has none with the safety addition %s switched off',
    (id) => {
      expect(lintProtocol(changed(id, { enabled: false }))).toEqual([]);
    },
  );

  it('has none with the voice call switched on', () => {
    expect(lintProtocol(broken('reactivation.messages[3].enabled', true))).toEqual([]);
  });
});

describe('a protocol broken in one place has exactly that finding', () => {
  it.each<[string, Protocol, 'error' | 'warning', string, string]>([
    ['an id used twice', added({ id: 'day-7' }), 'error', `${last}.id`, 'used before'],
    [
      'an id of a step before',
      broken('reactivation.messages[3].id', 'day-7'),
      'error',
      'reactivation.messages[3].id',
      'used before',
    ],
    ['an id of the engine', added({ id: 'early-escalation' }), 'error', `${last}.id`, 'engine'],
    [
      'an instrument twice',
      broken('checks.instruments[2]', standardProtocol.checks.instruments[0]),
      'error',
      'checks.instruments[2].id',
      'healing-check',
    ],
    [
      'both jaws',
      changed('day-7', { onlyIf: ['lower-jaw', 'upper-jaw'] }),
      'error',
      `${at('day-7')}.onlyIf`,
      'at once',
    ],
    ['two kinds', changed('day-7', { onlyIf: ['single', 'full-arch'] }), 'error', `${at('day-7')}.onlyIf`, 'at once'],
    [
      'an arch of one tooth',
      changed('day-7', { onlyIf: ['single', 'arch'] }),
      'error',
      `${at('day-7')}.onlyIf`,
      'at once',
    ],
    [
      'a trait the event never has',
      changed('day-7', { after: ['second_stage'], onlyIf: ['surgery'] }),
      'error',
      `${at('day-7')}.onlyIf`,
      'second_stage never is',
    ],
    [
      'no possible trait of several',
      changed('day-7', { after: ['extraction'], onlyIfAny: ['sinus', 'implant'] }),
      'error',
      `${at('day-7')}.onlyIfAny`,
      'extraction',
    ],
    [
      'an event no message follows',
      changed('day-7', { after: ['placement', 'consult'] }),
      'error',
      `${at('day-7')}.after[1]`,
      'consult',
    ],
    [
      'a day before the event',
      changed('day-7', { afterDays: -1 }),
      'error',
      `${at('day-7')}.afterDays`,
      'before the event',
    ],
    [
      'a window that opens at once',
      changed('window-opens', { after: ['second_stage', 'abutment'] }),
      'error',
      `${at('window-opens')}.from`,
      'never goes out',
    ],
    [
      'the window of a complete case',
      changed('window-opens', { after: ['final'] }),
      'error',
      `${at('window-opens')}.from`,
      'never goes out',
    ],
    [
      'a repeat that begins after every wait',
      changed('monthly-check', { afterDays: 309 }),
      'error',
      `${at('monthly-check')}.afterDays`,
      'day 308',
    ],
    [
      'a repeat beyond every late date',
      changed('monthly-check', { repeat: { everyDays: 30, times: 10 } }),
      'warning',
      `${at('monthly-check')}.repeat.times`,
      'day 308',
    ],
    [
      'a check without an instrument',
      changed('day-3-check', { instrument: null }),
      'error',
      `${at('day-3-check')}.instrument`,
      'missing',
    ],
    [
      'a check with an instrument the protocol lacks',
      changed('day-3-check', { instrument: 'old-check' }),
      'error',
      `${at('day-3-check')}.instrument`,
      'old-check',
    ],
    [
      'a message with an instrument',
      changed('day-7', { instrument: 'light-check' }),
      'warning',
      `${at('day-7')}.instrument`,
      'never asked',
    ],
    [
      'a check a holdout goes without',
      changed('day-3-check', { purpose: 'education' }),
      'error',
      `${at('day-3-check')}.purpose`,
      'holdout',
    ],
    [
      'safety that needs a marketing consent',
      changed('day-0', { messageClass: 'marketing' }),
      'error',
      `${at('day-0')}.messageClass`,
      'marketing',
    ],
    [
      'safety a booking withholds',
      changed('day-0', { unlessBooked: true }),
      'error',
      `${at('day-0')}.unlessBooked`,
      'booked',
    ],
    ['a blank template', changed('day-7', { template: ' ' }), 'error', `${at('day-7')}.template`, 'no template'],
    [
      'a blank variant',
      broken(`${at('day-0')}.late.variant.template`, ' '),
      'error',
      `${at('day-0')}.late.variant.template`,
      'no template',
    ],
    [
      'a variant that is never sent',
      broken(`${at('day-0')}.late.variant.withinHours`, 18),
      'error',
      `${at('day-0')}.late.variant.withinHours`,
      'never sent',
    ],
    [
      'a blank invitation',
      broken('reactivation.messages[0].template', ' '),
      'error',
      'reactivation.messages[0].template',
      'no template',
    ],
    ['an answer without words', broken('checks.answers.low', ' '), 'error', 'checks.answers.low', 'no template'],
    [
      'good words for a low score',
      broken('checks.answers.low', 'answer-good'),
      'error',
      'checks.answers.good',
      'of low',
    ],
    ['a step just before the hours', changed('day-7', { at: '08:59' }), 'warning', `${at('day-7')}.at`, 'every day'],
    ['a step at the minute of closing', changed('day-7', { at: '20:00' }), 'warning', `${at('day-7')}.at`, 'every day'],
    [
      'a step outside the hours of one weekday',
      changed('recall', { messageClass: 'marketing' }),
      'warning',
      `${at('recall')}.at`,
      'marketing hours of sunday',
    ],
    ['invitations outside the hours', broken('reactivation.at', '20:00'), 'warning', 'reactivation.at', 'care hours'],
    [
      'an early escalation outside the hours',
      broken('earlyEscalation.at', '08:59'),
      'warning',
      'earlyEscalation.at',
      'care',
    ],
    [
      'a closed weekday longer than the patience of a step',
      broken('sendWindow.care.hours.sunday'),
      'warning',
      `${at('day-1-check')}.late.sendWithinHours`,
      'up to 24 hours',
    ],
    [
      'a closed date longer than the patience of a step',
      broken('sendWindow.care.closedOn', ['2026-12-25']),
      'warning',
      `${at('day-1-check')}.late.sendWithinHours`,
      'up to 24 hours',
    ],
    [
      'hours that open before 8',
      broken('sendWindow.care.hours.monday.open', '07:59'),
      'error',
      'sendWindow.care.hours.monday',
      '08:00 to 21:00',
    ],
    [
      'hours that close after 21',
      broken('sendWindow.marketing.hours.sunday.close', '21:01'),
      'error',
      'sendWindow.marketing.hours.sunday',
      '08:00 to 21:00',
    ],
    [
      'fourteen days closed in a row',
      broken('sendWindow.marketing.closedOn', days(14)),
      'error',
      'sendWindow.marketing.closedOn',
      '14 days',
    ],
    [
      'a cap that makes a step too late to be sent',
      broken('caps.perSevenDays', 2),
      'error',
      'caps.perSevenDays',
      'day-3-check moves from day 3 to day 7, too late',
    ],
    [
      'a fourth message in the first week',
      added({ afterDays: 2 }),
      'warning',
      'caps.perSevenDays',
      'extra moves from day 2 to day 3',
    ],
    [
      'invitations before the window',
      broken('reactivation.begins.daysAfterWindowOpens', -1),
      'error',
      'reactivation.begins.daysAfterWindowOpens',
      'before the window',
    ],
    [
      'two invitations on one day',
      broken('reactivation.messages[1].afterDays', 0),
      'error',
      'reactivation.messages[1].afterDays',
      'reactivation-1',
    ],
    [
      'invitations in the wrong order',
      broken('reactivation.messages[0].id', 'reactivation-9'),
      'error',
      'reactivation.messages[1].id',
      'after reactivation-9',
    ],
    [
      'staff with the last invitation',
      broken('reactivation.staff.afterDays', 0),
      'warning',
      'reactivation.staff.afterDays',
      'last message',
    ],
    [
      'staff after five weeks',
      broken('reactivation.staff.afterDays', 15),
      'warning',
      'reactivation.staff.afterDays',
      '36 days',
    ],
    [
      'an unanswered check for more than a day',
      broken('checks.notReached.afterHours', 25),
      'error',
      'checks.notReached.afterHours',
      'nobody answered',
    ],
    [
      'an emergency not paged at any hour',
      broken('escalation.E.pageOnCall', 'when-closed'),
      'error',
      'escalation.E.pageOnCall',
      'any hour',
    ],
    [
      'urgency not paged at any hour',
      broken('escalation.U.pageOnCall', 'when-closed'),
      'error',
      'escalation.U.pageOnCall',
      'any hour',
    ],
    [
      'an emergency after the hour',
      broken('escalation.E.respondWithin.minutes', 61),
      'error',
      'escalation.E.respondWithin',
      '60 minutes',
    ],
    [
      'urgency after the hour',
      broken('escalation.U.respondWithin.minutes', 61),
      'error',
      'escalation.U.respondWithin',
      '60 minutes',
    ],
    [
      'urgency on opening hours',
      broken('escalation.U.respondWithin', { ...S, minutes: 60, maximumMinutes: 60 }),
      'error',
      'escalation.U.respondWithin',
      'any clock',
    ],
    [
      'a low score after four hours',
      broken('escalation.S.respondWithin.minutes', 241),
      'error',
      'escalation.S.respondWithin',
      '4 hours',
    ],
    [
      'a low score over a weekend',
      broken('escalation.S.respondWithin.maximumMinutes', 1441),
      'error',
      'escalation.S.respondWithin.maximumMinutes',
      'night',
    ],
    [
      'routine work after the next working day',
      broken('escalation.R.respondWithin.days', 2),
      'warning',
      'escalation.R.respondWithin.days',
      'next working day',
    ],
    [
      'a window late before it is usual',
      broken('cases.windows.placement.lateWeeks', 19),
      'error',
      'cases.windows.placement',
      'in this order',
    ],
    [
      'a window usual before it opens',
      broken('cases.windows.failure.opensWeeks', 17),
      'error',
      'cases.windows.failure',
      'in this order',
    ],
    [
      'codes that never count',
      broken('cases.codeMap[0]', {
        codes: ['D0140'],
        treatment: 'consult',
        validFrom: '2026-01-02',
        validTo: '2026-01-01',
      }),
      'error',
      'cases.codeMap[0].validTo',
      'never count',
    ],
    ['no code for the implant', broken('cases.codeMap', []), 'error', 'cases.codeMap', 'placement'],
  ])('%s', (_what, protocol, severity, where, words) => {
    const findings = lintProtocol(protocol);
    expect(findings.map((one) => [one.severity, one.where])).toEqual([[severity, where]]);
    expect(findings[0]?.problem).toContain(words);
    expect(findings[0]?.mend).not.toBe('');
  });
});

describe('what is just right has no finding', () => {
  it.each<[string, Protocol]>([
    ['a repeat that ends on the late date', changed('monthly-check', { afterDays: 98 })],
    ['a step at the minute of opening', changed('day-7', { at: '09:00' })],
    ['a step in the last minute of the hours', changed('day-7', { at: '19:59' })],
    ['hours from 8', broken('sendWindow.care.hours.monday.open', '08:00')],
    ['hours to 21', broken('sendWindow.care.hours.monday.close', '21:00')],
    ['thirteen days closed in a row', broken('sendWindow.marketing.closedOn', days(13))],
    ['a person after five weeks', broken('reactivation.staff.afterDays', 14)],
    ['a low score within four hours by any clock', broken('escalation.S.respondWithin', { ...S, clock: 'wall' })],
    ['a mistake in a step that is switched off', changed('day-3-check', { instrument: null, enabled: false })],
    ['uncovering on the day of a placement', changed('day-7', { after: ['placement'], onlyIf: ['second-stage'] })],
    ['a prompt that one of its events leaves room for', changed('window-opens', { after: ['abutment', 'extraction'] })],
    [
      'mistakes in invitations that are switched off',
      broken('reactivation', { ...standardProtocol.reactivation, enabled: false, at: '23:00' }),
    ],
  ])('%s', (_what, protocol) => {
    expect(lintProtocol(protocol)).toEqual([]);
  });

  it('a cadence of one step', () => {
    const { cases, ...rest } = standardProtocol;
    const input = { ...rest, cases: { ...cases, codeMap: [...cases.codeMap] }, cadence: [lineOf('day-0')] };
    expect(lintProtocol(defineProtocol(input))).toEqual([]);
  });
});
