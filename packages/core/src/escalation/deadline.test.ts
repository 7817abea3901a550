import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, harbor, wall } from '../../test/escalations.js';
import { weekdays } from '../practice/practice.js';
import { compareInstants } from '../shared/instant.js';
import { deadlineOf } from './deadline.js';
import type { EscalationPolicy } from './escalation.js';
import { addMinutes, isOpenAt } from './opening-hours.js';
import { standardEscalationPolicy } from './standard-policy.js';

const neverOpen = { ...harbor, hours: {} };
const due = (tier: 'E' | 'U' | 'S' | 'R', wallClock: string, location = harbor, policy = standardEscalationPolicy) => {
  const { at: instant, clock } = deadlineOf(tier, at(wallClock), location, policy);
  return [wall(instant), clock];
};

describe('an emergency', () => {
  it('is answered within a quarter of an hour, at any hour', () => {
    expect(due('E', '2026-06-30 10:00')).toEqual(['2026-06-30 10:15', 'wall']);
    expect(due('E', '2026-06-28 03:00')).toEqual(['2026-06-28 03:15', 'wall']);
  });
});

describe('something urgent', () => {
  it.each([
    ['in the middle of the day', '2026-06-30 10:00', '2026-06-30 11:00'],
    ['just before closing', '2026-06-30 16:59', '2026-06-30 17:59'],
    ['on a holiday', '2026-11-26 12:00', '2026-11-26 13:00'],
    ['in the night that skips an hour', '2026-03-08 01:30', '2026-03-08 03:30'],
    ['in the night that repeats an hour', '2026-11-01 00:30', '2026-11-01 01:30'],
  ])('is answered within the hour %s', (_what, when, until) => {
    expect(due('U', when)).toEqual([until, 'wall']);
  });
});

describe('a low score', () => {
  it.each([
    ['four hours later in the middle of the day', '2026-06-30 10:00', '2026-06-30 14:00', 'opening-hours'],
    ['at the minute of closing at the latest', '2026-06-30 13:00', '2026-06-30 17:00', 'opening-hours'],
    ['the next morning when the day is too short', '2026-06-30 13:01', '2026-07-01 08:01', 'opening-hours'],
    ['the next morning in the last minute', '2026-06-30 16:59', '2026-07-01 11:59', 'opening-hours'],
    ['four hours by any clock from the minute of closing', '2026-06-30 17:00', '2026-06-30 21:00', 'wall'],
    ['four hours by any clock at night', '2026-06-30 07:59', '2026-06-30 11:59', 'wall'],
    ['four hours by any clock at the weekend', '2026-06-27 10:00', '2026-06-27 14:00', 'wall'],
    ['four hours by any clock on a holiday', '2026-11-26 10:00', '2026-11-26 14:00', 'wall'],
    ['before the weekend, not after it', '2026-06-26 16:30', '2026-06-26 20:30', 'wall'],
    ['before a holiday, not after it', '2026-11-25 16:30', '2026-11-25 20:30', 'wall'],
    ['within the day before the weekend', '2026-06-26 12:00', '2026-06-26 16:00', 'opening-hours'],
  ])('is answered %s', (_what, when, until, clock) => {
    expect(due('S', when)).toEqual([until, clock]);
  });

  it('is answered within four hours where a location tells no hours', () => {
    expect(due('S', '2026-06-30 10:00', neverOpen)).toEqual(['2026-06-30 14:00', 'wall']);
  });

  it('never waits for the morning where the practice sets the maximum to four hours', () => {
    const S = { ...standardEscalationPolicy.S };
    const strict: EscalationPolicy = {
      ...standardEscalationPolicy,
      S: {
        ...S,
        respondWithin: { clock: 'opening-hours', minutes: 240, maximumMinutes: 240, why: 'strict', source: 'test' },
      },
    };
    expect(due('S', '2026-06-30 16:30', harbor, strict)).toEqual(['2026-06-30 20:30', 'wall']);
    expect(due('S', '2026-06-30 10:00', harbor, strict)).toEqual(['2026-06-30 14:00', 'opening-hours']);
  });
});

