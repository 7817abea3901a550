// A worker: loops around `sync`, `dispatchDue` and anchors. In: an engine, charts to read, a clock. Out: nothing to call but
// start, stop and health. Rules owned: any number of workers share the work with no leader; none stops for a failure; one that is
// told to stop finishes what it holds.
import {
  type Clock,
  heartbeat,
  type ImplantJourneys,
  JourneyError,
  longestBatchMs,
  type PmsConnector,
  pauseAfter,
} from '@implant-journey/core';
import { type Anchors, anchorInTurn, anchorsEveryMs, turnName } from './anchors.js';
import { fewAtOnce } from './few-at-once.js';
import { staleAfterMs, type WorkerHealth } from './health.js';
import { type Sleep, sleep } from './pause.js';
import type { ListenEvent, WorkerEvent } from './worker-event.js';

export interface WorkerOptions<Anchor = unknown> {
  readonly journeys: Pick<ImplantJourneys, 'dispatchDue' | 'nextDueAt' | 'sync' | 'practiceIds'>;
  /** The one the engine has. */
  readonly clock: Clock;
  /** Charts to read, each so often over all workers. Unit of `everyMs`: milliseconds; default: a minute. */
  readonly charts?: readonly {
    readonly practiceId: string;
    readonly connector: PmsConnector;
    readonly everyMs?: number;
  }[];
  /** Names of the charts that must be fresh before a message says that nothing is booked. Default: those read here. */
  readonly feeds?: readonly string[];
  /** Where the anchors of the audit are kept, of every practice the engine serves. Left out: none is made. */
  readonly anchors?: Anchors<Anchor>;
  /** Calls `wake` when something became due elsewhere, and tells when it can and when it cannot; gives back how to end that. */
  readonly listen?: (wake: () => void, tell: (event: ListenEvent) => void) => Promise<() => Promise<void>>;
  /** Looks for work at least so often, woken or not. Unit: milliseconds. Default: 5,000. */
  readonly idleMs?: number;
  readonly onEvent?: (event: WorkerEvent) => void;
  /** For tests. Default: timers. */
  readonly sleep?: Sleep;
  /** For tests: numbers from 0 to 1. Default: `Math.random`. */
  readonly draw?: () => number;
}

export interface Worker {
  /** Begins; a second call changes nothing. */
  start(): void;
  /** Done when what was begun is finished and all that was held is given back. */
  stop(): Promise<void>;
  health(): WorkerHealth;
}

const minuteMs = 60_000;
/** What could not be done just now is tried again after this. Unit: milliseconds. Source: practice preference. */
const againMs = 1_000;
/** So often in the time between two anchors a worker looks whether it is its turn: that much of it they may be late. */
const looksAtTurn = 24;
/** Anchors ask the store for no more than so much at once. Source: practice preference: messages need its connections. */
const anchorsAtOnce = 2;
/** Between rounds that fail: a database that is back is found at once, a vendor that cannot be reached is asked less and
 *  less. Source: practice preference. */
const failurePauses = {
  dispatch: { firstMs: 500, longestMs: 2_000 },
  sync: { firstMs: 500, longestMs: 30_000 },
  anchor: { firstMs: 500, longestMs: 30_000 },
};

interface Round {
  /** Whether it shows that all is well. */
  readonly didWork: boolean;
  readonly pauseMs: number;
}

/**
 * Creates a worker that does nothing yet.
 * @throws {JourneyError} `pms/invalid-settings` when the source of a chart has the name of the anchors' turn: the two would
 *   wait for each other.
 */
