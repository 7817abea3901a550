import { describe, expect, it } from 'vitest';
import { createDatabaseClock } from '../src/index.js';

const noon = Date.parse('2026-03-02T12:00:00Z');

/** A database whose clock is told, on a machine whose time passes as told. */
function machine() {
  const time = { databaseMs: noon, passedMs: 0, looks: 0, isDown: false, tookMs: 40 };
  const database = {
    query: async () => {
      time.looks += 1;
      if (time.isDown) throw new Error('down');
      time.passedMs += time.tookMs;
      return { rows: [{ ms: time.databaseMs }] };
    },
  };
  const clock = () => createDatabaseClock(database, { passedMs: () => time.passedMs });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { time, clock, settled };
}

describe('the clock of the database', () => {
  it('is the database’s, never ahead of it, and goes on with the time that passes', async () => {
    const { time, clock } = machine();
    const { now } = await clock();
    expect(now()).toBe('2026-03-02T12:00:00.000Z');
    time.passedMs += 30_000;
    expect([now(), time.looks]).toEqual(['2026-03-02T12:00:30.000Z', 1]);
  });

  it('looks again after a minute, and stands still rather than go back', async () => {
    const { time, clock, settled } = machine();
    const { now } = await clock();
    time.passedMs += 60_001;
    time.databaseMs = noon + 59_000;
    const before = now();
    await settled();
    expect([now() === before, time.looks]).toEqual([true, 2]);
    time.passedMs += 5_000;
    expect(now()).toBe('2026-03-02T12:01:04.000Z');
  });

  it('goes on without a database that was seen once, and looks again when asked later', async () => {
    const { time, clock, settled } = machine();
    const { now } = await clock();
    time.isDown = true;
    time.passedMs += 61_000;
    now();
    await settled();
    expect(now()).toBe('2026-03-02T12:01:01.000Z');
    time.isDown = false;
    await settled();
    time.databaseMs = noon + 90_000;
    now();
    await settled();
    expect(now()).toBe('2026-03-02T12:01:30.000Z');
  });

  it('makes nothing of an answer that was under way for long, and looks again at once', async () => {
    const { time, clock, settled } = machine();
    time.tookMs = 16 * 60_000;
    const { now } = await clock();
    Object.assign(time, { tookMs: 40, databaseMs: noon + 16 * 60_000 });
    // Never ahead: the database may have told it at the very end.
    expect(now()).toBe('2026-03-02T12:00:00.000Z');
    await settled();
    expect(now()).toBe('2026-03-02T12:16:00.000Z');
    Object.assign(time, { tookMs: 5_000, databaseMs: noon, passedMs: time.passedMs + 60_001 });
    now();
    await settled();
    expect(now()).toBe('2026-03-02T12:17:05.001Z');
  });

  it('does not begin without a first look', async () => {
    const { time, clock } = machine();
    time.isDown = true;
    await expect(clock()).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});
