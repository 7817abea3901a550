// A BullMQ queue that carries the dispatch. In: the engine's word on what is due when. Out: the engine called at that time,
// in any process of the host. Rules owned: the store stays the truth; Redis may be emptied, late or gone, and all that is
// due is done once, at most one sweep later.
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Clock,
  type Dispatched,
  heartbeat,
  type ImplantJourneys,
  longestBatchMs,
  type NextDue,
} from '@implant-journey/core';
import { type ConnectionOptions, Worker } from 'bullmq';
import { byPractice } from './by-practice.js';
import type { CarrierEvent, CarrierHealth } from './carrier-event.js';
import { DueTimes } from './due-times.js';
import type { JourneyJob } from './job-of.js';

/** As BullMQ takes it, in words of our own: its types want those of Node, and take seconds to compile. */
export type BullmqConnection =
  | { readonly host?: string; readonly port?: number; readonly url?: string; readonly [option: string]: unknown }
  | { connect(): unknown; duplicate(): unknown };

export interface BullmqCarrierOptions {
  /** Options of ioredis, or a client of the host (of a cluster, say), which the host ends itself. */
  readonly connection: BullmqConnection;
  /** The one the engine has. */
  readonly clock: Clock;
  /** All processes that start a carrier on one queue serve the same practices. Default: `implant-journeys`. */
  readonly queueName?: string;
  /** Of the keys in Redis; in braces on a Redis Cluster. Default: BullMQ's, `bull`. */
  readonly prefix?: string;
  /** Journeys in hand at once in this process. Default: 50. */
  readonly concurrency?: number;
  /** What the queue lost is done at most so much late. Unit: milliseconds. Default: 60,000. */
  readonly sweepEveryMs?: number;
  /** Journeys due further ahead stay out of Redis until then: the sweep does them. Unit: milliseconds. Default: 14 days. */
  readonly horizonMs?: number;
  /** Names of the charts that must be fresh before a message says that nothing is booked. */
  readonly feeds?: readonly string[];
  readonly onEvent?: (event: CarrierEvent) => void;
}

type Journeys = Pick<ImplantJourneys, 'dispatchNow' | 'dispatchDue' | 'nextDueAt'>;

export interface BullmqCarrier {
  /** For `createImplantJourneys`: fills the queue, also in processes that only record. Never throws, never waits. */
  readonly onStored: (practiceId: string, changed: readonly NextDue[]) => void;
  /** Begins to do what is due; a second call changes nothing. */
  start(journeys: Journeys): void;
  /** Done when what was begun is finished. */
  stop(): Promise<void>;
  health(): CarrierHealth;
}

/** So long a Redis is given to take leave. Unit: milliseconds. */
const farewellMs = 5_000;