describe('everything else', () => {
  it.each([
    ['by the end of the next day', '2026-06-30 10:00', '2026-07-01 17:00'],
    ['by the end of Monday when it comes at the weekend', '2026-06-27 10:00', '2026-06-29 17:00'],
    ['by the end of the day after the holidays', '2026-07-02 10:00', '2026-07-06 17:00'],
    ['by the end of the day when it comes before opening', '2026-06-30 06:00', '2026-06-30 17:00'],
  ])('is answered %s', (_what, when, until) => {
    expect(due('R', when)).toEqual([until, 'opening-hours']);
  });

  it('is answered within ten days where a location tells no hours', () => {
    expect(due('R', '2026-06-30 10:00', neverOpen)).toEqual(['2026-07-10 10:00', 'wall']);
  });
});

describe('laws of deadlines', () => {
  const location = fc
    .record({
      zone: fc.constantFrom('America/Chicago', 'Australia/Lord_Howe', 'Pacific/Auckland'),
      open: fc.subarray([...weekdays]),
      closed: fc.array(fc.integer({ min: 1, max: 28 }), { maxLength: 20 }),
    })
    .map(({ zone, open, closed }) => ({
      ...harbor,
      zone,
      hours: Object.fromEntries(open.map((day) => [day, { open: '08:00', close: '17:00' }])),
      closedOn: closed.map((day) => `2026-11-${String(day).padStart(2, '0')}`),
    }));
  const when = fc
    .integer({ min: Date.parse('2026-10-25T00:00:00Z'), max: Date.parse('2026-11-30T00:00:00Z') })
    .map((ms) => new Date(ms).toISOString());
  const tier = fc.constantFrom('E', 'U', 'S', 'R');
  const grounds = { why: 'law', source: 'test' };
  const minutes = fc.integer({ min: 1, max: 3000 });
  const respondWithin = fc.oneof(
    minutes.map((least) => ({ clock: 'wall' as const, minutes: least, ...grounds })),
    fc.tuple(minutes, minutes).map(([least, more]) => ({
      clock: 'opening-hours' as const,
      minutes: least,
      maximumMinutes: least + more,
      ...grounds,
    })),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), minutes)
      .map(([days, more]) => ({ clock: 'working-days' as const, days, maximumMinutes: more, ...grounds })),
  );

  it('a deadline comes after its opening, within its maximum, and in opening hours when on that clock', () => {
    const law = fc.property(tier, location, when, respondWithin, (urgency, place, openedAt, rule) => {
      const policy = {
        ...standardEscalationPolicy,
        [urgency]: { ...standardEscalationPolicy[urgency], respondWithin: rule },
      };
      const { at: until, clock } = deadlineOf(urgency, openedAt, place, policy);
      expect(compareInstants(until, openedAt)).toBeGreaterThan(0);
      const longest = rule.clock === 'wall' ? rule.minutes : rule.maximumMinutes;
      expect(compareInstants(until, addMinutes(openedAt, longest))).toBeLessThanOrEqual(0);
      if (clock === 'opening-hours')
        expect(isOpenAt(until, place) || isOpenAt(addMinutes(until, -1), place)).toBe(true);
    });
    fc.assert(law, { numRuns: 3000 });
  });

  it('while a location is closed a low score is due in exactly four hours', () => {
    const law = fc.property(location, when, (place, openedAt) => {
      fc.pre(!isOpenAt(openedAt, place));
      const { at: until } = deadlineOf('S', openedAt, place, standardEscalationPolicy);
      expect(Date.parse(until) - Date.parse(openedAt)).toBe(240 * 60_000);
    });
    fc.assert(law, { numRuns: 1000 });
  });
});
