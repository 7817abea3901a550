// Waking workers over a real connection. The worker sleeps until it is woken: what it sends it was woken for.
import { createImplantJourneys, type JourneyFact, standardProtocol } from '@implant-journey/core';
import {
  consent,
  contactPoint,
  fixedClock,
  patient,
  practice,
  procedure,
  recordedChannel,
  recordedNotifier,
} from '@implant-journey/core/testing';
import { createWorker } from '@implant-journey/worker';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { listenOn } from '../src/index.js';
import { harbor, journeyDue } from '../test/journeys.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();

/** Connections that name themselves. */
async function lineOf(name: string) {
  const { connectionString } = (await database.as('worker')).options;
  return () => new Client({ connectionString, application_name: name });
}

/** Something that comes so many times: `next` is kept when it comes, also when it came before it was asked for. */
function arrivals() {
  const came: (() => void)[] = [];
  let [count, asked] = [0, 0];
  return {
    count: () => count,
    come() {
      count += 1;
      came[count - 1]?.();
    },
    next() {
      asked += 1;
      return asked <= count ? Promise.resolve() : new Promise<void>((resolve) => (came[asked - 1] = resolve));
    },
  };
}

/** From which only being woken wakes, or stopping. */
function deepSleep() {
  let isAsleep = false;
  let fellAsleep = () => {};
  return {
    sleep: (_ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        isAsleep = true;
        fellAsleep();
        signal.addEventListener('abort', () => {
          isAsleep = false;
          resolve();
        });
      }),
    begun: () =>
      isAsleep
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            fellAsleep = resolve;
          }),
  };
}

it('a change that is due at once wakes who listens; one due later, or after the end of listening, does not', async () => {
  const store = await workerStore(database, 'waking');
  const woken = arrivals();
  const stop = await listenOn(await lineOf('waking'), { schema: 'waking' })(woken.come);
  await woken.next(); // It listens now.
  await store.apply(harbor, [journeyDue(harbor, 'later', '2999-01-01T00:00:00Z')]);
  await store.apply(harbor, [journeyDue(harbor, 'now', '2026-03-02T09:00:00Z')]);
  await woken.next();
  expect(woken.count()).toBe(2);
  await stop();
  await store.apply(harbor, [journeyDue(harbor, 'now too', '2026-03-02T09:00:00Z')]);
  await database.superuser.query('select 1');
  expect(woken.count()).toBe(2);
});

it('a worker is woken for what others record, also after the server ended its line', async () => {
  const store = await workerStore(database, 'worker');
  const clock = fixedClock('2026-01-13T00:20:00Z');
  const [sms, sent, listening, { sleep, begun }] = [recordedChannel('sms'), arrivals(), arrivals(), deepSleep()];
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: practice(), protocol: standardProtocol }],
    channels: [{ ...sms, send: (message) => sms.send(message).finally(sent.come) }],
    content: { render: () => ({ subject: null, body: 'Hello', language: 'en', version: 'en 1' }) },
    notifier: recordedNotifier(),
    newId: () => crypto.randomUUID(),
  });
  const chartOf = (patientId: string, value: string): readonly JourneyFact[] => [
    patient({ patientId }),
    contactPoint({ patientId, value }),
    consent({ patientId }),
    procedure({ patientId, id: `implant-${patientId}`, teeth: ['19'], serviceOn: '2026-01-12' }),
  ];
  const worker = createWorker({
    journeys,
    clock,
    sleep,
    listen: listenOn(await lineOf('worker line'), { schema: 'worker', wait: async () => {} }),
    onEvent: ({ kind }) => kind === 'listening' && listening.come(),
  });
  worker.start();
  await listening.next();
  await begun();
  await journeys.record('harbor', chartOf('1', '3125550101'));
  await sent.next();
  const { rowCount } = await database.superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'worker line'`,
  );
  expect(rowCount).toBe(1);
  await listening.next();
  await begun();
  await journeys.record('harbor', chartOf('2', '3125550102'));
  await sent.next();
  await worker.stop();
  expect(sms.sent.map(({ to }) => to)).toEqual(['3125550101', '3125550102']);
});
