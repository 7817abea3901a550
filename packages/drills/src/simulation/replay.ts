// One seed again, with its whole trace: `npx tsx --conditions=@implant-journey/source packages/drills/src/simulation/replay.ts 7`.
// Further arguments: only lines that hold one of them.
import { instantOf } from '@implant-journey/core';
import { createMemoryStore } from '@implant-journey/store-memory';
import { liveThroughYear } from './year.js';

const [seed = '1', ...wanted] = process.argv.slice(2);
const started = process.cpuUsage();
const year = await liveThroughYear({ seed: Number(seed), store: createMemoryStore() });
const { user, system } = process.cpuUsage(started);
for (const line of year.trace) {
  const [ms = '', ...rest] = line.split(' ');
  if (wanted.length === 0 || wanted.some((word) => line.includes(word)))
    console.log(instantOf(Number(ms)), rest.join(' '));
}
const { trace, broken, ...counts } = year;
console.log(JSON.stringify(counts), `${trace.length} lines, ${Math.round((user + system) / 1000)} ms of CPU`);
const seen = new Set<string>();
for (const { law, atMs, words } of broken) {
  if (!seen.has(words)) console.log(law, instantOf(atMs), words);
  seen.add(words);
}
