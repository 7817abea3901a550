// Anchors of the audit on a store in memory that makes them up, and timers that end when a test moves the clock.
import { createImplantJourneys, standardProtocol } from '@implant-journey/core';
import { fixedClock, practice, recordedNotifier } from '@implant-journey/core/testing';
import { createMemoryStore } from '@implant-journey/store-memory';
import { describe, expect, it } from 'vitest';
import { createWorker, type Worker, type WorkerEvent, type WorkerOptions } from '../src/index.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const turn = () => new Promise((resolve) => setImmediate(resolve));

interface MadeUpAnchor {
  readonly practiceId: string;
  readonly number: number;
}

/** Workers of some practices that share a store and a clock. */
function cluster(practiceIds: readonly string[] = ['harbor', 'mesa']) {
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
    practices: practiceIds.map((id) => ({ practice: practice({ id }), protocol: standardProtocol })),
    channels: [],
    content: { render: () => null },
    notifier: recordedNotifier(),
    newId: () => 'attempt-1',
  });
  const timers = new Set<{ readonly atMs: number; readonly end: () => void }>();
  const nowMs = () => Date.parse(clock.now());
  let drawn = 0;
  return {
    store,
    /** A worker that keeps its anchors as told. */
    worker(keep: (anchor: MadeUpAnchor) => Promise<void>, fields: Partial<WorkerOptions<MadeUpAnchor>> = {}) {
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
        ...fields,
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
      expect(times[0]).toBeLessThanOrEqual(hourMs);
      const between = times.slice(1).map((time, index) => time - (times[index] as number));
      expect(between).toHaveLength(4);
      for (const ms of between) {
        expect(ms).toBeGreaterThanOrEqual(dayMs);
        expect(ms).toBeLessThanOrEqual(dayMs * (1 + 1 / 24));
      }
    }
    expect(kept.harbor[0]).not.toBe(kept.mesa[0]);
    expect(workers.reduce((sum, { anchored }) => sum + anchored(), 0)).toBe(10);
    expect(workers.flatMap(({ events }) => events).find(({ kind }) => kind === 'anchored')).toMatchObject({
      tookMs: 0,
    });
  });

  it('that cannot be kept are made and tried again after growing pauses, and hold up no other practice', async () => {
    const { worker, pass } = cluster();
    let isOpen = false;
    const kept: MadeUpAnchor[] = [];
    const own = worker(async (anchor) => {
      if (anchor.practiceId === 'harbor' && !isOpen) throw new Error('the bucket is closed');
      kept.push(anchor);
    });
    await pass(hourMs);
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
    await pass(hourMs);
    expect(broken.worker.health().isHealthy).toBe(false);
    const kept: string[] = [];
    const well = worker(async ({ practiceId }) => void kept.push(practiceId));
    await pass(hourMs + minuteMs);
    expect([...kept].sort()).toEqual(['harbor', 'mesa']);
    expect([broken, well].map((one) => one.worker.health().failing)).toEqual([{}, {}]);
  });

  it('of a worker that died while at it are made by another minutes later', async () => {
    const { worker, pass, sinceStartMs } = cluster(['harbor']);
    let begunMs: number | null = null;
    worker(() => {
      begunMs = sinceStartMs();
      return new Promise(() => {});
    });
    while (begunMs === null) await pass(1_000);
    const kept: number[] = [];
    // So many that some of them look while the turn lasts.
    for (let count = 0; count < 40; count += 1) worker(async () => void kept.push(sinceStartMs()));
    await pass(4 * minuteMs);
    expect(kept).toEqual([]);
    await pass(hourMs);
    expect(kept).toHaveLength(1);
  });

  it('of many practices begin all along the hour, few at once, and not with the worker', async () => {
    const practiceIds = Array.from({ length: 240 }, (_, index) => `practice-${index}`);
    const { store, worker, pass, sinceStartMs } = cluster(practiceIds);
    const claimFeed = store.claimFeed.bind(store);
    const asked = new Map<number, number>();
    store.claimFeed = (...claim) => {
      const minute = Math.floor(sinceStartMs() / minuteMs);
      asked.set(minute, (asked.get(minute) ?? 0) + 1);
      return claimFeed(...claim);
    };
    const kept = new Set<string>();
    for (let count = 0; count < 2; count += 1) worker(async ({ practiceId }) => void kept.add(practiceId));
    // Two workers ask for four practices a minute each, and one of them tells that an anchor is kept.
    await pass(30 * minuteMs);
    expect(kept.size).toBeGreaterThanOrEqual(118);
    expect(kept.size).toBeLessThanOrEqual(122);
    expect(Math.max(...asked.values())).toBeLessThanOrEqual(16);
    await pass(30 * minuteMs);
    expect(kept.size).toBe(240);
  });

  it('that are due together ask the store two at a time, and none is begun after a stop', async () => {
    const { store, worker, pass } = cluster(Array.from({ length: 20 }, (_, index) => `practice-${index}`));
    const asking: (() => void)[] = [];
    const claimFeed = store.claimFeed.bind(store);
    store.claimFeed = async (...claim) => {
      await new Promise<void>((resolve) => asking.push(resolve));
      return claimFeed(...claim);
    };
    let kept = 0;
    const keep = async () => {
      kept += 1;
    };
    // Looks a millisecond apart.
    const own = worker(keep, { anchors: { store, keep, everyMs: 24 } });
    await pass(10);
    expect(asking).toHaveLength(2);
    for (const answer of asking.splice(0)) answer();
    await pass(10);
    expect(asking).toHaveLength(2);
    const stopped = own.worker.stop();
    // The four that were let in are finished.
    while (own.worker.health().state !== 'stopped') {
      for (const answer of asking.splice(0)) answer();
      await turn();
    }
    await stopped;
    expect(kept).toBe(4);
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
    // The second practice comes after half an hour.
    await pass(30 * minuteMs - 1);
    const stopped = own.worker.stop();
    await turn();
    expect(own.worker.health().state).toBe('stopping');
    keep();
    await stopped;
    expect([own.worker.health().state, own.anchored()]).toEqual(['stopped', 1]);
  });
});