export function createWorker<Anchor = unknown>(options: WorkerOptions<Anchor>): Worker {
  const { journeys, clock, charts = [], anchors, idleMs = 5_000, onEvent = () => {}, draw = Math.random } = options;
  const atFault = charts.findIndex(({ connector }) => connector.source === turnName);
  if (atFault >= 0)
    throw new JourneyError(
      'pms/invalid-settings',
      `charts[${atFault}].connector.source: must not be "${turnName}", which names the turn of the anchors; use another name`,
    );
  const wait = options.sleep ?? sleep;
  const feeds = options.feeds ?? [...new Set(charts.map(({ connector }) => connector.source))];
  const stopping = new AbortController();
  const door = fewAtOnce(anchorsAtOnce);
  const failing = new Map<string, number>();
  let state: WorkerHealth['state'] = 'idle';
  let lastRoundAt: string | null = null;
  let aliveAt: string | null = null;
  let hasBatch = false;
  let endListening: (() => Promise<void>) | undefined;
  let running: Promise<unknown> | null = null;
  /** Pauses that stopping cuts short. */
  const pauses = new Set<AbortController>();
  /** The pause that waking cuts short; work that comes while there is none is remembered. */
  let dozing: AbortController | null = null;
  let wasWoken = false;
  const wake = () => {
    wasWoken = true;
    dozing?.abort();
  };

  /** Does a round again and again, after the pause it asks for, or a growing one when it fails. */
  async function loop(name: string, doing: 'dispatch' | 'sync' | 'anchor', round: () => Promise<Round>): Promise<void> {
    while (!stopping.signal.aborted) {
      let pauseMs: number;
      let canBeWoken = doing === 'dispatch';
      try {
        const done = await round();
        pauseMs = done.pauseMs;
        if (done.didWork) failing.delete(name);
      } catch (cause) {
        const failures = (failing.get(name) ?? 0) + 1;
        failing.set(name, failures);
        pauseMs = pauseAfter(failures, draw(), failurePauses[doing]);
        // Nobody wakes it out of this pause: what failed would only fail faster.
        canBeWoken = false;
        tell({ kind: 'failed', doing, cause, retryInMs: pauseMs });
      }
      await pause(pauseMs, canBeWoken);
    }
  }

  async function pause(ms: number, canBeWoken: boolean): Promise<void> {
    if (stopping.signal.aborted) return;
    if (canBeWoken && wasWoken) {
      wasWoken = false;
      return;
    }
    const cut = new AbortController();
    pauses.add(cut);
    if (canBeWoken) dozing = cut;
    await wait(ms, cut.signal);
    pauses.delete(cut);
    if (!canBeWoken) return;
    dozing = null;
    wasWoken = false;
  }

  /** Nobody who measures can stop the work. */
  function tell(event: WorkerEvent): void {
    try {
      onEvent(event);
    } catch {}
  }

  async function dispatchRound(): Promise<Round> {
    const startedAt = clock.now();
    aliveAt = startedAt;
    const { failed, ...done } = await journeys.dispatchDue({ feeds, signal: stopping.signal, heartbeat: beating });
    for (const { cause } of failed) tell({ kind: 'journey-failed', cause });
    const now = clock.now();
    lastRoundAt = now;
    aliveAt = now;
    if (done.journeys > 0)
      tell({ kind: 'dispatched', tookMs: Date.parse(now) - Date.parse(startedAt), ...done, failed: failed.length });
    const next = await journeys.nextDueAt();
    const untilNextMs = next === null ? idleMs : Date.parse(next) - Date.parse(now);
    // What is due still could not be done just now: trying again at once would only turn in circles.
    return { didWork: true, pauseMs: Math.min(idleMs, untilNextMs > 0 ? untilNextMs : againMs) };
  }

  async function syncRound({
    practiceId,
    connector,
    everyMs = minuteMs,
  }: NonNullable<WorkerOptions['charts']>[number]) {
    const startedAt = clock.now();
    const done = await journeys.sync(practiceId, connector, { everyMs, signal: stopping.signal });
    const { source } = connector;
    if (done.kind === 'read') {
      tell({
        kind: 'synced',
        tookMs: Date.parse(clock.now()) - Date.parse(startedAt),
        practiceId,
        source,
        facts: done.facts,
      });
      // New facts may be due at once.
      if (done.facts > 0) wake();
    }
    // Whose turn it was not cannot tell whether the chart can be read again.
    return { didWork: done.kind === 'read', pauseMs: everyMs };
  }

  /** Practices begin apart, each in a part of its own of the time between looks, so that anchors take no connection from messages. */
  async function keepAnchoring(own: Anchors<Anchor>, practiceId: string, place: number): Promise<void> {
    const lookMs = (own.everyMs ?? anchorsEveryMs) / looksAtTurn;
    await pause(Math.round((lookMs * (place + draw())) / journeys.practiceIds.length), false);
    await loop(`anchor ${practiceId}`, 'anchor', async () => {
      const startedAt = clock.now();
      if (await anchorInTurn(own, practiceId, { clock, door, signal: stopping.signal }))
        tell({ kind: 'anchored', tookMs: Date.parse(clock.now()) - Date.parse(startedAt), practiceId });
      // Whoever has the turn, or had it, answers for the anchor: nothing is failing here.
      return { didWork: true, pauseMs: Math.round((lookMs * (1 + draw())) / 2) };
    });
  }

  /** A batch may take as long as channels and notifiers may; one that takes longer is left to others. */
  function beating(beat: () => Promise<void>, everyMs: number): () => void {
    const endBeats = heartbeat(beat, everyMs);
    aliveAt = clock.now();
    hasBatch = true;
    return () => {
      endBeats();
      aliveAt = clock.now();
      hasBatch = false;
    };
  }

  /** Without it this worker looks for work by itself: no failure here holds anything up. */
  async function listen(): Promise<void> {
    try {
      const end = await options.listen?.(wake, tell);
      // One that came about only after the end of everything ends at once.
      if (stopping.signal.aborted) await end?.();
      else endListening = end;
    } catch (cause) {
      tell({ kind: 'failed', doing: 'listen', cause, retryInMs: null });
    }
  }

  async function run(): Promise<void> {
    void listen();
    await Promise.all([
      loop('dispatch', 'dispatch', dispatchRound),
      ...charts.map((chart) =>
        loop(`sync ${chart.practiceId}/${chart.connector.source}`, 'sync', () => syncRound(chart)),
      ),
      ...(anchors === undefined
        ? []
        : journeys.practiceIds.map((practiceId, place) => keepAnchoring(anchors, practiceId, place))),
    ]);
    await endListening?.().catch(() => undefined);
  }

  return {
    start() {
      if (running !== null) return;
      state = 'working';
      running = run();
    },
    async stop() {
      stopping.abort();
      for (const cut of pauses) cut.abort();
      if (running !== null) state = 'stopping';
      await running;
      state = 'stopped';
    },
    health() {
      const patienceMs = hasBatch ? longestBatchMs : staleAfterMs + idleMs;
      const isFresh = aliveAt !== null && Date.parse(clock.now()) - Date.parse(aliveAt) < patienceMs;
      const isHealthy = state === 'working' && failing.size === 0 && isFresh;
      return { state, isHealthy, lastRoundAt, failing: Object.fromEntries(failing) };
    },
  };
}
