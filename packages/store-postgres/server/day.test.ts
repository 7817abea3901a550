// A day's work shared by four worker processes on one server. In: 10,000 patients with a message due, 40 at each of 250
// practices. Out: what a provider in this process was asked to send. Rule owned: every message exactly once, by workers
// that know nothing of each other; when one is killed, the others do its work.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createImplantJourneys, type JourneyFact, standardProtocol } from '@implant-journey/core';
import { consent, contactPoint, patient, practice, procedure, recordedNotifier } from '@implant-journey/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createLocalKeys, createPostgresStore, type PostgresStore } from '../src/index.js';
import { base64Key } from '../test/made-up-keys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();
const placedAt = '2026-01-12T21:40:00Z';
/** Twenty minutes after the message of day 0 is due in Chicago and Phoenix. */
const eveningAt = '2026-01-13T00:20:00Z';

/** All processes have the same keys. */
const keySettings = { keys: { first: base64Key() }, newest: 'first', hashSecret: base64Key() };

/** Takes messages and remembers them in the order in which they came. */
const accepted: { readonly attemptId: string; readonly to: string; readonly worker: string }[] = [];
let delayMs = 0;
const provider = createServer((request, response) => {
  let body = '';
  request.on('data', (part: Buffer) => {
    body += part;
  });
  request.on('end', () => {
    accepted.push(JSON.parse(body));
    setTimeout(() => response.writeHead(202).end(), delayMs);
  });
});
await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
const providerUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;

const processes: ChildProcess[] = [];
afterAll(async () => {
  for (const one of processes) one.kill('SIGKILL');
  await new Promise((resolve) => provider.close(resolve));
});

const chartOf = (number: number): readonly JourneyFact[] => {
  const patientId = `patient-${number}`;
  return [
    patient({ patientId, locationId: number % 2 === 0 ? 'chicago' : 'phoenix' }),
    contactPoint({ patientId, value: `312${String(5_550_000 + number)}` }),
    consent({ patientId }),
    procedure({ patientId, id: `implant-${number}`, teeth: ['19'], serviceOn: '2026-01-12' }),
  ];
};

/** Patients are told apart by their number across practices. */
async function seed(schema: string, practiceIds: readonly string[], patientsEach: number) {
  await workerStore(database, schema);
  const store = createPostgresStore({
    database: await database.as('worker'),
    schema,
    keys: createLocalKeys(keySettings),
  });
  const journeys = createImplantJourneys({
    store,
    clock: { now: () => placedAt },
    practices: practiceIds.map((id) => ({ practice: practice({ id }), protocol: standardProtocol })),
    channels: [],
    content: { render: () => null },
    notifier: recordedNotifier(),
    newId: () => crypto.randomUUID(),
  });
  for (const [index, id] of practiceIds.entries()) {
    const own = Array.from({ length: patientsEach }, (_, number) => chartOf(index * patientsEach + number));
    await journeys.record(id, own.flat());
  }
  return store;
}

async function startWorker(schema: string, practiceIds: readonly string[], name: string): Promise<ChildProcess> {
  const worker = await database.as('worker');
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--conditions=@implant-journey/source',
      fileURLToPath(new URL('worker-process.ts', import.meta.url)),
    ],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: {
        ...process.env,
        DATABASE_URL: worker.options.connectionString,
        SCHEMA: schema,
        PRACTICES: practiceIds.join(' '),
        KEYS: JSON.stringify(keySettings),
        PROVIDER_URL: providerUrl,
        WORKER: name,
        STARTS_AT: eveningAt,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  processes.push(child);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`worker ${name} ended with ${code} before it began`)));
  });
  return child;
}

/** Asks to stop, and waits until it has. */
async function stopWorker(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return ended;
}

async function until(holds: () => boolean | Promise<boolean>, withinMs: number) {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What became of the message of day 0, patient by patient. */
async function statesOf(store: PostgresStore, practiceId: string) {
  const stored = await store.load(practiceId, await store.patients(practiceId));
  return stored.map(({ document }) => document.steps.find(({ step }) => step.stepId === 'day-0')?.state.kind ?? '');
}

const count = (items: readonly string[]) => ({ all: items.length, different: new Set(items).size });

describe('four worker processes', () => {
  it('share 10,000 messages of 250 practices: each is sent once, and each is on record as sent', {
    timeout: 300_000,
  }, async () => {
    const practiceIds = Array.from({ length: 250 }, (_, index) => `practice-${index}`);
    const store = await seed('a_day', practiceIds, 40);
    const patients = 10_000;
    accepted.length = 0;
    const workers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => startWorker('a_day', practiceIds, name)));
    await until(() => accepted.length >= patients, 240_000);
    // Each finishes and records what it holds.
    expect(await Promise.all(workers.map(stopWorker))).toEqual([0, 0, 0, 0]);
    expect(count(accepted.map(({ to }) => to))).toEqual({ all: patients, different: patients });
    const shares = ['a', 'b', 'c', 'd'].map((name) => accepted.filter(({ worker }) => worker === name).length);
    expect(Math.min(...shares), `shares ${shares.join(', ')}`).toBeGreaterThan(0);
    const states = (await Promise.all(practiceIds.map((id) => statesOf(store, id)))).flat();
    expect(states.filter((state) => state === 'sent').length).toBe(patients);
  });

  it('do the work of one that is killed: nothing is lost, nothing is sent twice', { timeout: 120_000 }, async () => {
    const patients = 400;
    const store = await seed('a_kill', ['harbor'], patients);
    accepted.length = 0;
    delayMs = 20;
    const [first, ...others] = await Promise.all(['a', 'b'].map((name) => startWorker('a_kill', ['harbor'], name)));
    await until(() => accepted.some(({ worker }) => worker === 'a'), 30_000);
    const killed = new Promise((resolve) => first?.once('exit', resolve));
    first?.kill('SIGKILL');
    await killed;
    // What the dead worker had not begun is sent when its lease has ended; what it may have sent is visibly on its way.
    await until(async () => !(await statesOf(store, 'harbor')).includes('planned'), 60_000);
    await Promise.all(others.map(stopWorker));
    const states = await statesOf(store, 'harbor');
    const inDoubt = states.filter((state) => state === 'claimed' || state === 'unknown').length;
    const sent = count(accepted.map(({ to }) => to));
    expect(sent.all).toBe(sent.different);
    expect(states.filter((state) => state === 'sent').length + inDoubt).toBe(patients);
    expect(sent.different).toBeGreaterThanOrEqual(patients - inDoubt);
    delayMs = 0;
  });
});
