// A simulated year of about twenty cases on the real engine and workers. In: a seed, a store. Out: what was broken, and a trace
// that is the same for the same seed. Rule owned: nothing here asks the machine for time or chance.
import { createHash } from 'node:crypto';
import {
  type Channel,
  type Content,
  createImplantJourneys,
  type ImplantJourneys,
  instantOf,
  type JourneyFact,
  type JourneyStore,
  parseFact,
  type Rules,
  standardProtocol,
} from '@implant-journey/core';
import { practice as madeUpPractice } from '@implant-journey/core/testing';
import { createDatabaseClock } from '@implant-journey/store-postgres';
import { createWorker } from '@implant-journey/worker';
import { Books, type Sent } from './books.js';
import type { Broken } from './broken.js';
import { Chance } from './chance.js';
import { Chart } from './chart.js';
import { Faults, periodMs } from './faults.js';
import { People } from './people.js';
import { Process } from './process.js';
import { Provider } from './provider.js';
import { Reckoning } from './reckoning.js';
import { Scheduler } from './scheduler.js';
import { storeOf } from './store-of.js';
import { firstOn, madeUpPatients, Stories } from './stories.js';

/** A store whose ledger can be read. */
export interface ReadableStore extends JourneyStore {
  facts(practiceId: string, patientId: string): Promise<readonly JourneyFact[]>;
}

export interface YearOptions {
  readonly seed: number;
  readonly store: ReadableStore;
  /** Of 30 days each. Default: 12, a year. */
  readonly periods?: number;
  /** For planted defects: what stands between the engine and the store or a channel. */
  readonly storeAs?: (store: JourneyStore) => JourneyStore;
  readonly channelAs?: (channel: Channel) => Channel;
}

export interface Year {
  readonly seed: number;
  readonly broken: readonly Broken[];
  readonly trace: readonly string[];
  /** SHA-256 of the trace. */
  readonly hash: string;
  readonly facts: number;
  readonly sent: number;
  readonly notices: number;
  /** Calls of ports that went wrong. */
  readonly faults: number;
  /** Attempts nobody could find out, all of them before staff. */
  readonly beforeStaff: number;
  readonly safetyRepeats: number;
}

const startMs = Date.parse(`${firstOn}T06:00:00Z`);
const hourMs = 3_600_000;
const patients = 16;

