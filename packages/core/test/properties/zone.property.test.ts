import { closesAt, earliestAllowedAt, isAllowedAt, JourneyError, SendWindow, zoneClock } from '@implant-journey/core';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Change, systemChanges, systemHas, systemRelease, zdump, zonesBetween } from './system-zones.js';

const zones = Intl.supportedValuesOf('timeZone');
const [fromYear, untilYear] = [2000, 2041];
const [fromMs, untilMs] = [Date.UTC(fromYear), Date.UTC(untilYear)];
const [secondMs, minuteMs, dayMs] = [1000, 60_000, 86_400_000];
const timeout = 60_000;
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const ours = new Map<string, readonly Change[]>();

/** The changes of offset our clock knows. */
function changesOf(zone: string): readonly Change[] {
  const known = ours.get(zone);
  if (known !== undefined) return known;
  const clock = zoneClock(zone);
  const changes: Change[] = [];
  for (let span = clock.spanAt(fromMs); span.untilMs < untilMs; ) {
    const next = clock.spanAt(span.untilMs);
    if (next.offsetMs !== span.offsetMs) changes.push([next.fromMs, next.offsetMs]);
    span = next;
  }
  ours.set(zone, changes);
  return changes;
}

function temporalChanges(zone: string): Change[] {
  const changes: Change[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
  for (;;) {
    at = at.getTimeZoneTransition('next');
    if (at === null || at.epochMilliseconds >= untilMs) return changes;
    const before = at.subtract({ seconds: 1 }).offsetNanoseconds;
    if (before !== at.offsetNanoseconds) changes.push([at.epochMilliseconds, at.offsetNanoseconds / 1e6]);
  }
}

/** Times on the wall around a change: before, inside and after the hours it skips or repeats. */
function timesAround([atMs, offsetMs]: Change, offsetBeforeMs: number): number[] {
  const [first = 0, last = 0] = [atMs + offsetBeforeMs, atMs + offsetMs].sort((a, b) => a - b);
  const middle = Math.floor((first + last) / 2 / minuteMs) * minuteMs;
  return [first - minuteMs, first - secondMs, first, middle, last - secondMs, last, last + minuteMs];
}

function intlText(zone: string): (epochMs: number) => string {
  const formatter = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (epochMs) => formatter.format(epochMs);
}

function textOf(zone: string, epochMs: number): string {
  const { epochDay, minuteOfDay, secondOfMinute } = zoneClock(zone).wallClockAt(epochMs);
  const localMs = epochDay * dayMs + minuteOfDay * minuteMs + secondOfMinute * secondMs;
  return new Date(localMs).toISOString().slice(0, 19).replace('T', ' ');
}

describe(`wall clocks in all ${zones.length} zones at every change from ${fromYear} until ${untilYear}`, () => {
  it('change when temporal-polyfill says so, and never else', { timeout }, () => {
    expect(zones.flatMap(changesOf).length).toBeGreaterThan(10_000);
    for (const zone of zones) expect(changesOf(zone), zone).toEqual(temporalChanges(zone));
  });

  it('show on both sides of it what Intl shows', { timeout }, () => {
    for (const zone of zones) {
      const intl = intlText(zone);
      for (const [atMs] of changesOf(zone)) {
        const around = [atMs - dayMs, atMs - secondMs, atMs, atMs + secondMs, atMs + dayMs];
        expect(
          around.map((ms) => textOf(zone, ms)),
          zone,
        ).toEqual(around.map(intl));
      }
    }
  });

  it("read skipped and repeated times as Temporal's compatible does", { timeout }, () => {
    for (const zone of zones) {
      const clock = zoneClock(zone);
      for (const change of changesOf(zone)) {
        for (const localMs of timesAround(change, clock.spanAt(change[0] - 1).offsetMs)) {
          const plain = Temporal.PlainDateTime.from(new Date(localMs).toISOString().slice(0, 19));
          const expected = plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
          expect(clock.instantOfLocalMs(localMs), `${plain} ${zone}`).toBe(expected);
          if (localMs % minuteMs !== 0) continue;
          const epochDay = Math.floor(localMs / dayMs);
          expect(clock.instantOf(epochDay, (localMs - epochDay * dayMs) / minuteMs)).toBe(expected);
        }
      }
    }
  });
});

describe('wall clocks beside the tz database of the operating system', () => {
  const [own, system] = [process.versions.tz ?? 'unknown', systemRelease() ?? 'unknown'];
  const absent = zones.filter((zone) => !systemHas(zone));
  const mayDiffer = zonesBetween(own, system);
  const why = [
    ...(zdump === null ? [' (zdump is not installed)'] : []),
    ...(mayDiffer === null ? [' (what changed between the two is not listed in system-zones.ts)'] : []),
  ].join('');
  const compared = zones.filter((zone) => !absent.includes(zone) && !mayDiffer?.includes(zone));

  it.skipIf(why !== '')(`change when zdump says so: ours ${own}, the system's ${system}${why}`, { timeout }, () => {
    const theirs = systemChanges(compared, fromYear, untilYear);
    expect([...theirs.values()].filter(({ length }) => length > 0).length).toBeGreaterThan(100);
    for (const zone of compared) expect(changesOf(zone), zone).toEqual(theirs.get(zone));
  });

  // Visible in the report: zones that were not compared, each with its reason.
  for (const zone of mayDiffer ?? []) it.skip(`${zone}: changed between ${own} and ${system}`);
  for (const zone of zdump === null ? [] : absent) it.skip(`${zone}: not installed on this system`);
});

const openHours = fc
  .tuple(fc.integer({ min: 0, max: 1438 }), fc.integer({ min: 1, max: 1439 }))
  .map(([open, length]) => ({ open: timeOf(open), close: timeOf(Math.min(open + length, 1439)) }));
const zoneList = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...zones).map((zone) => [zone]) },
  { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...zones), { minLength: 2, maxLength: 3 }) },
);
const window = fc
  .tuple(fc.array(fc.option(openHours, { freq: 4 }), { minLength: 7, maxLength: 7 }), openHours)
  .map(([days, monday]) => {
    const [, ...rest] = days;
    const named = [monday, ...rest].map((hours, index) => [weekdays[index], hours] as const);
    return Object.fromEntries(named.filter(([, hours]) => hours !== null));
  });

