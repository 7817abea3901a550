import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { action, at, harbor, opened, wall } from '../../test/escalations.js';
import { Location, weekdays } from '../practice/practice.js';
import { compareInstants } from '../shared/instant.js';
import { applyAction } from './act.js';
import type { Escalation } from './escalation.js';
import { isOpenAt } from './opening-hours.js';
import { climb, openEscalation } from './route.js';
import { standardEscalationPolicy } from './standard-policy.js';

const climbAt = (escalation: Escalation, wallClock: string) =>
  climb(escalation, harbor, standardEscalationPolicy, at(wallClock));
const recipients = ({ climbs }: Escalation) => climbs.map((one) => one.recipients.join(' '));

describe('the first alert', () => {
  it.each([
    ['of an emergency in opening hours: team and on call', 'E', '2026-06-30 10:00', ['ana', 'dr-cole'], true],
    ['of an emergency at night: on call', 'E', '2026-06-30 03:00', ['dr-cole'], true],
    ['of something urgent on a holiday: on call', 'U', '2026-11-26 10:00', ['dr-cole'], true],
    ['of a low score in the last minute: the team', 'S', '2026-06-30 16:59', ['ana'], false],
    ['of a low score at the minute of closing: on call', 'S', '2026-06-30 17:00', ['dr-cole'], true],
    ['of a low score at the weekend: on call', 'S', '2026-06-27 10:00', ['dr-cole'], true],
    ['of a question in opening hours: the team', 'R', '2026-06-30 10:00', ['ana'], false],
  ] as const)('%s, at once', (_what, tier, when, who, onCall) => {
    expect(opened(when, { tier }).alert).toEqual({ at: at(when), recipients: who, onCall });
  });

  it('of a question waits for opening, while the escalation is there at once', () => {
    const asked = opened('2026-06-27 10:00', { tier: 'R', reason: 'free-text' });
    expect([
      asked.state,
      wall(asked.openedAt),
      wall(asked.alert.at),
      asked.alert.onCall,
      wall(asked.nextClimbAt),
    ]).toEqual(['open', '2026-06-27 10:00', '2026-06-29 08:00', false, '2026-06-29 12:00']);
  });

  it('of a question goes out at once where a location tells no hours', () => {
    const location = { ...harbor, hours: {} };
    const asked = opened('2026-06-27 10:00', { tier: 'R', location });
    expect([wall(asked.alert.at), wall(asked.nextClimbAt)]).toEqual(['2026-06-27 10:00', '2026-06-27 14:00']);
  });

  it('names somebody once who is in the team and on call', () => {
    const location = { ...harbor, onCall: ['ana'] };
    expect(opened('2026-06-30 10:00', { tier: 'E', location }).alert.recipients).toEqual(['ana']);
  });
});

describe('an alert nobody acknowledges', () => {
  it('climbs through the team, then the on-call path, then to everybody again and again', () => {
    let escalation = opened('2026-06-30 10:00');
    for (const when of ['10:30', '11:00', '11:30', '12:00', '13:00'])
      escalation = climbAt(escalation, `2026-06-30 ${when}`);
    const everybody = 'ana ben dr-cole dr-dune';
    expect(recipients(escalation)).toEqual(['ben', 'dr-cole', 'dr-dune', everybody, everybody]);
    expect(wall(escalation.nextClimbAt)).toBe('2026-06-30 14:00');
  });

  it('turns to the on-call path when the location closes', () => {
    const escalation = climbAt(opened('2026-06-30 16:45'), '2026-06-30 17:15');
    expect(recipients(escalation)).toEqual(['dr-cole']);
  });

  it('does not climb before it is due', () => {
    const escalation = opened('2026-06-30 10:00');
    expect(climbAt(escalation, '2026-06-30 10:29')).toBe(escalation);
  });

  it('slows down once everybody was told, not past its deadline, and never stops', () => {
    let escalation = opened('2026-06-30 10:00');
    const pauses: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const due = escalation.nextClimbAt as string;
      escalation = climb(escalation, harbor, standardEscalationPolicy, due);
      pauses.push((Date.parse(escalation.nextClimbAt as string) - Date.parse(due)) / 60_000);
    }
    expect(pauses).toEqual([30, 30, 30, 60, 60, 240, 240, 240]);
  });

  it('wakes nobody again in the night once all know of what may wait for the morning; its deadline it does not sleep through', () => {
    let escalation = opened('2026-06-30 15:00');
    const told: string[] = [];
    while (told.length < 7) {
      const due = escalation.nextClimbAt as string;
      escalation = climb(escalation, harbor, standardEscalationPolicy, due);
      told.push(wall(due) as string);
    }
    expect([wall(escalation.respondBy), told.slice(3)]).toEqual([
      '2026-07-01 10:00',
      ['2026-06-30 17:00', '2026-07-01 08:00', '2026-07-01 10:00', '2026-07-01 14:00'],
    ]);
  });

  it('slows down for nobody who was handed it: the rest are told as fast as ever', () => {
    let escalation = opened('2026-06-30 10:00', { tier: 'E' });
    for (const [index, assignee] of ['ana', 'dr-cole', 'ana'].entries()) {
      escalation = applyAction(
        escalation,
        action('assigned', `2026-06-30 10:0${index + 1}`, { id: `given-${index}`, assignee }),
      );
      escalation = climbAt(escalation, `2026-06-30 10:0${index + 1}`);
    }
    // Who was handed it has until the deadline.
    expect(wall(escalation.nextClimbAt)).toBe('2026-06-30 10:15');
    escalation = climbAt(escalation, '2026-06-30 10:15');
    expect([recipients(escalation).at(-1), wall(escalation.nextClimbAt)]).toEqual(['ben', '2026-06-30 10:20']);
  });

  it('climbs once when nobody asked for hours', () => {
    const escalation = climbAt(opened('2026-06-30 10:00'), '2026-06-30 13:40');
    expect([recipients(escalation), wall(escalation.nextClimbAt)]).toEqual([['ben'], '2026-06-30 14:00']);
  });

  it('climbs within the team and in opening hours only, when it never pages the on-call path', () => {
    let escalation = opened('2026-06-30 15:00', { tier: 'R' });
    expect(wall(escalation.nextClimbAt)).toBe('2026-07-01 10:00');
    escalation = climbAt(escalation, '2026-07-01 23:00');
    expect([escalation.climbs, wall(escalation.nextClimbAt)]).toEqual([[], '2026-07-02 08:00']);
    escalation = climbAt(climbAt(escalation, '2026-07-02 08:00'), '2026-07-02 16:00');
    expect([recipients(escalation), wall(escalation.nextClimbAt)]).toEqual([['ben', 'ana ben'], '2026-07-06 15:00']);
  });
});

