// Anchors of the audit on a store in memory that makes them up, and timers that end when a test moves the clock.
import { createImplantJourneys, standardProtocol } from '@implant-journey/core';
import { fixedClock, practice, recordedNotifier } from '@implant-journey/core/testing';
import { createMemoryStore } from '@implant-journey/store-memory';
import { describe, expect, it } from 'vitest';
import { createWorker, type Worker, type WorkerEvent } from '../src/index.js';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const turn = () => new Promise((resolve) => setImmediate(resolve));

interface MadeUpAnchor {
  readonly practiceId: string;
  readonly number: number;
}

/** Workers of two practices that share a store and a clock. */
function cluster() {
  const startAt = '2026-01-12T21:40:00Z';
  const clock = fixedClock(startAt);
  let made = 0;
  const store = Object.assign(createMemoryStore(), {
    anchorAudit: async (practiceId: string): Promise<MadeUpAnchor> => {
      made += 1;
      return { practiceId, number: made };
    },
  });
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: ['harbor', 'mesa'].map((id) => ({ practice: practice({ id }), protocol: standardProtocol })),
    channels: [],
    content: { render: () => null },
    notifier: recordedNotifier(),
    newId: () => 'attempt-1',
  });
  const timers = new Set<{ readonly atMs: number; readonly end: () => void }>();
  const nowMs = () => Date.parse(clock.now());
  let drawn = 0;
  return {
    /** A worker that keeps its anchors as told. */
    worker(keep: (anchor: MadeUpAnchor) => Promise<void>) {
      const events: WorkerEvent[] = [];
      const worker: Worker = createWorker({
        journeys,
        clock,
        idleMs: dayMs,
        anchors: { store, keep },
        onEvent: (event) => events.push(event),
        // Different every time, always the same in every run.
        draw: () => {
          drawn = (drawn + 0.37) % 1;
          return drawn;
        },
        sleep: (ms, signal) =>
          new Promise((resolve) => {
            const timer = {
              atMs: nowMs() + ms,
              end: () => {
                timers.delete(timer);
                resolve();
              },
            };
            timers.add(timer);
            signal.addEventListener('abort', timer.end);
          }),
      });
      worker.start();
      return { worker, events, anchored: () => events.filter(({ kind }) => kind === 'anchored').length };
    },
    sinceStartMs: () => nowMs() - Date.parse(startAt),
    /** Ends every timer in its time. */
    async pass(ms: number) {
      const untilMs = nowMs() + ms;
      for (;;) {
        for (let turns = 0; turns < 3; turns += 1) await turn();
        const [next] = [...timers].sort((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > untilMs) break;
        clock.advance({ ms: next.atMs - nowMs() });
        next.end();
      }
      clock.advance({ ms: untilMs - nowMs() });
    },
  };
}

describe('anchors', () => {
  it('of every practice are made and kept once a day, whichever worker comes first', async () => {
    const { worker, pass, sinceStartMs } = cluster();
    const kept = { harbor: [] as number[], mesa: [] as number[] };
    const keep = async ({ practiceId }: MadeUpAnchor) =>
      void kept[practiceId as keyof typeof kept].push(sinceStartMs());
    const workers = [worker(keep), worker(keep), worker(keep)];
    await pass(5 * dayMs);
    for (const times of Object.values(kept)) {
      expect(times[0]).toBeLessThanOrEqual(minuteMs);
      const between = times.slice(1).map((time, index) => time - (times[index] as number));
      expect(between).toHaveLength(4);
      for (const ms of between) {
        expect(ms).toBeGreaterThanOrEqual(dayMs);
        expect(ms).toBeLessThanOrEqual(dayMs * (1 + 1 / 24));
      }
    }
    expect(kept.harbor[0]).not.toBe(kept.mesa[0]);
    expect(workers.reduce((sum, { anchored }) => sum + anchored(), 0)).toBe(10);
    expect(workers[0]?.events.find(({ kind }) => kind === 'anchored')).toMatchObject({ tookMs: 0 });
  });

  it('that cannot be kept are made and tried again after growing pauses, and hold up no other practice', async () => {
    const { worker, pass } = cluster();
    let isOpen = false;
    const kept: MadeUpAnchor[] = [];
    const own = worker(async (anchor) => {
      if (anchor.practiceId === 'harbor' && !isOpen) throw new Error('the bucket is closed');
      kept.push(anchor);
    });
    await pass(3 * minuteMs);
    expect(kept.map(({ practiceId }) => practiceId)).toEqual(['mesa']);
    const pauses = own.events.flatMap((event) => (event.kind === 'failed' ? [event.retryInMs as number] : []));
    expect(pauses.length).toBeGreaterThan(6);
    expect(pauses[0]).toBeLessThanOrEqual(500);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(15_000);
    expect(own.events).toContainEqual(expect.objectContaining({ kind: 'failed', doing: 'anchor' }));
    expect(own.worker.health().failing['anchor harbor']).toBeGreaterThan(6);
    isOpen = true;
    await pass(minuteMs);
    expect(kept.map(({ practiceId }) => practiceId)).toEqual(['mesa', 'harbor']);
    expect(own.worker.health().failing).toEqual({});
  });

  it('that one worker cannot keep another keeps, and none is unwell then', async () => {
    const { worker, pass } = cluster();
    const broken = worker(async () => {
      throw new Error('no way to the bucket from here');
    });
    await pass(minuteMs);
    expect(broken.worker.health().isHealthy).toBe(false);
    const kept: string[] = [];
    const well = worker(async ({ practiceId }) => void kept.push(practiceId));
    await pass(3 * minuteMs);
    expect([...kept].sort()).toEqual(['harbor', 'mesa']);
    expect([broken, well].map((one) => one.worker.health().failing)).toEqual([{}, {}]);
  });

  it('of a worker that died while at it are made by another minutes later', async () => {
    const { worker, pass, sinceStartMs } = cluster();
    worker(() => new Promise(() => {}));
    await pass(2 * minuteMs);
    const kept: number[] = [];
    worker(async () => void kept.push(sinceStartMs()));
    await pass(4 * minuteMs);
    expect(kept).toEqual([]);
    await pass(60 * minuteMs);
    expect(kept).toHaveLength(2);
  });

  it('in hand are kept before a worker is stopped', async () => {
    const { worker, pass } = cluster();
    let keep = () => {};
    const own = worker(
      () =>
        new Promise((resolve) => {
          keep = resolve;
        }),
    );
    // Long enough for the first practice alone.
    await pass(25_000);
    const stopped = own.worker.stop();
    await turn();
    expect(own.worker.health().state).toBe('stopping');
    keep();
    await stopped;
    expect([own.worker.health().state, own.anchored()]).toEqual(['stopped', 1]);
  });
});
