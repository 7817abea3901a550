// The bench: `npm run bench`, with `-- --quick` for a few minutes instead of half an hour, `-- --json` for numbers, `-- --write` to
// put the tables into docs/performance.md. Prints what it ran on, then a table for each measurement. Exits 1 when contenders
// disagree or a message is lost or doubled; a missed goal is printed, machines differ.
import { parseArgs } from 'node:util';
import { type Measurement, timeInRounds } from './measurement.js';
import { planDates } from './plan-dates/plan-dates.js';
import { judge, machine, type Result, tableOf } from './report.js';
import { compare } from './side-by-side/compare.js';
import { writeDocs } from './side-by-side/docs.js';
import { countsIn, goalsIn, ratiosIn, surroundingsIn } from './side-by-side/told.js';
import { chartOf, lifeOf } from './whole-case/life.js';
import { wholeCase } from './whole-case/whole-case.js';

const { quick, json, write } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
}).values;

const casesPerRound = quick ? 50 : 400;

/** Everything that is measured in memory, in this order. */
const measurements: readonly Measurement[] = [
  planDates(quick ? 12 : 1),
  wholeCase('the chart of a treatment', chartOf('books-on-time'), casesPerRound),
  wholeCase('a full arch from surgery to teeth', await lifeOf('full-arch'), casesPerRound),
];
const rounds = quick ? 7 : 11;

if (!json) {
  for (const [name, value] of Object.entries(machine())) console.log(`${name}: ${value}`);
  console.log(`${rounds} rounds after one to warm up, each begun by another contender; medians.`);
}
const results: Result[] = [];
for (const measurement of measurements) {
  const disagreement = measurement.disagreement();
  const result = { ...judge(measurement, timeInRounds(measurement.contenders, rounds)), disagreement };
  results.push(result);
  if (!json) console.log(`\n${tableOf(result)}`);
}
if (results.some(({ disagreement }) => disagreement !== null)) process.exitCode = 1;

const startedMs = performance.now();
const compared = await compare(quick, (text) =>
  console.error(`${((performance.now() - startedMs) / 1000).toFixed(0).padStart(4)} s  ${text}`),
);
if (typeof compared === 'string') {
  if (json) console.log(JSON.stringify({ machine: machine(), rounds, results, rows: [], notRun: compared }, null, 2));
  else console.log(`\nNot run side by side: ${compared}.`);
} else {
  if (json) console.log(JSON.stringify({ machine: machine(), rounds, results, ...compared }, null, 2));
  else
    console.log(
      ['', ...surroundingsIn(compared), '', goalsIn(compared), '', ratiosIn(compared), '', countsIn(compared)].join(
        '\n',
      ),
    );
  if (write) writeDocs(compared);
}
