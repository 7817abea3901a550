// What an operation costs in commits, round trips, rows and bytes of write-ahead log, on a server of its own: others on the same
// one would write into its log. The bounds are what it is now, and a tenth for bytes; a change that costs more must say so
// here. Goals: docs/performance.md.
import { expect, it } from 'vitest';
import { type Counts, countAll, countedWorks } from '../src/side-by-side/counts.js';

const kilobyte = 1024;

/** At most so much for a case, or for a message of `dispatch` (500 at once, of four practices). */
const bounds: Readonly<Record<(typeof countedWorks)[number], Counts>> = {
  plan: { commits: 1, roundTrips: 2, rows: 5, walBytes: 5.5 * kilobyte },
  replan: { commits: 1, roundTrips: 2, rows: 3, walBytes: 4.8 * kilobyte },
  book: { commits: 1, roundTrips: 2, rows: 3, walBytes: 4.9 * kilobyte },
  record: { commits: 1, roundTrips: 2, rows: 3, walBytes: 5 * kilobyte },
  dispatch: { commits: 0.02, roundTrips: 0.04, rows: 7, walBytes: 9.6 * kilobyte },
};

it('each operation costs no more than it did', { timeout: 120_000 }, async () => {
  const { ours, floor } = await countAll();
  for (const work of countedWorks)
    for (const count of ['commits', 'roundTrips', 'rows', 'walBytes'] as const)
      expect(ours[work][count], `${count} of ${work}`).toBeLessThanOrEqual(bounds[work][count]);
  // A row for each message is what the floor is: if it were not so, the counting would be wrong.
  expect([floor.plan.rows, floor.replan.rows, floor.book.rows, floor.dispatch.rows]).toEqual([45, 45, 45, 2]);
  expect([floor.record.roundTrips, floor.record.commits]).toEqual([2, 1]);
  for (const work of ['plan', 'replan', 'book'] as const)
    expect(ours[work].walBytes, `log of ${work}`).toBeLessThan(floor[work].walBytes / 3);
});
