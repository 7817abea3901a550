// The work: for an anchor day, the instants of a 45-step plan, each moved on to the next hour in which messages may go
// out. In: steps, hours, anchor days, all made up. Owns: what every contender has to agree on.
import { SendWindow } from '@implant-journey/core';

export interface Step {
  readonly afterDays: number;
  readonly hour: number;
  readonly minute: number;
}

/** Hours of the wall clock; among them are the ones that a night skips or repeats, and evenings that must wait. */
const times = [
  [9, 0],
  [17, 30],
  [2, 30],
  [12, 15],
  [21, 5],
  [1, 30],
  [10, 0],
] as const;

/** 45 steps over a year and a half: dense after a surgery, then further and further apart. */
export const steps: readonly Step[] = Array.from({ length: 45 }, (_none, index) => {
  const [hour, minute] = times[index % times.length] as (typeof times)[number];
  return { afterDays: Math.round(index ** 1.7 * 0.85), hour, minute };
});

const weekday = { open: '09:00', close: '20:00' };
export const window = SendWindow.parse({
  hours: {
    monday: weekday,
    tuesday: weekday,
    wednesday: weekday,
    thursday: weekday,
    friday: weekday,
    saturday: weekday,
    sunday: { open: '12:00', close: '18:00' },
  },
  closedOn: ['2026-07-03', '2026-11-26', '2026-12-25', '2027-01-01', '2027-07-05', '2027-11-25', '2027-12-25'],
});

/** The window as minutes since midnight, Monday first, for contenders that would parse it once, too. */
export const openings: readonly (readonly [openMinute: number, closeMinute: number])[] = [
  ...Array.from({ length: 6 }, () => [9 * 60, 20 * 60] as const),
  [12 * 60, 18 * 60],
];
export const closedOn: ReadonlySet<string> = new Set(window.closedOn);

/** Every so many days of a year that holds both clock changes. */
export function anchorDays(everyDays: number): readonly string[] {
  return Array.from({ length: Math.ceil(366 / everyDays) }, (_none, index) =>
    new Date(Date.UTC(2026, 0, 1 + index * everyDays)).toISOString().slice(0, 10),
  );
}

/** Plans the dates of one anchor day in one zone: epoch milliseconds, in the order of the steps. */
export type Planner = (anchorOn: string) => readonly number[];
