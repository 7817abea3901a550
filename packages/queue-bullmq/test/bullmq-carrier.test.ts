// Carriers on a real Redis. The sweep of a test that speaks of the queue is a minute away, so that it can have no part in it.

import { appointment } from '@implant-journey/core/testing';
import { createMemoryStore } from '@implant-journey/store-memory';
import { Queue } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CarrierEvent } from '../src/index.js';
import { calledBy, chartOf, holdAnswers, hostOn, patientIds, phoneOf, runningClock, slowDown } from './hosts.js';
import { sendsAllOfALostQueue, startEmpty } from './lost-queue.js';
import { createTestRedis, inRedis, redisPath, type TestRedis, waitingJobs } from './redis.js';

const soon = { timeout: 20_000, interval: 20 };

describe.skipIf(redisPath === undefined)('a carrier (skipped without redis-server on the PATH)', () => {
  let redis: TestRedis;
  let hosts: ReturnType<typeof hostOn>[] = [];
  const host = (options: Omit<Parameters<typeof hostOn>[0], 'port'>) => {
    const own = hostOn({ port: redis.port, ...options });
    hosts.push(own);
    return own;
  };

  beforeEach(async () => {
    redis = await createTestRedis();
    await redis.start();
  });
  afterEach(async () => {
    const running = hosts;
    hosts = [];
    await Promise.all(running.map(({ carrier }) => carrier.stop()));
    await redis.kill();
  });

  it('sends what is due through the queue, each message once, from any process', async () => {
    const [clock, store] = [runningClock('2026-01-12T22:59:59Z'), createMemoryStore()];
    const [recorder, first, second] = [host({ clock, store }), host({ clock, store }), host({ clock, store })];
    for (const { carrier, journeys } of [first, second]) carrier.start(journeys);
    for (const id of patientIds(40)) await recorder.journeys.record('harbor', chartOf(id));
    await expect.poll(() => calledBy(first, second).length, soon).toBe(40);
    expect(calledBy(first, second)).toEqual(patientIds(40).map(phoneOf).sort());
    expect(new Set([...first.workedBy(), ...second.workedBy()])).toEqual(new Set(['queue']));
    expect([recorder.carrier.health().state, recorder.sms.calls]).toEqual(['idle', []]);
    expect(first.carrier.health()).toMatchObject({ state: 'working', isHealthy: true, queue: 'reachable' });
    // Each waits for its next step.
    await expect.poll(() => waitingJobs(redis), soon).toBe(40);
  });

  it('finds nothing to do where a booking was recorded before the due time', async () => {
    const clock = runningClock('2026-04-08T15:59:57.5Z');
    // The next due time after the booking is beyond the horizon: the job of the old one stays.
    const own = host({ clock, horizonMs: 3_600_000 });
    const booking = appointment({
      patientId: '1',
      recordedAt: clock.now(),
      startsAt: '2026-05-20T15:00:00Z',
      work: [{ code: 'D6011', teeth: ['19'] }],
    });
    await own.journeys.record('harbor', [...chartOf('1'), ...chartOf('2')]);
    await expect.poll(() => waitingJobs(redis), soon).toBe(2);
    await own.journeys.record('harbor', [booking]);
    own.carrier.start(own.journeys);
    const workedOn = () => own.events.reduce((sum, one) => sum + (one.kind === 'dispatched' ? one.journeys : 0), 0);
    await expect.poll(workedOn, soon).toBe(2);
    expect(own.sms.calls.map(({ to, body }) => [to, body])).toEqual([[phoneOf('2'), 'reactivation-1']]);
  });

  it('replaces a later due time by a sooner one, and keeps one job for a journey', async () => {
    const clock = runningClock('2026-01-12T21:40:00Z');
    const own = host({ clock });
    own.carrier.start(own.journeys);
    await own.journeys.record('harbor', chartOf('1'));
    await expect.poll(() => waitingJobs(redis), soon).toBe(1);
    await own.journeys.receive('harbor', {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from: phoneOf('1'),
      text: 'I can not breathe',
      at: clock.now(),
    });
    await expect.poll(() => own.notifier.notices.map(({ tier }) => tier), soon).toEqual(['E']);
    expect(own.sms.sent.map(({ body }) => body)).toEqual(['answer-emergency']);
    expect(own.workedBy()).toEqual(['queue']);
    await expect.poll(() => waitingJobs(redis), soon).toBe(1);
  });

  it('comes again at the due time when it came too early', async () => {
    const [clock, store] = [runningClock('2026-01-12T22:59:57.5Z'), createMemoryStore()];
    const own = host({ clock, store });
    // Recorded where nothing fills the queue.
    await host({ clock, store, horizonMs: -1 }).journeys.record('harbor', chartOf('1'));
    own.carrier.start(own.journeys);
    own.carrier.onStored('harbor', [{ patientId: '1', dueAt: clock.now() }]);
    await expect.poll(() => own.events[0], soon).toMatchObject({ kind: 'dispatched', by: 'queue', sent: 0 });
    await expect.poll(() => own.sms.calls.map(({ body }) => body), soon).toEqual(['day-0']);
    expect(own.workedBy()).toEqual(['queue']);
  });

  it('comes back at once to a journey that changed while it was worked on', async () => {
    const [clock, store] = [runningClock('2026-01-12T22:59:59.5Z'), createMemoryStore()];
    const [working, recorder] = [host({ clock, store }), host({ clock, store })];
    const answer = holdAnswers(working);
    working.carrier.start(working.journeys);
    await recorder.journeys.record('harbor', chartOf('1'));
    await expect.poll(() => working.sms.calls.length, soon).toBe(1);
    await recorder.journeys.receive('harbor', {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from: phoneOf('1'),
      text: 'I can not breathe',
      at: clock.now(),
    });
    // The new due time is kept behind the job in hand.
    await expect
      .poll(() => inRedis(redis, (client) => client.keys('bull:implant-journeys:dn:*')), soon)
      .toHaveLength(1);
    expect(working.sms.calls).toHaveLength(1);
    answer();
    await expect.poll(() => working.sms.calls.map(({ body }) => body), soon).toEqual(['day-0', 'answer-emergency']);
    expect(new Set(working.workedBy())).toEqual(new Set(['queue']));
  });

  it.each([
    ['killed and started again empty', () => startEmpty(redis)],
    ['flushed', () => inRedis(redis, (client) => client.flushall())],
  ])('sends all, none twice, when Redis is %s', async (_what, lose) => {
    const store = createMemoryStore();
    await sendsAllOfALostQueue(redis, [store, store], lose);
  });

  it('records and sends while Redis is down from the start, says so, and uses it when it comes', async () => {
    await redis.kill();
    const clock = runningClock('2026-01-12T22:59:59.5Z');
    const own = host({ clock, sweepEveryMs: 400 });
    own.carrier.start(own.journeys);
    const startedMs = performance.now();
    for (const id of patientIds(40)) await own.journeys.record('harbor', chartOf(id));
    // One wait for an answer of Redis would take five seconds.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await expect.poll(() => calledBy(own), soon).toEqual(patientIds(40).map(phoneOf).sort());
    expect(new Set(own.workedBy())).toEqual(new Set(['sweep']));
    expect(own.carrier.health()).toMatchObject({ state: 'working', isHealthy: false, queue: 'lost' });
    await redis.start();
    await expect.poll(() => own.carrier.health().isHealthy, soon).toBe(true);
    expect(own.kinds().filter((kind) => kind.startsWith('queue'))).toEqual(['queue-lost', 'queue-back']);
    await expect.poll(() => waitingJobs(redis), soon).toBe(40);
  });

  it('carries again after an outage', async () => {
    const clock = runningClock('2026-01-12T22:30:00Z');
    const own = host({ clock });
    own.carrier.start(own.journeys);
    await expect.poll(() => own.carrier.health().isHealthy, soon).toBe(true);
    await redis.kill();
    await expect.poll(() => own.carrier.health().queue, soon).toBe('lost');
    await redis.start();
    await own.journeys.receive('harbor', {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from: '+13125550000',
      text: 'I can not breathe',
      at: clock.now(),
    });
    await expect.poll(() => own.sms.calls.length, soon).toBe(1);
    expect(own.workedBy()).toEqual(['queue']);
  });

  it('stops without Redis too', async () => {
    await redis.kill();
    const own = host({ clock: runningClock('2026-01-12T22:30:00Z') });
    own.carrier.start(own.journeys);
    await own.journeys.record('harbor', chartOf('1'));
    await expect.poll(() => own.carrier.health().queue, soon).toBe('lost');
    const startedMs = performance.now();
    await own.carrier.stop();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(own.carrier.health().state).toBe('stopped');
  });

  it('finishes what it holds before it is stopped, and leaves the rest to others', async () => {
    const [clock, store] = [runningClock('2026-01-12T22:59:59.5Z'), createMemoryStore()];
    const [first, second] = [host({ clock, store, concurrency: 2 }), host({ clock, store })];
    slowDown(first, 300);
    for (const id of patientIds(6)) await first.journeys.record('harbor', chartOf(id));
    await expect.poll(() => waitingJobs(redis), soon).toBe(6);
    first.carrier.start(first.journeys);
    await expect.poll(() => first.sms.calls.length, soon).toBeGreaterThan(0);
    const stopped = first.carrier.stop();
    expect(first.carrier.health().state).toBe('stopping');
    await stopped;
    const done = first.sms.calls.length;
    expect(done).toBeLessThan(6);
    const stored = await store.load('harbor', patientIds(6));
    const states = stored.flatMap(({ document }) => document.steps.map(({ state }) => state.kind));
    expect(states.filter((kind) => kind === 'sent')).toHaveLength(done);
    expect(states).not.toContain('claimed');
    expect(await inRedis(redis, (client) => client.llen('bull:implant-journeys:active'))).toBe(0);
    second.carrier.start(second.journeys);
    await expect.poll(() => calledBy(first, second), soon).toEqual(patientIds(6).map(phoneOf));
  });

  it('keeps due times beyond its horizon out of Redis', async () => {
    const own = host({ clock: runningClock('2026-01-12T21:40:00Z'), horizonMs: 3_600_000 });
    own.carrier.onStored('harbor', [
      { patientId: '1', dueAt: '2026-01-12T22:41:00Z' },
      { patientId: '2', dueAt: '2026-01-12T22:39:00Z' },
      { patientId: '3', dueAt: null },
    ]);
    await expect.poll(() => waitingJobs(redis), soon).toBe(1);
    const [waiting] = await jobsIn(redis.port);
    expect(waiting?.data).toEqual({ practiceId: 'harbor', patientId: '2' });
  });

  it('tells Redis ids and times, and nothing else of a patient or of a failure', async () => {
    const clock = runningClock('2026-01-12T22:59:59.5Z');
    const own = host({ clock });
    const dumps: string[] = [];
    const dump = async () => dumps.push(await inRedis(redis, everythingIn));
    const facts = chartOf('4711').map((fact) =>
      fact.kind === 'patient' ? { ...fact, givenName: 'Marisol', familyName: 'Quintanilla' } : fact,
    );
    slowDown(own, 200);
    await own.journeys.record('harbor', facts);
    await expect.poll(() => waitingJobs(redis), soon).toBe(1);
    await dump();
    own.carrier.start({
      ...own.journeys,
      dispatchNow: async (...args) => {
        const done = await own.journeys.dispatchNow(...args);
        if (args[1].includes('4712')) throw new Error(`no text to Marisol at ${phoneOf('4711')}`);
        return done;
      },
    });
    await expect.poll(() => own.sms.calls.length, soon).toBe(1);
    await dump();
    own.carrier.onStored('harbor', [{ patientId: '4712', dueAt: clock.now() }]);
    const failure = ({ kind }: CarrierEvent) => kind === 'failed';
    await expect.poll(() => own.events.filter(failure), soon).toMatchObject([{ doing: 'dispatch' }]);
    await expect.poll(() => waitingJobs(redis), soon).toBe(1);
    await dump();
    const told = dumps.join('\n');
    // The dumps do hold the job; only then do they prove that it holds nothing else.
    expect(told).toContain('{"practiceId":"harbor","patientId":"4711"}');
    for (const secret of ['Marisol', 'Quintanilla', phoneOf('4711'), 'day-0', 'day-1', 'D6010', 'implant-4711'])
      expect(told).not.toContain(secret);
    for (const line of told.split('\n').filter((line) => line.startsWith('key ')))
      expect(line).not.toMatch(/4711|4712|harbor/);
  });
});

