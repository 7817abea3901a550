// F12: the schema is brought up to date while workers run on it, from every state it ever had. Until then they say what is
// wrong and try again; then they work, and what was stored before is still there.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '@implant-journey/store-postgres';
import type { Pool } from 'pg';
import type { Cost, Drill } from './drill.js';
import { chartOf, eveningAt, practiceId } from './made-up.js';
import { anHourLater, bill, nothingRecorded, recordSurely, together, untilQuiet } from './play.js';
import { onStage } from './stage.js';
import { startWorker } from './workers.js';

const sizes = { full: { patients: 500, again: 20 }, short: { patients: 20, again: 2 } };
const states = new URL('../../store-postgres/test/upgrade/', import.meta.url);
/** The keys of the rows that are frozen with the states: made up, and no secret. */
const frozenKeys = {
  keys: { frozen: Buffer.alloc(32, 1).toString('base64') },
  newest: 'frozen',
  hashSecret: Buffer.alloc(32, 2).toString('base64'),
};

export const schemaUpgrade: Drill = {
  id: 'F12',
  name: 'the schema upgraded under running workers',
  async run(size, seed) {
    const bills: Cost[] = [];
    for (const file of readdirSync(states).sort()) bills.push(await upgradeFrom(file, sizes[size], seed));
    const told = 'no version was released before this one: workers of an older one were not run';
    const all = together(bills);
    return { ...all, notes: [...all.notes, told] };
  },
};

function upgradeFrom(file: string, { patients, again }: (typeof sizes)['full'], seed: number): Promise<Cost> {
  const prepare = async (owner: Pool, schema: string) => {
    const rows = readFileSync(new URL(file, states), 'utf8');
    await owner.query(`create schema ${schema}; set search_path = ${schema}, pg_temp; ${rows}; reset search_path`);
  };
  const options = { seed, startsAt: eveningAt, prepare, host: { keys: frozenKeys, leaseMs: 2_000 } };
  return onStage(options, async (stage) => {
    const recorded = nothingRecorded();
    const { schema } = stage.host;
    const frozen = ['ana', 'ben'];
    const workers = await Promise.all([startWorker(stage, 'w1'), startWorker(stage, 'w2')]);
    await sleep(500);
    await migrate({ database: stage.owner, schema });
    let isOver = false;
    // Every process that starts migrates: with nothing to do it must hold up nobody.
    const migrating = (async () => {
      for (let time = 0; time < again && !isOver; time += 1) await migrate({ database: stage.owner, schema });
    })();
    for (let number = 0; number < patients; number += 10) {
      const facts = Array.from({ length: 10 }, (_, index) => chartOf(number + index)).flat();
      await recordSurely(stage.here, facts, recorded);
    }
    isOver = true;
    await migrating;
    await untilQuiet(stage, 120_000);
    const fallen = workers.filter((worker) => worker.hasFallen()).length;
    await Promise.all(workers.map((worker) => worker.stop()));
    const kept = await stage.here.store.load(practiceId, frozen);
    const lost = kept.filter(({ document }) => document.journey.patient.length === 0).length;
    const now = await anHourLater(stage);
    return bill(stage, recorded, {
      tries: 1,
      now,
      isOurs: (patientId) => !frozen.includes(patientId),
      notes: [`from ${file.replace('.sql', '')}`],
      more: { unresolved: fallen, factsLost: lost },
    });
  });
}
