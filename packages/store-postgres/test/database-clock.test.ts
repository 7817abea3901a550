import { describe, expect, it } from 'vitest';
import { createDatabaseClock } from '../src/index.js';

const noon = Date.parse('2026-03-02T12:00:00Z');

/** A database whose clock is told, on a machine whose time passes as told. */
function machine() {
  const time = { databaseMs: noon, passedMs: 0, looks: 0, isDown: false };
  const database = {
    query: async () => {
      time.looks += 1;
      if (time.isDown) throw new Error('down');
      time.passedMs += 40;
      return { rows: [{ ms: time.databaseMs }] };
    },
  };
  const clock = () => createDatabaseClock(database, { passedMs: () => time.passedMs });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { time, clock, settled };
}

describe('the clock of the database', () => {
  it('is the database’s, half a round trip later, and goes on with the time that passes', async () => {
    const { time, clock } = machine();
    const { now } = await clock();
    expect(now()).toBe('2026-03-02T12:00:00.020Z');
    time.passedMs += 30_000;
    expect([now(), time.looks]).toEqual(['2026-03-02T12:00:30.020Z', 1]);
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
    expect(now()).toBe('2026-03-02T12:01:04.020Z');
  });

  it('goes on without a database that was seen once, and looks again when asked later', async () => {
    const { time, clock, settled } = machine();
    const { now } = await clock();
    time.isDown = true;
    time.passedMs += 61_000;
    now();
    await settled();
    expect(now()).toBe('2026-03-02T12:01:01.020Z');
    time.isDown = false;
    await settled();
    time.databaseMs = noon + 90_000;
    now();
    await settled();
    expect(now()).toBe('2026-03-02T12:01:30.020Z');
  });

  it('does not begin without a first look', async () => {
    const { time, clock } = machine();
    time.isDown = true;
    await expect(clock()).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});
