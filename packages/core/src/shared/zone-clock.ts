// The clock on the wall of a zone, in integers. In: an IANA zone; instants as epoch milliseconds, days since 1970 with
// minutes. Out: the one for the other, in nanoseconds once the zone's offsets are known. Rules owned: a skipped wall-clock
// time is read the same distance later, a repeated one as the earlier of the two (Temporal's "compatible").
import { dayMs } from './epoch-day.js';
import { JourneyError } from './error.js';

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** How far apart the runtime is asked for offsets: 3.1 days. Why: the two closest changes of any zone lie 4 days apart
 *  (Freetown, September 1939), so none is missed. Source: tz database 2025c, 1800 to 2140. */
const strideMs = 2 ** 28;
/** How much of the table is built at once: 13 months, because a plan rarely needs more than three such stretches. */
const stretchMs = 128 * strideMs;
/** No zone was ever this far from UTC; Manila came closest, before 1845. */
const widestOffsetMs = 16 * hourMs;
/** Instants beyond the years 0 to 9999 are refused. */
const [firstMs, lastMs] = [Date.UTC(-1, 11, 31), Date.UTC(10_000, 0, 2)];

/** From an instant until before another: the offset of the zone is the same, and may go on being the same after it. */
export interface OffsetSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  /** What the wall clock shows minus UTC. Whole seconds; historic zones have odd ones. */
  readonly offsetMs: number;
}

/** What a clock on the wall shows. */
export interface WallClock {
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  /** Whole minutes since midnight, 0 to 1439. */
  readonly minuteOfDay: number;
  readonly secondOfMinute: number;
}

export interface ZoneClock {
  readonly zone: string;
  /**
   * The span of constant offset around an instant.
   * @throws {JourneyError} `time/invalid` for an instant outside the years 0 to 9999.
   */
  spanAt(epochMs: number): OffsetSpan;
  wallClockAt(epochMs: number): WallClock;
  /** What the wall clock shows, as milliseconds since it showed (or would have shown) 1970-01-01 00:00. */
  localMsAt(epochMs: number): number;
  /** The instant at which the wall clock shows this minute of this day, as epoch milliseconds. */
  instantOf(epochDay: number, minuteOfDay: number): number;
  /** The same for a time in milliseconds, as `localMsAt` gives it. */
  instantOfLocalMs(localMs: number): number;
}

const clocks = new Map<string, ZoneClock>();

/**
 * The clock of a zone. One for each zone: it learns the zone's offsets from the runtime as they are first needed, about
 * half a millisecond for every 13 months, and keeps them.
 * @throws {JourneyError} `time/invalid` when the runtime does not know the zone.
 */
export function zoneClock(zone: string): ZoneClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = createZoneClock(zone);
  clocks.set(zone, clock);
  return clock;
}

function createZoneClock(zone: string): ZoneClock {
  const readOffsetMs = offsetReader(zone);
  const stretches = new Map<number, readonly OffsetSpan[]>();
  let lastUsed: OffsetSpan = { fromMs: 0, untilMs: 0, offsetMs: 0 };

  function spanAt(epochMs: number): OffsetSpan {
    if (epochMs >= lastUsed.fromMs && epochMs < lastUsed.untilMs) return lastUsed;
    if (!(epochMs >= firstMs && epochMs < lastMs))
      throw new JourneyError('time/invalid', 'an instant must be epoch milliseconds within the years 0 to 9999');
    const index = Math.floor(epochMs / stretchMs);
    let spans = stretches.get(index);
    if (spans === undefined) {
      spans = spansFrom(index * stretchMs, readOffsetMs);
      stretches.set(index, spans);
    }
    lastUsed = spans.find(({ untilMs }) => epochMs < untilMs) as OffsetSpan;
    return lastUsed;
  }

  function localMsAt(epochMs: number): number {
    return epochMs + spanAt(epochMs).offsetMs;
  }

  function instantOfLocalMs(localMs: number): number {
    let span = spanAt(localMs - widestOffsetMs);
    for (;;) {
      const instantMs = localMs - span.offsetMs;
      if (instantMs < span.untilMs) return instantMs;
      const next = spanAt(span.untilMs);
      // The clock jumped over this time: read on as if it had not.
      if (localMs - next.offsetMs < next.fromMs) return instantMs;
      span = next;
    }
  }

  return {
    zone,
    spanAt,
    localMsAt,
    instantOfLocalMs,
    instantOf: (epochDay, minuteOfDay) => instantOfLocalMs(epochDay * dayMs + minuteOfDay * minuteMs),
    wallClockAt(epochMs) {
      const localMs = localMsAt(epochMs);
      const epochDay = Math.floor(localMs / dayMs);
      const ofDayMs = localMs - epochDay * dayMs;
      return {
        epochDay,
        minuteOfDay: Math.floor(ofDayMs / minuteMs),
        secondOfMinute: Math.floor((ofDayMs % minuteMs) / 1000),
      };
    },
  };
}

/** One stretch of the table: the spans of constant offset from here on, in order and without a gap. */
function spansFrom(startMs: number, readOffsetMs: (epochMs: number) => number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  const endMs = startMs + stretchMs;
  let fromMs = startMs;
  let offsetMs = readOffsetMs(startMs);
  for (let atMs = startMs + strideMs; atMs <= endMs; atMs += strideMs) {
    const offsetNowMs = readOffsetMs(atMs);
    if (offsetNowMs === offsetMs) continue;
    let beforeMs = atMs - strideMs;
    let afterMs = atMs;
    while (afterMs - beforeMs > 1000) {
      const middleMs = beforeMs + Math.floor((afterMs - beforeMs) / 2);
      if (readOffsetMs(middleMs) === offsetMs) beforeMs = middleMs;
      else afterMs = middleMs;
    }
    // Clocks change on whole seconds.
    const changeMs = Math.floor(afterMs / 1000) * 1000;
    spans.push({ fromMs, untilMs: changeMs, offsetMs });
    fromMs = changeMs;
    offsetMs = offsetNowMs;
  }
  if (fromMs < endMs) spans.push({ fromMs, untilMs: endMs, offsetMs });
  return spans;
}

/** Asks the runtime, which takes a thousand times as long as the table. */
function offsetReader(zone: string): (epochMs: number) => number {
  const formatter = formatterOf(zone);
  return (epochMs) => {
    const [day = 0, hour = 0, minute = 0, second = 0] = (formatter.format(epochMs).match(/\d+/g) ?? []).map(Number);
    const utcDay = new Date(epochMs).getUTCDate();
    // The other day is a neighbour: one further in number, or the turn of a month.
    const days = day === utcDay ? 0 : day === utcDay + 1 || day < utcDay - 1 ? 1 : -1;
    const localOfDayMs = ((hour * 60 + minute) * 60 + second) * 1000;
    const utcOfDayMs = Math.floor(epochMs / 1000) * 1000 - Math.floor(epochMs / dayMs) * dayMs;
    return days * dayMs + localOfDayMs - utcOfDayMs;
  };
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const fields = { day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone: zone, hourCycle: 'h23' });
  } catch (cause) {
    throw new JourneyError('time/invalid', 'a zone must be an IANA name such as America/Chicago', { cause });
  }
}
