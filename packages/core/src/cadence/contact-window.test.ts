import { describe, expect, it } from 'vitest';
import { type Weekday, weekdays } from '../practice/practice.js';
import { JourneyError } from '../shared/error.js';
import { problemsOf } from '../shared/parse.js';
import { closesAt, earliestAllowedAt, isAllowedAt, SendWindow } from './contact-window.js';

/** The same hours every day, except on the days named. */
function daily(open: string, close: string, except: Partial<Record<Weekday, object | null>> = {}): SendWindow {
  const hours = Object.fromEntries(
    weekdays.flatMap((weekday) => (except[weekday] === null ? [] : [[weekday, except[weekday] ?? { open, close }]])),
  );
  return SendWindow.parse({ hours });
}

const care = daily('09:00', '20:00');
const marketing = daily('09:00', '20:00', { sunday: { open: '12:00', close: '18:00' } });
const closedSundays = daily('09:00', '20:00', { sunday: null });
const holidays: SendWindow = { ...care, closedOn: ['2026-12-25', '2028-02-29'] };

const chicago = ['America/Chicago'];
const coasts = ['America/New_York', 'America/Los_Angeles'];
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
const earliest = (at: string, zones: readonly string[], window: SendWindow) =>
  iso(earliestAllowedAt(Date.parse(at), zones, window));
const closes = (at: string, zones: readonly string[], window: SendWindow) =>
  iso(closesAt(Date.parse(at), zones, window));

describe('the earliest allowed instant', () => {
  it.each<[string, string, readonly string[], SendWindow, string]>([
    ['at once inside the hours', '2026-06-01T15:30:12.345Z', chicago, care, '2026-06-01T15:30:12.345Z'],
    ['at once in the minute they open', '2026-06-01T14:00:00Z', chicago, care, '2026-06-01T14:00:00Z'],
    ['at the opening, a moment before it', '2026-06-01T13:59:59.999Z', chicago, care, '2026-06-01T14:00:00Z'],
    ['at once in the last moment', '2026-06-02T00:59:59.999Z', chicago, care, '2026-06-02T00:59:59.999Z'],
    ['the next morning from the minute they close', '2026-06-02T01:00:00Z', chicago, care, '2026-06-02T14:00:00Z'],
    ['at the hours of that weekday', '2026-06-07T14:00:00Z', chicago, marketing, '2026-06-07T17:00:00Z'],
    ['after a weekday without hours', '2026-06-07T01:00:00Z', chicago, closedSundays, '2026-06-08T14:00:00Z'],
    ['after a closed day', '2026-12-25T16:00:00Z', chicago, holidays, '2026-12-26T15:00:00Z'],
    ['on the eve of a closed day', '2026-12-25T01:59:00Z', chicago, holidays, '2026-12-25T01:59:00Z'],
    ['after a closed 29 February', '2028-02-29T02:00:00Z', chicago, holidays, '2028-03-01T15:00:00Z'],
    ['on 29 February', '2028-02-29T02:00:00Z', chicago, care, '2028-02-29T15:00:00Z'],
    ['before the spring change', '2026-03-07T09:00:00Z', chicago, care, '2026-03-07T15:00:00Z'],
    ['across the spring change', '2026-03-08T02:00:00Z', chicago, care, '2026-03-08T14:00:00Z'],
    ['from inside the skipped hour on', '2026-03-08T08:30:00Z', chicago, care, '2026-03-08T14:00:00Z'],
    ['after the spring change', '2026-03-09T09:00:00Z', chicago, care, '2026-03-09T14:00:00Z'],
    ['before the autumn change', '2026-10-31T09:00:00Z', chicago, care, '2026-10-31T14:00:00Z'],
    ['across the autumn change', '2026-11-01T02:00:00Z', chicago, care, '2026-11-01T15:00:00Z'],
    ['after the autumn change', '2026-11-02T09:00:00Z', chicago, care, '2026-11-02T15:00:00Z'],
    ['in a zone without summer time', '2026-07-01T09:00:00Z', ['America/Phoenix'], care, '2026-07-01T16:00:00Z'],
    ['in a half-hour zone', '2026-07-01T00:00:00Z', ['Asia/Kolkata'], care, '2026-07-01T03:30:00Z'],
    ['in a zone that skips a day', '2011-12-30T06:00:00Z', ['Pacific/Apia'], care, '2011-12-30T19:00:00Z'],
    ['when both coasts are awake', '2026-06-01T13:30:00Z', coasts, care, '2026-06-01T16:00:00Z'],
    ['not when one coast is asleep already', '2026-06-02T00:30:00Z', coasts, care, '2026-06-02T16:00:00Z'],
    ['when both coasts have opened on Sunday', '2026-06-07T10:00:00Z', coasts, marketing, '2026-06-07T19:00:00Z'],
    [
      'where the zones have no hour in common on one day',
      '2026-06-07T10:00:00Z',
      ['America/New_York', 'Pacific/Honolulu'],
      daily('09:00', '20:00', { sunday: { open: '12:00', close: '18:00' } }),
      '2026-06-08T19:00:00Z',
    ],
    [
      'two days of different dates are both closed',
      '2026-12-25T00:00:00Z',
      ['Pacific/Auckland', 'Pacific/Tongatapu'],
      holidays,
      '2026-12-25T20:00:00Z',
    ],
  ])('is %s', (_what, at, zones, window, allowed) => {
    expect(earliest(at, zones, window)).toBe(allowed);
    expect(isAllowedAt(Date.parse(allowed), zones, window)).toBe(true);
    expect(isAllowedAt(Date.parse(at), zones, window)).toBe(at === allowed);
  });

  it.each<[string, string, SendWindow, string]>([
    [
      'hours that open inside the skipped one begin after it',
      '2026-03-08T06:00:00Z',
      daily('02:30', '04:00'),
      '2026-03-08T08:00:00Z',
    ],
    [
      'hours inside the skipped one wait for the next day',
      '2026-03-08T06:00:00Z',
      daily('02:00', '03:00'),
      '2026-03-09T07:00:00Z',
    ],
    [
      'hours inside the repeated one open twice',
      '2026-11-01T06:45:00Z',
      daily('01:00', '01:30'),
      '2026-11-01T07:00:00Z',
    ],
  ])('knows that %s', (_what, at, window, allowed) => {
    expect(earliest(at, chicago, window)).toBe(allowed);
  });
});

