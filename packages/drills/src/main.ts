// The drills: `npm run drills`, with `-- --short` for a form of a minute, `-- --json` for figures alone, `-- --only F1,F13` for
// some, `-- --seed 7` to repeat a run, `-- --write` to put the table into docs/drills.md. Prints a line for each drill as it
// ends. Exits 1 when anything was lost or doubled, and names the seed.
import { parseArgs } from 'node:util';
import { bookingRaces } from './booking-races.js';
import { clockJumps } from './clock-jumps.js';
import { connectionCuts } from './connection-cuts.js';
import { type Drill, isClean } from './drill.js';
import { exhaustion } from './exhaustion.js';
import { factsAtOnce } from './facts-at-once.js';
import { openTransaction } from './open-transaction.js';
import { within } from './play.js';
import { providerFaults } from './provider-faults.js';
import { lineOf, type Result, writeTable } from './report.js';
import { schemaUpgrade } from './schema-upgrade.js';
import { serverCrashes } from './server-crashes.js';
import { shuffledWebhooks } from './shuffled-webhooks.js';
import { simulation } from './simulation/simulation.js';
import { endSharedServer } from './stage.js';
import { workerKills } from './worker-kills.js';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
  },
});

/** Everything that is drilled, in this order. */
const drills: readonly Drill[] = [
  workerKills,
  serverCrashes,
  connectionCuts,
  providerFaults,
  shuffledWebhooks,
  clockJumps,
  bookingRaces,
  factsAtOnce,
  openTransaction,
  exhaustion,
  schemaUpgrade,
  simulation,
];

/** No drill takes longer, however busy the machine is. */
const longestMs = { short: 10 * 60_000, full: 60 * 60_000 };

const only = values.only?.split(',');
const seed = Number(values.seed);
const size = values.short ? 'short' : 'full';
const results: Result[] = [];
const failed: string[] = [];
for (const drill of drills) {
  if (only !== undefined && !only.includes(drill.id)) continue;
  const startedAt = performance.now();
  try {
    const cost = await within(longestMs[size], drill.id, drill.run(size, seed));
    const result: Result = { id: drill.id, drill: drill.name, tookMs: performance.now() - startedAt, cost };
    results.push(result);
    if (!isClean(cost)) failed.push(drill.id);
    if (!values.json) console.log(lineOf(result));
  } catch (cause) {
    failed.push(drill.id);
    console.error(`${drill.id} ${drill.name}: the drill itself failed`, cause);
  }
}
await endSharedServer();
if (values.json) {
  const figures = results.map(({ id, drill, tookMs, cost: { notRun, ...counts } }) => ({
    name: `${id} ${drill}`,
    ...counts,
    ...(notRun !== null && { notRun }),
    tookMs: Math.round(tookMs),
  }));
  console.log(JSON.stringify({ seed, size, drills: figures }, null, 2));
}
if (values.write) writeTable(results, { size, seed });
if (failed.length > 0)
  console.error(
    `Not clean: ${failed.join(', ')}. Again: npm run drills -- --seed ${seed} --only ${failed.join(',')}${values.short ? ' --short' : ''}`,
  );
// Whatever a drill that failed left behind ends with this process.
process.exit(failed.length > 0 ? 1 : 0);