export async function liveThroughYear(options: YearOptions): Promise<Year> {
  const { seed, store, periods = 12 } = options;
  const scheduler = new Scheduler(startMs);
  const chanceOf = (purpose: string) => new Chance(seed, purpose);
  const faults = new Faults(chanceOf('faults'), startMs);
  const rules: Rules = { practice: madeUpPractice(), protocol: standardProtocol };
  const books = new Books(scheduler, rules.practice);
  const chart = new Chart();
  const endMs = startMs + periods * periodMs;
  const chance = chanceOf('hosts');
  let people: People;
  const provider = new Provider(chanceOf('provider'), (one) => {
    books.accepted(one);
    const sent = books.sent.at(-1) as Sent;
    if (sent?.message.attemptId === one.message.attemptId) people.reached(sent);
  });
  const content = contentWith(chanceOf('content'));
  let attempts = 0;
  let onStored: () => void = () => {};

  function engineOf(process: Process, clock: { now(): string }): ImplantJourneys {
    const { storeAs = (same) => same, channelAs = (same) => same } = options;
    return createImplantJourneys({
      store: storeOf(process, storeAs(store), (changes, results) => {
        books.applied(changes, results);
        onStored();
      }),
      clock,
      practices: [rules],
      channels: (['sms', 'portal', 'email'] as const).map((name) => channelAs(provider.channelOf(process, name, 'L1'))),
      content,
      notifier: {
        notify: (notice) =>
          process.call('notifier', `notify ${notice.id}`, async () => {
            books.noticed(notice);
            people.alerted(notice);
          }),
      },
      newId: () => {
        attempts += 1;
        return `attempt-${attempts}`;
      },
      batchSize: 10,
    });
  }

  // Hosts: their machines' clocks are right.
  const hosts: { process: Process; engine: ImplantJourneys }[] = [];
  let starts = 0;
  function startHost(place: number): void {
    starts += 1;
    const process = new Process(`host-${place}.${starts}`, scheduler, faults, () => startHost(place));
    hosts[place] = { process, engine: engineOf(process, { now: () => instantOf(scheduler.nowMs) }) };
  }

  const wakes = new Map<Process, () => void>();
  onStored = () => {
    for (const [process, wake] of wakes)
      if (!faults.happens(0.02, scheduler.nowMs)) process.hear(faults.delayMs(40), wake);
  };

  function startWorker(place: number): void {
    starts += 1;
    const process: Process = new Process(`worker-${place}.${starts}`, scheduler, faults, () => {
      wakes.delete(process);
      scheduler.after(faults.delayMs(10 * 60_000), () => startWorker(place));
    });
    const database = {
      query: () => process.call('clock', 'clock', async () => ({ rows: [{ ms: scheduler.nowMs }] })),
    };
    createDatabaseClock(database, { passedMs: () => process.passedMs() }).then(
      (clock) => runWorker(process, clock),
      () => process.isAlive && process.crash(),
    );
  }

  function runWorker(process: Process, clock: { now(): string }): void {
    const engine = engineOf(process, clock);
    const worker = createWorker({
      journeys: {
        ...engine,
        dispatchDue: (how) => engine.dispatchDue({ ...how, heartbeat: process.heartbeat }),
      },
      clock,
      charts: [{ practiceId: rules.practice.id, connector: chart.connectorOf(process), everyMs: 12 * hourMs }],
      listen: async (wake) => {
        wakes.set(process, wake);
        return async () => void wakes.delete(process);
      },
      idleMs: 12 * hourMs,
      sleep: process.sleep,
      draw: () => chance.next(),
    });
    worker.start();
    // A deployment: it is told to stop, and another takes its place.
    process.hear(chance.between(20, 120) * 24 * hourMs, () => {
      scheduler.note(`${process.name} is told to stop`);
      void worker.stop().then(() => {
        process.isAlive = false;
        scheduler.note(`${process.name} stopped`);
        startWorker(starts);
      });
    });
  }

  const host = () => (hosts[chance.between(0, hosts.length - 1)] as (typeof hosts)[number]).engine;
  people = new People(scheduler, chanceOf('people'), faults, books, rules.practice.id, host, endMs - 3 * 24 * hourMs);
  for (let place = 0; place < 2; place += 1) startHost(place);
  for (let place = chance.between(0, 1); place < 3; place += 1) startWorker(place);
  tellStories(scheduler, chanceOf('stories'), chart, people, endMs);
  const reckoning = new Reckoning(books, store, rules);
  for (let period = 1; period <= periods; period += 1) {
    await scheduler.runUntil(startMs + period * periodMs - 1000);
    await reckoning.of(instantOf(scheduler.nowMs), period % 4 === 0);
  }
  const { trace } = scheduler;
  return {
    seed,
    broken: books.broken,
    trace,
    hash: createHash('sha256').update(trace.join('\n')).digest('hex'),
    facts: books.acknowledged.length,
    sent: books.sent.length,
    notices: [...books.notices.values()].reduce((sum, ids) => sum + ids.size, 0),
    faults: faults.made,
    beforeStaff: countUnknown(books),
    safetyRepeats: countRepeats(books),
  };
}

function tellStories(scheduler: Scheduler, chance: Chance, chart: Chart, people: People, endMs: number): void {
  const stories = new Stories(chance, endMs - 3 * 24 * hourMs);
  for (const [index, one] of madeUpPatients(chance, patients).entries()) stories.tellOf(one, index % 4 === 0 ? 2 : 1);
  for (const { atMs, facts } of stories.told) {
    const parsed = facts.map((fact) => parseFact(fact));
    const isTold = chance.happens(0.3);
    const laterMs = chance.happens(0.1) ? chance.between(0, 48 * hourMs) : 0;
    scheduler.after(atMs - startMs, () => void chart.facts.push(...parsed));
    // A host that hears of changes by itself tells some of them too, earlier or later than the chart is read.
    if (isTold) scheduler.after(atMs - startMs + laterMs, () => people.record(parsed));
  }
}

/** Words are names of templates; some have none on some channels. */
function contentWith(chance: Chance): Content {
  const missing = new Map<string, boolean>();
  return {
    render({ templates, channel }) {
      const key = `${templates[0]} ${channel}`;
      const isMissing = missing.get(key) ?? chance.happens(0.02);
      missing.set(key, isMissing);
      return isMissing ? null : { subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' };
    },
  };
}

function countUnknown({ documents }: Books): number {
  return [...documents.values()].flatMap(({ steps }) => steps.filter(({ state }) => state.kind === 'unknown')).length;
}

/** Answers to patients that providers took more than once. */
function countRepeats({ sent }: Books): number {
  const keys = sent
    .filter(({ attempt }) => attempt.step.isAnswer)
    .map(({ attempt }) => `${attempt.patientId} ${attempt.step.key}`);
  return keys.length - new Set(keys).size;
}
