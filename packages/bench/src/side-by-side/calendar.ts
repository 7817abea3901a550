// When things happen in the bench. In: a lot of due messages. Out: the instant at which the product takes it. Peers know no
// clock but their database's, and are given messages that are due already; the product is told the time, and the messages of
// a cohort come due one by one.

/** Day of the surgery of every case, but those of the cohort. */
export const eventOn = '2026-01-12';
/** A year before: the cohort's messages have all come due before the first of the backlog. */
export const cohortOn = '2025-01-06';

/** Before both: cases whose messages are made due one by one. */
export const streamOn = '2024-01-08';
/** When that begins: before the first message of those cases was planned for, in hours in which messages go out. */
export const streamAt = '2024-01-09T15:10:00Z';

/** Lots there are: messages of a case. */
export const lots = 45;

/** A few minutes after the messages of a lot are due, winter or summer: at 10:00 in Chicago. */
export function lotAt(lot: number): string {
  // The first messages of both implants take turns; then those of the one go on alone.
  const afterDays = lot < 10 ? 1 + 2 * lot : 21 + 4 * (lot - 10);
  return new Date(Date.parse(cohortOn) + afterDays * 86_400_000 + (16 * 60 + 5) * 60_000).toISOString();
}
