// The sweep of a carrier whose Redis cannot be reached, on a clock and beats that a test moves.
import { fixedClock } from '@implant-journey/core/testing';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBullmqCarrier } from '../src/index.js';

type Started = Parameters<ReturnType<typeof createBullmqCarrier>['start']>[0];
const none = { journeys: 0, sent: 0, notices: 0, waiting: 0, failed: [] };
const soon = () => new Promise((resolve) => setImmediate(resolve));

/** A carrier whose first sweep takes a batch, and holds it until it is told that its end has come. */
function sweepingOne() {
  const clock = fixedClock('2026-01-12T23:00:00Z');
  // Nobody listens there.
  const carrier = createBullmqCarrier({ connection: { host: '127.0.0.1', port: 1 }, clock });
  let beats = 0;
  let end = () => {};
  const journeys: Started = {
    nextDueAt: async () => '2026-01-12T22:00:00Z',
    dispatchNow: async () => ({ ...none, next: [] }),
    dispatchDue: (how) =>
      new Promise((resolve) => {
        const endBeats = how?.heartbeat?.(async () => {
          beats += 1;
        }, 10_000);
        end = () => {
          endBeats?.();
          resolve(none);
        };
      }),
  };
  carrier.start(journeys);
  onTestFinished(async () => {
    const stopped = carrier.stop();
    end();
    await stopped;
  });
  return {
    carrier,
    beats: () => beats,
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
    const { beats, end, pass } = sweepingOne();
    await pass(120_000);
    expect(beats()).toBe(12);
    end();
    await pass(60_000);
    expect(beats()).toBe(12);
  });
});
