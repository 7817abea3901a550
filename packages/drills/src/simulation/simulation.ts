// F13: a made-up year, thousands of times, each with faults of its own at every call. In: a seed to begin with. Out: what was
// broken. Rule owned: a seed that breaks a law is printed with the end of its trace, so that it can be run again.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { instantOf } from '@implant-journey/core';
import { quickSettings, startPostgres } from '../../../../scripts/postgres-server.js';
import { type Cost, type Drill, nothingLost } from '../drill.js';
import type { SeedResult } from './seeds.js';
import type { Share } from './seeds-process.js';

/** Seeds in full; and how many of them also on a real server. */
const seedsInFull = 10_000;
const seedsOnPostgres = 200;
/** The short form begins no seed after this. Unit: milliseconds. */
const shortMs = 10_000;
/** Seeds whose trace is printed. */
const mostPrinted = 3;

export const simulation: Drill = {
  id: 'F13',
  name: 'a simulated year with faults at every call, by seed',
  async run(size, seed) {
    const started = Date.now();
    if (size === 'short') return costOf(await runSeeds(seed, seed + seedsInFull - 1, { untilMs: shortMs }), started);
    const inMemory = await runSeeds(seed, seed + seedsInFull - 1);
    const server = await startPostgres(quickSettings);
    try {
      const onPostgres = await runSeeds(seed, seed + seedsOnPostgres - 1, { url: server.url });
      return costOf([...inMemory, ...onPostgres], started);
    } finally {
      await server.close();
    }
  },
};

/** Shares seeds out among as many processes as there are processors. */
async function runSeeds(
  first: number,
  last: number,
  { url = null, untilMs = null }: Partial<Pick<Share, 'url' | 'untilMs'>> = {},
): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = [];
  const step = Math.min(availableParallelism(), last - first + 1);
  const file = fileURLToPath(new URL('./seeds-process.ts', import.meta.url));
  const ends = Array.from({ length: step }, (_, place) => {
    const share: Share = { first: first + place, step, last, url, untilMs };
    const child = fork(file, [JSON.stringify(share)]);
    child.on('message', (result) => {
      results.push(result as SeedResult);
      report(result as SeedResult, results);
    });
    return new Promise<void>((done, failed) => {
      child.once('exit', (code) => {
        if (code === 0) done();
        else failed(new Error(`A process of seeds ended with ${code}.`));
      });
    });
  });
  await Promise.all(ends);
  return results;
}

function report({ seed, store, broken, tail, isSameTwice }: SeedResult, soFar: readonly SeedResult[]): void {
  if (isSameTwice === false) console.error(`F13 seed ${seed}: a second run went another way.`);
  if (broken.length === 0 || soFar.filter((one) => one.broken.length > 0).length > mostPrinted) return;
  console.error(
    `F13 seed ${seed} on ${store}; again: npm run drills -- --only F13 --short --seed ${seed}; replay.ts prints all of it`,
  );
  for (const line of tail) {
    const [ms, ...rest] = line.split(' ');
    console.error(`  ${instantOf(Number(ms))} ${rest.join(' ')}`);
  }
}

function costOf(results: readonly SeedResult[], startedMs: number): Cost {
  const sum = (count: (one: SeedResult) => number) => results.reduce((total, one) => total + count(one), 0);
  const cost = { ...nothingLost, tries: results.length };
  for (const { broken } of results)
    for (const law of new Set(broken.map(({ law: one, words }) => `${one} ${words}`)))
      cost[law.split(' ')[0] as Exclude<keyof typeof cost, 'notRun' | 'tries'>] += 1;
  const inMemory = results.filter(({ store }) => store === 'memory');
  const cpuMs = inMemory.reduce((total, one) => total + one.cpuMs, 0) / Math.max(1, inMemory.length);
  const wrong = results.filter(({ broken, isSameTwice }) => broken.length > 0 || isSameTwice === false);
  const twice = results.filter(({ isSameTwice }) => isSameTwice !== null).length;
  return {
    ...cost,
    unresolved: cost.unresolved + results.filter(({ isSameTwice }) => isSameTwice === false).length,
    beforeStaff: sum((one) => one.beforeStaff),
    safetyRepeats: sum((one) => one.safetyRepeats),
    notes: [
      `${results.length - inMemory.length} of ${results.length} seeds on Postgres, ${Math.round((Date.now() - startedMs) / 1000)} s in all`,
      `${Math.round(cpuMs)} ms of CPU a seed in memory`,
      `${sum(({ facts }) => facts)} facts, ${sum(({ sent }) => sent)} messages, ${sum(({ notices }) => notices)} notices, ${sum(({ faults }) => faults)} faults`,
      `${twice} seeds run twice, the same to the byte`,
      ...(wrong.length === 0 ? [] : [`seeds that broke a law: ${wrong.map(({ seed }) => seed).join(', ')}`]),
    ],
  };
}