/** Zones, an instant (more often than not within days of a change of the first zone), hours, and closed days near it. */
const question = fc
  .tuple(zoneList, fc.integer({ min: fromMs, max: untilMs }), fc.integer({ min: -3 * dayMs, max: dayMs }), window)
  .chain(([where, anyMs, distanceMs, hours]) => {
    const next = changesOf(where[0] ?? 'UTC').find(([atMs]) => atMs > anyMs);
    const instantMs = next === undefined ? anyMs : next[0] + distanceMs;
    const near = fc.integer({ min: -1, max: 4 }).map((days) => textOf('UTC', instantMs + days * dayMs).slice(0, 10));
    return fc.record({
      where: fc.constant(where),
      instantMs: fc.constant(instantMs),
      rules: fc.array(near, { maxLength: 2 }).map((closedOn) => SendWindow.parse({ hours, closedOn })),
    });
  });

/** The rule itself, on the text that Intl shows. */
function isOpen(epochMs: number, where: readonly string[], { hours, closedOn }: SendWindow): boolean {
  return where.every((zone) => {
    const [date = '', time = ''] = intlText(zone)(epochMs).split(' ');
    const today = hours[weekdays[(new Date(date).getUTCDay() + 6) % 7] ?? 'monday'];
    return today !== undefined && !closedOn.includes(date) && today.open <= time && time < `${today.close}:00`;
  });
}

function timeOf(minute: number): string {
  return new Date(minute * minuteMs).toISOString().slice(11, 16);
}

/** The earliest allowed instant, or the end of the fortnight when there is none. */
function earliestOr(limitMs: number, ...question: Parameters<typeof earliestAllowedAt>): number {
  try {
    return earliestAllowedAt(...question);
  } catch (error) {
    if (JourneyError.is(error) && error.code === 'protocol/invalid') return limitMs;
    throw error;
  }
}

/** Whether it is allowed (or not) in each minute from one instant until before another. */
function always(
  allowed: boolean,
  fromMs: number,
  untilMs: number,
  where: readonly string[],
  rules: SendWindow,
): boolean {
  for (let ms = Math.ceil(fromMs / minuteMs) * minuteMs; ms < untilMs; ms += minuteMs)
    if (isAllowedAt(ms, where, rules) !== allowed) return false;
  return true;
}

describe('laws of the send window', () => {
  const runs = { numRuns: 2000 };

  it('the earliest allowed instant is allowed, not before the one asked, and its own earliest', {
    timeout,
  }, () => {
    const law = fc.property(question, ({ where, instantMs, rules }) => {
      const never = Number.POSITIVE_INFINITY;
      const foundMs = earliestOr(never, instantMs, where, rules);
      fc.pre(foundMs !== never);
      expect(foundMs).toBeGreaterThanOrEqual(instantMs);
      expect(isOpen(foundMs, where, rules)).toBe(true);
      expect(earliestAllowedAt(foundMs, where, rules)).toBe(foundMs);
    });
    fc.assert(law, runs);
  });

  it('nothing is allowed between the instant asked and the one found', { timeout }, () => {
    const law = fc.property(question, ({ where, instantMs, rules }) => {
      const foundMs = earliestOr(instantMs + 14 * dayMs, instantMs, where, rules);
      expect(isAllowedAt(instantMs, where, rules)).toBe(foundMs === instantMs);
      expect(always(false, instantMs, foundMs, where, rules)).toBe(true);
    });
    fc.assert(law, runs);
  });

  it('an opening lasts until it closes, and not longer', { timeout }, () => {
    const law = fc.property(question, ({ where, instantMs, rules }) => {
      const opensMs = earliestOr(instantMs, instantMs, where, rules);
      const endMs = closesAt(opensMs, where, rules);
      expect(isOpen(endMs, where, rules)).toBe(false);
      expect(always(true, opensMs, endMs, where, rules)).toBe(true);
    });
    fc.assert(law, runs);
  });

  it('what is allowed is what the clocks on the wall show, also in the moments around an edge', {
    timeout,
  }, () => {
    const law = fc.property(question, ({ where, instantMs, rules }) => {
      const opensMs = earliestOr(instantMs, instantMs, where, rules);
      const endMs = closesAt(opensMs, where, rules);
      for (const ms of [instantMs, opensMs - 1, opensMs, endMs - 1, endMs]) {
        const allowed = isOpen(ms, where, rules);
        expect(isAllowedAt(ms, where, rules)).toBe(allowed);
        expect(earliestOr(Number.POSITIVE_INFINITY, ms, where, rules) === ms).toBe(allowed);
      }
    });
    fc.assert(law, runs);
  });
});
