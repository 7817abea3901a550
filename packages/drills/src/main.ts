// The drills: `npm run drills`, with `-- --short` for a form of a minute, `-- --json` for figures alone, `-- --only F1,F13` for
// some, `-- --seed 7` to repeat a run. Prints a line for each drill as it ends. Exits 1 when anything was lost or doubled.
import { parseArgs } from 'node:util';
import { type Cost, type Drill, isClean } from './drill.js';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

/** Everything that is drilled, in this order. */
const drills: readonly Drill[] = [];

const only = values.only?.split(',');
const seed = Number(values.seed);
const results: (Cost & { readonly name: string })[] = [];
for (const drill of drills) {
  if (only !== undefined && !only.includes(drill.id)) continue;
  const cost = await drill.run(values.short ? 'short' : 'full', seed);
  results.push({ name: `${drill.id} ${drill.name}`, ...cost });
  if (!values.json) console.log(`${drill.id} ${drill.name}: ${JSON.stringify(cost)}`);
}
if (values.json) console.log(JSON.stringify({ seed, drills: results }, null, 2));
if (!results.every(isClean)) process.exitCode = 1;
