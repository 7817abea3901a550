// Many seeds in one process. In: which seeds, on which store. Out: a result for each as it ends. Rule owned: some seeds run
// twice, the second time from a store that reads everything back: the trace must be the same.
import { createMemoryStore } from '@implant-journey/store-memory';
import { createLocalKeys, createPostgresStore, migrate } from '@implant-journey/store-postgres';
import { Pool } from 'pg';
import { rereading } from './rereading.js';
import { liveThroughYear, type Year } from './year.js';

export interface SeedResult extends Omit<Year, 'trace' | 'hash'> {
  readonly store: 'memory' | 'postgres';
  readonly cpuMs: number;
  /** The end of the trace up to the first broken law; empty when none was. */
  readonly tail: readonly string[];
  /** Whether a second run gave the same trace; null when there was none. */
  readonly isSameTwice: boolean | null;
}

/** Every so many seeds, the first among them, run twice. */
const twiceEvery = 50;
const tailLines = 60;

export async function runSeed(seed: number): Promise<SeedResult> {
  const started = process.cpuUsage();
  const year = await liveThroughYear({ seed, store: createMemoryStore() });
  const { user, system } = process.cpuUsage(started);
  const again = seed % twiceEvery === 1 ? await liveThroughYear({ seed, store: rereading(createMemoryStore()) }) : null;
  return resultOf(year, 'memory', (user + system) / 1000, again === null ? null : again.hash === year.hash);
}

/** In a schema of its own on a real server. */
export async function runSeedOnPostgres(seed: number, url: string): Promise<SeedResult> {
  const started = process.cpuUsage();
  const database = new Pool({ connectionString: url, max: 2 });
  const schema = `year_${seed}`;
  try {
    await migrate({ database, schema });
    const store = createPostgresStore({ database, schema, keys: madeUpKeys });
    const year = await liveThroughYear({ seed, store });
    await database.query(`drop schema ${schema} cascade`);
    const { user, system } = process.cpuUsage(started);
    return resultOf(year, 'postgres', (user + system) / 1000, null);
  } finally {
    await database.end();
  }
}

const madeUpKey = Buffer.alloc(32, 7).toString('base64');
const madeUpKeys = createLocalKeys({ keys: { first: madeUpKey }, newest: 'first', hashSecret: madeUpKey });

function resultOf(year: Year, store: SeedResult['store'], cpuMs: number, isSameTwice: boolean | null): SeedResult {
  const { trace, hash: _, ...counts } = year;
  const first = trace.findIndex((line) => line.includes(' BROKEN '));
  const tail = first === -1 ? [] : trace.slice(Math.max(0, first + 1 - tailLines), first + 1);
  return { ...counts, store, cpuMs, tail, isSameTwice };
}
