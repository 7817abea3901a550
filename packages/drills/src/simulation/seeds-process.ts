// A process that runs seeds, started by the drill with its share as JSON. Tells its parent every result, and ends with it.
import { runSeed, runSeedOnPostgres } from './seeds.js';

export interface Share {
  readonly first: number;
  readonly step: number;
  readonly last: number;
  /** A Postgres server to run on; null: in memory. */
  readonly url: string | null;
  /** Begins no seed after this, but for its first. Unit: milliseconds. */
  readonly untilMs: number | null;
}

const { first, step, last, url, untilMs } = JSON.parse(process.argv[2] ?? '') as Share;
const started = performance.now();
process.once('disconnect', () => process.exit());
for (let seed = first; seed <= last; seed += step) {
  if (seed > first && untilMs !== null && performance.now() - started > untilMs) break;
  process.send?.(url === null ? await runSeed(seed) : await runSeedOnPostgres(seed, url));
}
process.disconnect();