describe('the end of an opening', () => {
  it.each<[string, string, readonly string[], SendWindow, string]>([
    ['the closing hour', '2026-06-01T15:30:00Z', chicago, care, '2026-06-02T01:00:00Z'],
    ['the instant itself when closed', '2026-06-01T13:59:00Z', chicago, care, '2026-06-01T13:59:00Z'],
    ['when the first of two zones closes', '2026-06-01T17:00:00Z', coasts, care, '2026-06-02T00:00:00Z'],
    [
      'the closing hour after the spring change',
      '2026-03-08T07:30:00Z',
      chicago,
      daily('01:00', '20:00'),
      '2026-03-09T01:00:00Z',
    ],
    [
      'the jump over the closing time',
      '2026-03-08T07:30:00Z',
      chicago,
      daily('01:00', '02:30'),
      '2026-03-08T08:00:00Z',
    ],
    [
      'the closing time, though the hour comes again',
      '2026-11-01T06:10:00Z',
      chicago,
      daily('01:00', '01:30'),
      '2026-11-01T06:30:00Z',
    ],
    ['after the repeated hour', '2026-11-01T06:10:00Z', chicago, daily('01:00', '02:30'), '2026-11-01T08:30:00Z'],
  ])('is %s', (_what, at, zones, window, end) => {
    expect(closes(at, zones, window)).toBe(end);
  });
});

describe('what cannot be', () => {
  const morning = daily('09:00', '10:00');

  it.each<[string, readonly string[], SendWindow]>([
    ['hours that never meet in both zones', coasts, morning],
    ['no zone', [], care],
    ['a fortnight of closed days', chicago, { ...daily('09:00', '20:00'), closedOn: days('2026-06-01', 16) }],
  ])('refuses %s', (_what, zones, window) => {
    const refusal = refusalOf(() => earliestAllowedAt(Date.parse('2026-06-01T20:00:00Z'), zones, window));
    expect(refusal.code).toBe('protocol/invalid');
  });

  it('waits thirteen closed days', () => {
    const window = { ...daily('09:00', '20:00'), closedOn: days('2026-06-01', 13) };
    expect(earliest('2026-06-01T20:00:00Z', chicago, window)).toBe('2026-06-14T14:00:00Z');
  });

  it('refuses an unknown zone and an instant that is none', () => {
    expect(refusalOf(() => isAllowedAt(0, ['Chicago'], care)).code).toBe('time/invalid');
    expect(refusalOf(() => earliestAllowedAt(Number.NaN, chicago, care)).code).toBe('time/invalid');
  });

  it('refuses a window that is never open, naming the mend', () => {
    const parsed = SendWindow.safeParse({ hours: {} });
    expect(problemsOf(parsed.error as NonNullable<typeof parsed.error>)).toEqual([
      { field: 'hours', problem: 'must be open on some weekday', mend: 'give its open and close' },
    ]);
  });
});

function days(from: string, count: number): string[] {
  const start = Date.parse(`${from}T00:00:00Z`);
  return Array.from({ length: count }, (_none, index) =>
    new Date(start + index * 86_400_000).toISOString().slice(0, 10),
  );
}

function refusalOf(act: () => unknown): JourneyError {
  try {
    act();
  } catch (error) {
    if (JourneyError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
