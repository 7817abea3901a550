// A queue that loses all it holds while messages are on their way. In: a Redis, the stores of two processes. Rule checked:
// every message goes out, none twice, and the queue fills again. The same case runs on a store in memory and on Postgres.
import type { JourneyStore } from '@implant-journey/core';
import { expect, onTestFinished } from 'vitest';
import { calledBy, chartOf, holdAfter, hostOn, patientIds, phoneOf, runningClock } from './hosts.js';
import { type TestRedis, waitingJobs } from './redis.js';

const soon = { timeout: 20_000, interval: 20 };

export async function sendsAllOfALostQueue(
  redis: TestRedis,
  stores: readonly [JourneyStore, JourneyStore],
  lose: () => Promise<unknown>,
): Promise<void> {
  const clock = runningClock('2026-01-12T22:59:59.5Z');
  const hosts = stores.map((store) => hostOn({ port: redis.port, clock, store, concurrency: 2, sweepEveryMs: 1_000 }));
  const stop = () => Promise.all(hosts.map(({ carrier }) => carrier.stop()));
  onTestFinished(async () => void (await stop()));
  const resume = holdAfter(4, ...hosts);
  await hosts[0]?.journeys.record('harbor', patientIds(40).flatMap(chartOf));
  await expect.poll(() => waitingJobs(redis), soon).toBe(40);
  for (const { carrier, journeys } of hosts) carrier.start(journeys);
  await expect.poll(() => calledBy(...hosts).length, soon).toBe(4);
  await lose();
  resume();
  await expect.poll(() => calledBy(...hosts).length, soon).toBe(40);
  await expect.poll(() => hosts.flatMap((host) => host.workedBy()), soon).toContain('sweep');
  await expect.poll(() => hosts.every(({ carrier }) => carrier.health().isHealthy), soon).toBe(true);
  // The queue fills again by itself.
  await expect.poll(() => waitingJobs(redis), soon).toBeGreaterThan(0);
  await stop();
  expect(calledBy(...hosts)).toEqual(patientIds(40).map(phoneOf).sort());
}

export async function startEmpty(redis: TestRedis): Promise<void> {
  await redis.kill();
  await redis.start();
}