describe.skipIf(redisPath === undefined)('on a Redis Cluster (skipped without redis-server on the PATH)', () => {
  it('a carrier works with its prefix in braces, and leaves the client to the host', async () => {
    const redis = await createTestRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
    onTestFinished(() => redis.kill());
    await redis.start();
    const node = new Redis({ port: redis.port });
    await node.cluster('ADDSLOTSRANGE', 0, 16_383);
    await expect.poll(() => node.cluster('INFO'), soon).toContain('cluster_state:ok');
    const connection = new Cluster([{ host: '127.0.0.1', port: redis.port }], {
      redisOptions: { maxRetriesPerRequest: null },
    });
    const clock = runningClock('2026-01-12T22:59:59.5Z');
    const own = hostOn({ port: redis.port, clock, connection, prefix: '{journeys}' });
    own.carrier.start(own.journeys);
    for (const id of patientIds(5)) await own.journeys.record('harbor', chartOf(id));
    await expect.poll(() => calledBy(own), soon).toEqual(patientIds(5).map(phoneOf));
    expect([own.workedBy().includes('sweep'), own.kinds().includes('failed')]).toEqual([false, false]);
    await own.carrier.stop();
    expect(await connection.zcard('{journeys}:implant-journeys:delayed')).toBe(5);
    connection.disconnect();
    node.disconnect();
  });
});

async function jobsIn(port: number) {
  const queue = new Queue('implant-journeys', { connection: { port } });
  const jobs = await queue.getJobs();
  await queue.close();
  return jobs;
}

/** Every key and every value, as text. */
async function everythingIn(client: Redis): Promise<string> {
  const lines: string[] = [];
  for (const key of await client.keys('*')) {
    const type = await client.type(key);
    const value = {
      string: () => client.get(key),
      hash: () => client.hgetall(key),
      list: () => client.lrange(key, 0, -1),
      set: () => client.smembers(key),
      zset: () => client.zrange(key, '0', '-1', 'WITHSCORES'),
      stream: () => client.xrange(key, '-', '+'),
    }[type];
    if (value === undefined) throw new Error(`a key of type ${type}`);
    lines.push(`key ${key}`, JSON.stringify(await value()).replaceAll('\\"', '"'));
  }
  return lines.join('\n');
}
