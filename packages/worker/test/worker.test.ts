// Workers on a store in memory and a clock that moves when they sleep. Nothing here waits.
import { createImplantJourneys, type JourneyFact, type JourneyStore, standardProtocol } from '@implant-journey/core';
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
import { createMemoryStore } from '@implant-journey/store-memory';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createWorker, type WorkerEvent, type WorkerOptions } from '../src/index.js';

const placedAt = '2026-01-12T21:40:00Z';
/** A sleep from which only stopping wakes. */
const forGoodMs = 365 * 24 * 3_600_000;

function chartOf(patientId: string): readonly JourneyFact[] {
  return [
    patient({ patientId }),
    contactPoint({ patientId, value: `31255501${patientId.padStart(2, '0')}` }),
    consent({ patientId }),
    procedure({ patientId, id: `implant-${patientId}`, teeth: ['19'], serviceOn: '2026-01-12' }),
  ];
}

function host(store: JourneyStore = createMemoryStore()) {
  const clock = fixedClock(placedAt);
  const [sms, notifier] = [recordedChannel('sms'), recordedNotifier()];
  let ids = 0;
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: practice(), protocol: standardProtocol }],
    channels: [sms],
    content: {
      render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
    },
    notifier,
    newId: () => {
      ids += 1;
      return `attempt-${ids}`;
    },
  });
  return { journeys, clock, sms, notifier };
}

