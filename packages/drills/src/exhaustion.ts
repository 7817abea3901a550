// F11: every connection of the pool is taken, statements run out of time, the disk is full. The caller gets a clear error that
// may be tried again, nothing is half stored, and when there is room again all goes on by itself.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JourneyError, type JourneyFact } from '@implant-journey/core';
import { fixedClock } from '@implant-journey/core/testing';
import { Client, Pool } from 'pg';
import type { Cost, Drill } from './drill.js';
import type { Host } from './host.js';
import { chartOf, eveningAt, practiceId } from './made-up.js';
import { anHourLater, bill, nothingRecorded, progress, type Recorded, recordSurely, together } from './play.js';
import { onStage, type Stage, sharedServer } from './stage.js';

const sizes = { full: 20, short: 2 };

export const exhaustion: Drill = {
  id: 'F11',
  name: 'pool exhausted, statements out of time, disk full',
  run: (size, seed) =>
    onStage({ seed, startsAt: eveningAt }, async (stage) => {
      const times = sizes[size];
      const recorded = nothingRecorded();
      const unclear: string[] = [];
      let tries = 0;
      const tell = progress('F11', times * 2, 'times');
      const faulty: Faulty = {
        recorded,
        next() {
          tries += 1;
          tell(tries);
          return tries;
        },
        hear(cause) {
          if (!isClear(cause)) unclear.push(String(cause));
        },
      };
      await poolExhausted(stage, times, faulty);
      await outOfTime(stage, times, faulty);
      const now = await anHourLater(stage, { from: eveningAt });
      const more = { unresolved: unclear.length };
      const withoutRoom = await bill(stage, recorded, { tries, now, notes: unclear.slice(0, 3), more });
      const onFullDisk = await diskFull(times, seed);
      if (typeof onFullDisk !== 'string') return together([withoutRoom, onFullDisk]);
      return { ...withoutRoom, notes: [...withoutRoom.notes, `no full disk: ${onFullDisk}`] };
    }),
};

const isClear = (cause: unknown) => JourneyError.is(cause) && cause.code === 'store/unavailable' && cause.retryable;

interface Faulty {
  readonly recorded: Recorded;
  /** The number of a patient nobody had before. */
  readonly next: () => number;
  /** Told the error of a call that could not be done. */
  readonly hear: (cause: unknown) => void;
}

/** Fails while the fault lasts, then works. Nothing else is done about it. */
async function failThenWork(
  host: Host,
  number: number,
  { recorded, hear }: Faulty,
  end: () => Promise<unknown>,
): Promise<void> {
  const failures = await Promise.allSettled([
    host.journeys.record(practiceId, chartOf(number)),
    host.journeys.dispatchDue(),
  ]);
  for (const one of failures) hear(one.status === 'rejected' ? one.reason : 'a call was done in spite of the fault');
  await end();
  await recordSurely(host, chartOf(number), recorded);
  await host.journeys.dispatchDue();
}

async function poolExhausted(stage: Stage, times: number, faulty: Faulty): Promise<void> {
  const pool = new Pool({ connectionString: stage.host.databaseUrl, max: 2, connectionTimeoutMillis: 100 });
  const host = stage.hostWith(fixedClock(eveningAt), pool);
  for (let time = 0; time < times; time += 1) {
    const taken = await Promise.all([pool.connect(), pool.connect()]);
    await failThenWork(host, faulty.next(), faulty, async () => {
      for (const one of taken) one.release();
    });
  }
  await pool.end();
}

async function outOfTime(stage: Stage, times: number, faulty: Faulty): Promise<void> {
  const pool = new Pool({ connectionString: stage.host.databaseUrl, statement_timeout: 300 });
  const host = stage.hostWith(fixedClock(eveningAt), pool);
  const locker = await stage.owner.connect();
  for (let time = 0; time < times; time += 1) {
    await locker.query(`begin; lock table ${stage.host.schema}.journey in access exclusive mode`);
    await failThenWork(host, faulty.next(), faulty, () => locker.query('rollback'));
  }
  locker.release();
  await pool.end();
}

/** A small disk holds the tables of a database of its own; the log of the server is elsewhere. */
async function diskFull(times: number, seed: number): Promise<Cost | string> {
  const server = await sharedServer();
  const folder = mkdtempSync(join(tmpdir(), 'implant-journey-small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder], { encoding: 'utf8' });
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return `this machine cannot mount a small disk (${mounted.error?.message ?? mounted.stderr.trim()})`;
  }
  const admin = new Client({ connectionString: server.url });
  const tablespace = `small_${randomBytes(6).toString('hex')}`;
  try {
    const location = join(folder, 'tables');
    mkdirSync(location);
    const { uid, gid } = statSync(server.data);
    chownSync(folder, uid, gid);
    chownSync(location, uid, gid);
    await admin.connect();
    await admin.query(`create tablespace ${tablespace} location '${location}'`);
    const options = { seed, startsAt: eveningAt, tablespace };
    return await onStage(options, (stage) => fillAndFree(stage, join(folder, 'filler'), times));
  } finally {
    await admin.query(`drop tablespace if exists ${tablespace}`).catch(() => undefined);
    await admin.end();
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SQLSTATE. */
const diskFullState = '53100';

async function fillAndFree(stage: Stage, filler: string, times: number): Promise<Cost> {
  const recorded = nothingRecorded();
  const unclear: string[] = [];
  const host = stage.hostWith(fixedClock(eveningAt));
  let number = 0;
  for (let time = 0; time < times; time += 1) {
    writeUntilFull(filler);
    // What is free inside the tables is used up first.
    let cause: unknown = null;
    for (let tries = 0; cause === null && tries < 200; tries += 1) {
      const facts = Array.from({ length: 20 }, (_, index) => chartOf(number + index)).flat();
      cause = await recordOnce(host, facts, recorded);
      if (cause === null) number += 20;
    }
    if (!isClear(cause) || !JourneyError.is(cause) || cause.subject.state !== diskFullState)
      unclear.push(String(cause ?? 'the disk was not full'));
    rmSync(filler);
    await recordSurely(host, Array.from({ length: 20 }, (_, index) => chartOf(number + index)).flat(), recorded);
    number += 20;
    await host.journeys.dispatchDue();
  }
  const now = await anHourLater(stage, { from: eveningAt });
  return bill(stage, recorded, { tries: times, now, notes: unclear.slice(0, 3), more: { unresolved: unclear.length } });
}

async function recordOnce(host: Host, facts: readonly JourneyFact[], recorded: Recorded): Promise<unknown> {
  try {
    await host.journeys.record(practiceId, facts);
    recorded.facts.push(...facts);
    return null;
  } catch (cause) {
    return cause;
  }
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const size of [1_048_576, 8_192, 512]) {
      const block = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, block);
      } catch {
        // Full, for blocks of this size.
      }
    }
  } finally {
    closeSync(file);
  }
}
