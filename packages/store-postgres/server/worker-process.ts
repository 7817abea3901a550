// One worker of many, as a host would write it. In: the environment. It ends on SIGTERM when what it holds is done.
import { randomUUID } from 'node:crypto';
import { type Channel, createImplantJourneys, standardProtocol } from '@implant-journey/core';
import { practice, recordedNotifier } from '@implant-journey/core/testing';
import { createWorker } from '@implant-journey/worker';
import { Pool } from 'pg';
import { createLocalKeys, createPostgresStore } from '../src/index.js';

const { DATABASE_URL, KEYS, SCHEMA, PRACTICES, PROVIDER_URL, WORKER, STARTS_AT } = process.env as Record<
  string,
  string
>;
const database = new Pool({ connectionString: DATABASE_URL as string, max: 4 });
const offsetMs = Date.parse(STARTS_AT as string) - Date.now();
/** An evening in January, running as clocks do. */
const clock = { now: () => new Date(Date.now() + offsetMs).toISOString() };

const sms: Channel = {
  name: 'sms',
  ceiling: 'L1',
  phi: 'covered',
  async send({ attemptId, to }) {
    const body = JSON.stringify({ attemptId, to, worker: WORKER });
    const response = await fetch(PROVIDER_URL as string, { method: 'POST', body }).catch(() => null);
    return response?.status === 202 ? { kind: 'accepted', providerId: attemptId } : { kind: 'unknown' };
  },
};

const worker = createWorker({
  clock,
  journeys: createImplantJourneys({
    store: createPostgresStore({
      database,
      schema: SCHEMA as string,
      keys: createLocalKeys(JSON.parse(KEYS as string)),
    }),
    clock,
    practices: (PRACTICES as string)
      .split(' ')
      .map((id) => ({ practice: practice({ id }), protocol: standardProtocol })),
    channels: [sms],
    content: {
      render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
    },
    notifier: recordedNotifier(),
    newId: randomUUID,
    leaseMs: 5_000,
  }),
});

process.once('SIGTERM', () => {
  void worker
    .stop()
    .then(() => database.end())
    .then(() => process.exit(0));
});
worker.start();
process.stdout.write('working\n');