/** A worker whose sleep moves the clock; it is stopped after so many pauses. */
function working({ journeys, clock }: ReturnType<typeof host>, pauses: number, fields: Partial<WorkerOptions> = {}) {
  const slept: number[] = [];
  const events: WorkerEvent[] = [];
  const health: ReturnType<ReturnType<typeof createWorker>['health']>[] = [];
  const worker = createWorker({
    journeys,
    clock,
    draw: () => 1,
    onEvent: (event) => events.push(event),
    sleep: async (ms, signal) => {
      if (ms === forGoodMs) return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      slept.push(ms);
      health.push(worker.health());
      clock.advance({ ms });
      if (slept.length >= pauses) void worker.stop();
    },
    ...fields,
  });
  const done = async () => {
    worker.start();
    worker.start();
    while (worker.health().state !== 'stopped') await new Promise((resolve) => setImmediate(resolve));
  };
  return { worker, slept, events, health, done };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A worker on beats that a test moves. Unless it is given an engine it is at work on a batch until it is told that this ends. */
async function holding(own = host(), journeys?: WorkerOptions['journeys']) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  let beats = 0;
  let end = () => {};
  let nextBatch = (_everyMs: number) => {};
  const worker = createWorker({
    journeys: journeys ?? {
      ...own.journeys,
      dispatchDue: (how) =>
        new Promise((resolve) => {
          const begin = (everyMs: number) =>
            how?.heartbeat?.(async () => {
              beats += 1;
            }, everyMs);
          let endBatch = begin(10_000);
          nextBatch = (everyMs) => {
            endBatch?.();
            endBatch = begin(everyMs);
          };
          end = () => {
            endBatch?.();
            resolve({ journeys: 0, sent: 0, notices: 0, waiting: 0, failed: [] });
          };
        }),
    },
    clock: own.clock,
    idleMs: 1_000,
    sleep: (_ms, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  });
  if (journeys === undefined) worker.start();
  await settle();
  return {
    worker,
    beats: () => beats,
    nextBatch: (everyMs: number) => nextBatch(everyMs),
    end: () => end(),
    async pass(ms: number) {
      for (let turn = 0; turn < 20; turn += 1) await settle();
      for (let leftMs = ms; leftMs > 0; leftMs -= 10_000) {
        const stepMs = Math.min(leftMs, 10_000);
        own.clock.advance({ ms: stepMs });
        await vi.advanceTimersByTimeAsync(stepMs);
      }
    },
  };
}

describe('a worker', () => {
  it('takes no chart that has the name of the turn of the anchors, and says which', () => {
    const { journeys, clock } = host();
    const chart = (source: string) => ({
      practiceId: 'harbor',
      connector: { source, changesSince: async () => ({ facts: [], cursor: '1', asOf: placedAt, more: false }) },
    });
    const refusal = {
      code: 'pms/invalid-settings',
      message: expect.stringMatching(/^charts\[1\]\.connector\.source: /),
    };
    expect(() => createWorker({ journeys, clock, charts: [chart('chart'), chart('audit anchors')] })).toThrow(
      expect.objectContaining(refusal),
    );
  });

  it('sleeps until something is due, does it, and tells', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    const { slept, events, done } = working(own, 3, { idleMs: 3_600_000 });
    await done();
    // Day 0 goes out at 17:00 in Chicago.
    expect(slept).toEqual([3_600_000, 1_200_000, 3_600_000]);
    expect(own.sms.sent.map(({ body }) => body)).toEqual(['day-0']);
    expect(events).toEqual([
      { kind: 'dispatched', tookMs: 0, journeys: 1, sent: 1, notices: 0, waiting: 0, failed: 0 },
    ]);
  });

  it('is woken early, also by what comes while it works', async () => {
    const own = host();
    let wake = () => {};
    let rounds = 0;
    const journeys: WorkerOptions['journeys'] = {
      ...own.journeys,
      dispatchDue: (how) => {
        rounds += 1;
        if (rounds === 1) wake();
        return own.journeys.dispatchDue(how);
      },
    };
    let ended = 0;
    const { slept, done } = working(own, 1, {
      journeys,
      listen: async (told) => {
        wake = told;
        return async () => {
          ended += 1;
        };
      },
    });
    await done();
    expect([rounds, slept.length, ended]).toEqual([2, 1, 1]);
  });

  it('waits for no line on which it could be woken, and ends though that line cannot be ended', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    const hanging = working(own, 2, { idleMs: 4_800_000, listen: () => new Promise(() => {}) });
    await hanging.done();
    expect(own.sms.sent).toHaveLength(1);
    const ending = working(host(), 1, {
      listen: async () => async () => {
        throw new Error('the line is gone');
      },
    });
    await ending.done();
    expect(ending.worker.health().state).toBe('stopped');
  });

  it('is not woken out of the pause after a failure', async () => {
    const own = host();
    let wake = () => {};
    const journeys: WorkerOptions['journeys'] = {
      ...own.journeys,
      dispatchDue: async () => {
        wake();
        throw new Error('the database is gone');
      },
    };
    const { slept, done } = working(own, 3, {
      journeys,
      listen: async (told) => {
        wake = told;
        return async () => {};
      },
    });
    await done();
    expect(slept).toEqual([500, 1_000, 2_000]);
  });

  it('looks for work by itself when nobody can wake it', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    const { events, done } = working(own, 2, {
      idleMs: 4_800_000,
      listen: async () => {
        throw new Error('no such line');
      },
    });
    await done();
    expect(own.sms.sent).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'failed', doing: 'listen' }));
  });

  it('passes on what its line tells, and is well without it', async () => {
    const lost = { kind: 'failed', doing: 'listen', cause: new Error('cut'), retryInMs: 500 } as const;
    const { events, health, done } = working(host(), 1, {
      listen: async (_wake, tell) => {
        for (const event of [{ kind: 'listening' } as const, lost]) tell(event);
        return async () => {};
      },
    });
    await done();
    expect(events).toEqual([{ kind: 'listening' }, lost]);
    expect(health.map(({ isHealthy }) => isHealthy)).toEqual([true]);
  });

  it('goes on after failures, with growing pauses, and says that it is not well meanwhile', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    let left = 3;
    const journeys: WorkerOptions['journeys'] = {
      ...own.journeys,
      dispatchDue: async (how) => {
        left -= 1;
        if (left >= 0) throw new Error('the database is gone');
        return own.journeys.dispatchDue(how);
      },
    };
    const { slept, health, events, done } = working(own, 5, { journeys, idleMs: 7_200_000 });
    await done();
    expect(slept.slice(0, 3)).toEqual([500, 1_000, 2_000]);
    expect(health.map(({ isHealthy, failing }) => [isHealthy, failing.dispatch ?? 0])).toEqual([
      [false, 1],
      [false, 2],
      [false, 3],
      [true, 0],
      [true, 0],
    ]);
    expect(events.filter(({ kind }) => kind === 'failed')).toHaveLength(3);
    expect(own.sms.sent).toHaveLength(1);
  });

  it('is well while it sleeps as long as it was told to', async () => {
    const own = host();
    const worker = createWorker({
      journeys: own.journeys,
      clock: own.clock,
      idleMs: 600_000,
      sleep: (_ms, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    });
    worker.start();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    own.clock.advance({ ms: 600_000 });
    expect(worker.health().isHealthy).toBe(true);
    own.clock.advance({ ms: 60_000 });
    expect(worker.health().isHealthy).toBe(false);
    await worker.stop();
  });

  it('says that it is not well when a round neither ends nor beats', async () => {
    const own = host();
    const worker = createWorker({
      journeys: { ...own.journeys, dispatchDue: () => new Promise(() => {}) },
      clock: own.clock,
      idleMs: 1_000,
    });
    worker.start();
    await new Promise((resolve) => setImmediate(resolve));
    own.clock.advance({ ms: 60_999 });
    expect(worker.health().isHealthy).toBe(true);
    own.clock.advance({ ms: 1 });
    expect(worker.health().isHealthy).toBe(false);
  });

  it('beats while a batch takes long, and stays well meanwhile, also before the first beat', async () => {
    const { worker, beats, nextBatch, pass, end } = await holding();
    await pass(120_000);
    expect([beats(), worker.health().isHealthy]).toEqual([12, true]);
    // Each batch has its own time.
    nextBatch(100_000);
    await pass(90_000);
    expect([beats(), worker.health().isHealthy]).toEqual([12, true]);
    const stopped = worker.stop();
    end();
    await stopped;
    await pass(60_000);
    expect(beats()).toBe(12);
  });

  it('leaves a batch that hangs to others and says that it is not well, until the batch ends', async () => {
    const { worker, beats, pass, end } = await holding();
    await pass(170_000);
    expect([beats(), worker.health().isHealthy]).toEqual([17, true]);
    await pass(10_000);
    expect([beats(), worker.health().isHealthy]).toEqual([17, false]);
    await pass(3_600_000);
    expect([beats(), worker.health().isHealthy]).toEqual([17, false]);
    end();
    await pass(10);
    expect(worker.health().isHealthy).toBe(true);
  });

  it('whose pager hangs loses the alert to another, which hands it over', async () => {
    const own = host();
    const pager = own.notifier.notify;
    let isHanging = true;
    own.notifier.notify = (notice) => (isHanging ? new Promise(() => {}) : pager(notice));
    const { worker, pass } = await holding(own, own.journeys);
    await own.journeys.record('harbor', chartOf('1'));
    await own.journeys.receive('harbor', {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from: '3125550101',
      text: 'I can not breathe',
      at: own.clock.now(),
    });
    worker.start();
    await pass(150_000);
    isHanging = false;
    await working(own, 1).done();
    expect([own.notifier.notices.length, worker.health().isHealthy]).toEqual([0, true]);
    await pass(60_000);
    expect(worker.health().isHealthy).toBe(false);
    await working(own, 1).done();
    expect(own.notifier.notices[0]).toMatchObject({ tier: 'E', recipients: ['ana', 'dr-cole'] });
  });

  it('comes back from a failure at a time of its own, half of the pause at the least', async () => {
    const own = host();
    const journeys: WorkerOptions['journeys'] = {
      ...own.journeys,
      dispatchDue: async () => {
        throw new Error('the database is gone');
      },
    };
    const early = working(own, 3, { journeys, draw: () => 0 });
    await early.done();
    expect(early.slept).toEqual([250, 500, 1_000]);
  });

  it('finds a database that is back within two seconds, however long it was away', async () => {
    const own = host();
    const journeys: WorkerOptions['journeys'] = {
      ...own.journeys,
      dispatchDue: async () => {
        throw new Error('the database is gone');
      },
    };
    const { slept, done } = working(own, 6, { journeys });
    await done();
    expect(slept).toEqual([500, 1_000, 2_000, 2_000, 2_000, 2_000]);
  });

  it('alerts the next person when nobody answers', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    await own.journeys.receive('harbor', {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from: '3125550101',
      text: 'I can not breathe',
      at: placedAt,
    });
    await working(own, 3, { idleMs: 3_600_000 }).done();
    expect(own.notifier.notices.slice(0, 2).map(({ recipients }) => recipients)).toEqual([['ana', 'dr-cole'], ['ben']]);
  });

  it('does not turn in circles around what cannot be done just now', async () => {
    const own = host();
    const notifierIsDown: WorkerOptions['journeys'] = {
      ...own.journeys,
      nextDueAt: async () => placedAt,
    };
    const { slept, done } = working(own, 3, { journeys: notifierIsDown });
    await done();
    expect(slept).toEqual([1_000, 1_000, 1_000]);
  });

  it('is not stopped by who measures it', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    const { done } = working(own, 2, {
      idleMs: 4_800_000,
      onEvent: () => {
        throw new Error('no room for metrics');
      },
    });
    await done();
    expect(own.sms.sent).toHaveLength(1);
  });

  it('finishes what it holds before it is stopped', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    own.clock.set('2026-01-12T23:00:00Z');
    let answer = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { send } = own.sms;
    own.sms.send = async (message) => {
      await slow;
      return send(message);
    };
    const worker = createWorker({ journeys: own.journeys, clock: own.clock });
    worker.start();
    await new Promise((resolve) => setImmediate(resolve));
    const stopped = worker.stop();
    expect(worker.health().state).toBe('stopping');
    answer();
    await stopped;
    expect(worker.health().state).toBe('stopped');
    const { document } = await own.journeys.journey('harbor', '1');
    expect(document.steps.map(({ state }) => state.kind)).toContain('sent');
    expect(document.steps.map(({ state }) => state.kind)).not.toContain('claimed');
  });

  it('shares the work with others: each message once', async () => {
    const store = createMemoryStore();
    const hosts = [host(store), host(store), host(store)];
    for (const index of [1, 2, 3, 4, 5, 6, 7, 8, 9]) await hosts[0]?.journeys.record('harbor', chartOf(`${index}`));
    await Promise.all(hosts.map((own) => working(own, 3, { idleMs: 3_600_000 }).done()));
    const sent = hosts.flatMap(({ sms }) => sms.sent.map(({ to }) => to));
    expect([sent.length, new Set(sent).size]).toEqual([9, 9]);
  });
});

