// The bench: `npm run bench`, with `-- --quick` for fewer anchor days and `-- --json` for raw numbers. Prints what it ran on, then a
// table for each measurement. Exits 1 when contenders disagree; a missed goal is printed, machines differ.
import { parseArgs } from 'node:util';
import { type Measurement, timeInRounds } from './measurement.js';
import { planDates } from './plan-dates/plan-dates.js';
import { judge, machine, type Result, tableOf } from './report.js';
import { chartOf, lifeOf } from './whole-case/life.js';
import { wholeCase } from './whole-case/whole-case.js';

const { quick, json } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
}).values;

const casesPerRound = quick ? 50 : 400;

/** Everything that is measured, in this order. */
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
if (json) console.log(JSON.stringify({ machine: machine(), rounds, results }, null, 2));
if (results.some(({ disagreement }) => disagreement !== null)) process.exitCode = 1;