describe('an acknowledged alert', () => {
  const acknowledged = applyAction(opened('2026-06-30 10:00'), action('acknowledged', '2026-06-30 10:10'));

  it('climbs again when its deadline passes, until it is closed', () => {
    expect(climbAt(acknowledged, '2026-06-30 13:59')).toBe(acknowledged);
    const overdue = climbAt(acknowledged, '2026-06-30 14:00');
    expect([overdue.state, recipients(overdue), wall(overdue.nextClimbAt)]).toEqual([
      'acknowledged',
      ['ben'],
      '2026-06-30 14:30',
    ]);
    const closed = applyAction(overdue, action('closed', '2026-06-30 14:10'));
    expect(climbAt(closed, '2026-06-30 18:00')).toBe(closed);
  });

  it('given to somebody else goes to them at once, and climbs on from there', () => {
    const given = applyAction(acknowledged, action('assigned', '2026-06-30 10:20', { assignee: 'eve' }));
    const told = climbAt(given, '2026-06-30 10:20');
    expect([recipients(told), wall(told.nextClimbAt)]).toEqual([['eve'], '2026-06-30 10:50']);
    expect(recipients(climbAt(told, '2026-06-30 10:50'))).toEqual(['eve', 'ben']);
  });

  it('given to somebody who slept through an earlier alert goes to them again', () => {
    const climbed = climbAt(opened('2026-06-30 10:00'), '2026-06-30 10:30');
    const given = applyAction(climbed, action('assigned', '2026-06-30 10:40'));
    expect(recipients(climbAt(given, '2026-06-30 10:40'))).toEqual(['ben', 'ben']);
  });
});

describe('laws of climbing', () => {
  const people = fc.uniqueArray(fc.constantFrom('ana', 'ben', 'cem', 'dia', 'eli', 'fay'), {
    minLength: 1,
    maxLength: 4,
  });
  const location = fc
    .record({ team: people, onCall: people, open: fc.subarray([...weekdays]) })
    .map(({ team, onCall, open }) =>
      Location.parse({
        ...harbor,
        team,
        onCall,
        hours: Object.fromEntries(open.map((day) => [day, { open: '08:00', close: '17:00' }])),
      }),
    );
  const when = fc
    .integer({ min: Date.parse('2026-10-28T00:00:00Z'), max: Date.parse('2026-11-09T00:00:00Z') })
    .map((ms) => new Date(ms).toISOString());
  const tier = fc.constantFrom('E', 'U', 'S', 'R');
  const start = opened('2026-06-30 10:00');

  it('unacknowledged it has a next climb, later than the last alert, and reaches every recipient', () => {
    const law = fc.property(tier, location, when, fc.nat(7200), (urgency, place, now, delaySeconds) => {
      let escalation = openEscalation({ ...start, tier: urgency }, place, standardEscalationPolicy, now);
      const all = new Set(urgency === 'R' ? place.team : [...place.team, ...place.onCall]);
      for (let turn = 0; turn < 30 && escalation.climbs.length <= all.size; turn += 1) {
        const due = escalation.nextClimbAt ?? expect.unreachable('an open alert has a next climb');
        expect(compareInstants(due, escalation.climbs.at(-1)?.at ?? escalation.alert.at)).toBeGreaterThan(0);
        const late = new Date(Date.parse(due) + delaySeconds * 1000).toISOString();
        escalation = climb(escalation, place, standardEscalationPolicy, late);
      }
      const alerted = [escalation.alert, ...escalation.climbs].flatMap((one) => one.recipients);
      expect(new Set(alerted)).toEqual(all);
      expect(new Set(escalation.climbs.at(-1)?.recipients)).toEqual(all);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  it('a worse tier that arrives while the location is closed alerts the on-call path at once', () => {
    const law = fc.property(fc.constantFrom('E', 'U', 'S'), location, when, (urgency, place, now) => {
      fc.pre(!isOpenAt(now, place));
      const { alert } = openEscalation({ ...start, tier: urgency }, place, standardEscalationPolicy, now);
      expect([alert.at, alert.onCall, alert.recipients]).toEqual([now, true, place.onCall.slice(0, 1)]);
    });
    fc.assert(law, { numRuns: 500 });
  });
});