describe('a chart', () => {
  const connector = {
    source: 'chart',
    changesSince: async (cursor: string | null) => ({
      facts: cursor === null ? chartOf('1') : [],
      cursor: '1',
      asOf: placedAt,
      more: false,
    }),
  };

  it('is read by one worker of many', async () => {
    const store = createMemoryStore();
    const hosts = [host(store), host(store)];
    const runs = hosts.map((own) =>
      working(own, 6, { charts: [{ practiceId: 'harbor', connector, everyMs: forGoodMs }], idleMs: 3_600_000 }),
    );
    await Promise.all(runs.map(({ done }) => done()));
    const reads = runs.map(({ events }) => events.filter(({ kind }) => kind === 'synced'));
    expect(reads.flat()).toMatchObject([{ facts: 4 }]);
    expect(await store.patients('harbor')).toEqual(['1']);
  });

  it('that brings something new wakes the rounds', async () => {
    const own = host();
    let fellAsleep = () => {};
    const asleep = new Promise<void>((resolve) => {
      fellAsleep = resolve;
    });
    const late = {
      source: 'chart',
      changesSince: async (cursor: string | null) => {
        await asleep;
        return connector.changesSince(cursor);
      },
    };
    let rounds = 0;
    const worker = createWorker({
      journeys: {
        ...own.journeys,
        dispatchDue: (how) => {
          rounds += 1;
          if (rounds === 2) void worker.stop();
          return own.journeys.dispatchDue(how);
        },
      },
      clock: own.clock,
      charts: [{ practiceId: 'harbor', connector: late, everyMs: forGoodMs }],
      // From which only being woken, or stopping, wakes.
      sleep: (_ms, signal) => {
        fellAsleep();
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    });
    worker.start();
    for (let turn = 0; turn < 200 && worker.health().state !== 'stopped'; turn += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect([rounds, worker.health().state]).toEqual([2, 'stopped']);
  });

  it('that is long is left after the page in hand when the worker is stopped, and read on by the next', async () => {
    const store = createMemoryStore();
    const pages = 5;
    let atPage = async (_page: number) => {};
    const long = {
      source: 'chart',
      async changesSince(cursor: string | null) {
        const page = Number(cursor ?? 0) + 1;
        await atPage(page);
        return { facts: chartOf(`${page}`), cursor: `${page}`, asOf: placedAt, more: page < pages };
      },
    };
    const charts = [{ practiceId: 'harbor', connector: long }];
    const first = working(host(store), Number.POSITIVE_INFINITY, { charts, idleMs: forGoodMs });
    atPage = async (page) => void (page === 2 && first.worker.stop());
    await first.done();
    expect(await store.feed('harbor', 'chart')).toMatchObject({ cursor: '2' });
    expect(await store.patients('harbor')).toEqual(['1', '2']);
    atPage = async () => {};
    expect(await host(store).journeys.sync('harbor', long, { everyMs: 60_000 })).toMatchObject({ facts: 3 * 4 });
    expect(await store.patients('harbor')).toEqual(['1', '2', '3', '4', '5']);
  });

  it('that cannot be read is tried again, and the rounds go on', async () => {
    const own = host();
    await own.journeys.record('harbor', chartOf('1'));
    const failing = {
      source: 'chart',
      changesSince: async () => {
        throw new Error('the chart is closed');
      },
    };
    const { health, done } = working(own, 8, {
      charts: [{ practiceId: 'harbor', connector: failing, everyMs: 60_000 }],
      idleMs: 3_600_000,
    });
    await done();
    expect(health.at(-1)?.failing['sync harbor/chart']).toBeGreaterThan(0);
    expect(own.sms.sent).toHaveLength(1);
  });
});
