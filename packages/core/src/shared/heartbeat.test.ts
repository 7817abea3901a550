import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { heartbeat, longestBatchMs } from './heartbeat.js';

describe('a heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('beats until it is ended, whatever becomes of a beat', async () => {
    let beats = 0;
    const end = heartbeat(async () => {
      beats += 1;
      throw new Error('the database is gone');
    }, 10_000);
    await vi.advanceTimersByTimeAsync(30_000);
    end();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(beats).toBe(3);
  });

  it.each([10_000, 100_000])('leaves a batch that hangs, with a beat every %i ms', async (everyMs) => {
    const beatenAt: number[] = [];
    const startMs = Date.now();
    heartbeat(async () => void beatenAt.push(Date.now() - startMs), everyMs);
    await vi.advanceTimersByTimeAsync(10 * longestBatchMs);
    expect(beatenAt[0]).toBe(everyMs);
    expect(beatenAt.at(-1)).toBeLessThan(longestBatchMs);
    expect(vi.getTimerCount()).toBe(0);
  });
});