/** Creates a carrier that is not connected yet: the first due time connects it, or `start`. */
export function createBullmqCarrier(options: BullmqCarrierOptions): BullmqCarrier {
  const { clock, queueName = 'implant-journeys', prefix = 'bull', concurrency = 50 } = options;
  const { sweepEveryMs = 60_000, horizonMs = 14 * 24 * 3_600_000, feeds = [], onEvent = () => {} } = options;
  const connection = options.connection as ConnectionOptions;
  const stopping = new AbortController();
  const { signal } = stopping;
  const dueTimes = new DueTimes({ queueName, connection, prefix, clock, horizonMs, tell });
  const inHand = new Set<Promise<void>>();
  let state: CarrierHealth['state'] = 'idle';
  let worker: Worker<JourneyJob> | null = null;
  let sweeping: Promise<void> | null = null;
  /** Batches at work, of the queue and of the sweep. */
  const batches = new Set<{ readonly begunAt: string }>();
  let lastSweepAt: string | null = null;
  /** Of the sweep: when it last ended well, or a batch of it ended. */
  let aliveAt: string | null = null;
  let isSweepAtWork = false;
  let isSweepFailing = false;

  /** Nobody who watches can stop the work. */
  function tell(event: CarrierEvent): void {
    try {
      onEvent(event);
    } catch {}
  }

  function tellDispatched(by: 'queue' | 'sweep', startedAt: string, { failed, ...done }: Dispatched): void {
    for (const { cause } of failed) tell({ kind: 'journey-failed', cause });
    const tookMs = Date.parse(clock.now()) - Date.parse(startedAt);
    tell({ kind: 'dispatched', by, tookMs, ...done, failed: failed.length });
  }

  /** Gives back what to call when the batch ends. */
  function begin(): () => void {
    const batch = { begunAt: clock.now() };
    batches.add(batch);
    return () => void batches.delete(batch);
  }

  /** A batch of the sweep may take as long as channels and notifiers may; one that takes longer is left to others. */
  function beating(beat: () => Promise<void>, everyMs: number): () => void {
    const [ended, endBeats] = [begin(), heartbeat(beat, everyMs)];
    isSweepAtWork = true;
    return () => {
      endBeats();
      ended();
      isSweepAtWork = false;
      aliveAt = clock.now();
    };
  }

  /** Errors end here: BullMQ would keep their text in Redis. What was not done stays due, and is the sweep's. */
  async function dispatch(journeys: Journeys, practiceId: string, patientIds: readonly string[]): Promise<void> {
    try {
      for (let due = patientIds; due.length > 0; ) {
        const startedAt = clock.now();
        const { next, ...done } = await journeys.dispatchNow(practiceId, due, { feeds }).finally(begin());
        tellDispatched('queue', startedAt, done);
        const nowMs = Date.parse(clock.now());
        const isDue = ({ dueAt }: NextDue) => dueAt !== null && Date.parse(dueAt) <= nowMs;
        dueTimes.put(
          practiceId,
          next.filter((one) => !isDue(one)),
        );
        const failed = new Set(done.failed.map(({ patientId }) => patientId));
        // A refused text may be due by email at once. What did not move this time will not the next.
        const hasMoved = done.sent + done.notices > 0;
        due = hasMoved
          ? next.filter((one) => isDue(one) && !failed.has(one.patientId)).map(({ patientId }) => patientId)
          : [];
      }
    } catch (cause) {
      tell({ kind: 'failed', doing: 'dispatch', cause });
    }
  }

  /** Looks twice in the interval for what has waited half of it: nothing waits longer, and a queue in time is left alone. */
  async function sweep(journeys: Journeys): Promise<void> {
    while (!signal.aborted) {
      try {
        const startedAt = clock.now();
        const next = await journeys.nextDueAt();
        const lateMs = next === null ? -1 : Date.parse(startedAt) - Date.parse(next);
        if (lateMs >= (dueTimes.state === 'lost' ? 0 : sweepEveryMs / 2)) {
          const done = await journeys.dispatchDue({ feeds, signal, heartbeat: beating });
          if (done.journeys > 0) tellDispatched('sweep', startedAt, done);
        }
        lastSweepAt = clock.now();
        aliveAt = lastSweepAt;
        isSweepFailing = false;
      } catch (cause) {
        isSweepFailing = true;
        tell({ kind: 'failed', doing: 'sweep', cause });
      }
      await wait(sweepEveryMs / 2, undefined, { signal }).catch(() => {});
    }
  }

  function work(journeys: Journeys): Worker<JourneyJob> {
    const inGroups = byPractice((practiceId, patientIds) => dispatch(journeys, practiceId, patientIds));
    const process = async ({ data }: { readonly data: JourneyJob }) => {
      const done = inGroups(data.practiceId, data.patientId);
      inHand.add(done);
      await done;
      inHand.delete(done);
    };
    return new Worker<JourneyJob>(queueName, process, { connection, prefix, concurrency }).on('error', (cause) => {
      if (dueTimes.state !== 'lost') tell({ kind: 'failed', doing: 'queue', cause });
    });
  }

  return {
    onStored: (practiceId, changed) => dueTimes.put(practiceId, changed),
    start(journeys) {
      if (state !== 'idle') return;
      state = 'working';
      dueTimes.open();
      worker = work(journeys);
      sweeping = sweep(journeys);
    },
    async stop() {
      if (state === 'working') state = 'stopping';
      stopping.abort();
      // BullMQ waits for ever for a Redis that is gone, unless it is told not to wait.
      const closed = worker?.close(dueTimes.state !== 'reachable');
      while (inHand.size > 0) await Promise.all(inHand);
      await Promise.race([closed, wait(farewellMs, undefined, { ref: false })]);
      await sweeping;
      await dueTimes.close(farewellMs);
      state = 'stopped';
    },
    health() {
      const queue = dueTimes.state;
      const agoMs = (at: string) => Date.parse(clock.now()) - Date.parse(at);
      const isFresh = isSweepAtWork || (aliveAt !== null && agoMs(aliveAt) < 2 * sweepEveryMs);
      const hangs = [...batches].some(({ begunAt }) => agoMs(begunAt) >= longestBatchMs);
      const isHealthy = state === 'working' && queue === 'reachable' && isFresh && !hangs && !isSweepFailing;
      return { state, isHealthy, queue, lastSweepAt };
    },
  };
}
