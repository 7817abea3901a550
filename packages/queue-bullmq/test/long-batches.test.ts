// Batches that take long, on a clock and beats that a test moves. Nobody listens on the port of the Redis unless a test says so.
import { fixedClock } from '@implant-journey/core/testing';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBullmqCarrier } from '../src/index.js';
import { createTestRedis, redisPath } from './redis.js';

type Started = Parameters<ReturnType<typeof createBullmqCarrier>['start']>[0];
const within = { timeout: 20_000, interval: 20 };
const none = { journeys: 0, sent: 0, notices: 0, waiting: 0, failed: [] };
const soon = () => new Promise((resolve) => setImmediate(resolve));

/** A carrier that is at work on a batch of the sweep, or of the queue, until it is told that this ends. */
function holding({ port = 1, by = 'sweep' }: { readonly port?: number; readonly by?: 'sweep' | 'queue' } = {}) {
  const clock = fixedClock('2026-01-12T23:00:00Z');
  const carrier = createBullmqCarrier({ connection: { host: '127.0.0.1', port }, clock, sweepEveryMs: 3_600_000 });
  let [beats, isHeld] = [0, false];
  let end = () => {};
  const journeys: Started = {
    nextDueAt: async () => (by === 'sweep' ? '2026-01-12T22:00:00Z' : null),
    dispatchNow: () =>
      new Promise((resolve) => {
        isHeld = true;
        end = () => resolve({ ...none, next: [] });
      }),
    dispatchDue: (how) =>
      new Promise((resolve) => {
        const endBeats = how?.heartbeat?.(async () => {
          beats += 1;
        }, 10_000);
        isHeld = true;
        end = () => {
          endBeats?.();
          resolve(none);
        };
      }),
  };
  carrier.start(journeys);
  if (by === 'queue') carrier.onStored('harbor', [{ patientId: '1', dueAt: clock.now() }]);
  onTestFinished(async () => {
    const stopped = carrier.stop();
    end();
    await stopped;
  });
  return {
    carrier,
    clock,
    beats: () => beats,
    isHeld: () => isHeld,
    end: () => end(),
    async pass(ms: number) {
      await soon();
      for (let leftMs = ms; leftMs > 0; leftMs -= 10_000) {
        clock.advance({ ms: 10_000 });
        await vi.advanceTimersByTimeAsync(10_000);
      }
    },
  };
}

describe('the sweep', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
  });

  it('beats while a batch takes long, so that its leases run on', async () => {
    const { beats, end, pass } = holding();
    await pass(120_000);
    expect(beats()).toBe(12);
    end();
    await pass(60_000);
    expect(beats()).toBe(12);
  });

  it('leaves a batch that hangs to others', async () => {
    const { beats, pass } = holding();
    await pass(600_000);
    expect(beats()).toBe(17);
  });
});

describe.skipIf(redisPath === undefined)('a carrier (skipped without redis-server on the PATH)', () => {
  it.each(['sweep', 'queue'] as const)('is well while a batch of the %s takes long, not when it hangs', async (by) => {
    const redis = await createTestRedis();
    onTestFinished(() => redis.kill());
    await redis.start();
    const own = holding({ port: redis.port, by });
    const isHealthy = () => own.carrier.health().isHealthy;
    await expect.poll(() => own.isHeld() && isHealthy(), within).toBe(true);
    own.clock.advance({ ms: 179_999 });
    expect(isHealthy()).toBe(true);
    own.clock.advance({ ms: 1 });
    expect(isHealthy()).toBe(false);
    own.end();
    await expect.poll(isHealthy, within).toBe(true);
  });
});
