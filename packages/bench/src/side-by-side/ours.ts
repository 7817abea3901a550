// The product as a contender: its public calls, on Postgres, as the role `worker`. In: its database, and one that sees every
// row, for counting. Out: the verbs of a contender. Rule owned: nothing is switched off: policies by row, encryption, ledger,
// audit, attempts, checking again before a message goes, rendering. The sender does nothing, as that of every contender.
import { randomUUID } from 'node:crypto';
import { createContent } from '@implant-journey/content';
import { type Channel, createImplantJourneys, type Notifier, type StoredStep } from '@implant-journey/core';
import {
  createLocalKeys,
  createPostgresStore,
  type Database,
  type LocalKeysOptions,
} from '@implant-journey/store-postgres';
import { createWorker, type Worker, type WorkerOptions } from '@implant-journey/worker';
import type { Adapter, Turn } from '../../peers/serve.mjs';
import { cohortOn, eventOn, lotAt, streamOn } from './calendar.js';
import {
  booking,
  chartRows,
  journeyFact,
  messagesPerCase,
  newCase,
  onDay,
  patientOf,
  phoneOf,
  practiceOf,
  practices,
  protocol,
  surgery,
} from './made-up-case.js';

export interface OursOptions {
  readonly database: Database;
  readonly admin: Database;
  readonly keys: LocalKeysOptions;
  /** Journeys a worker takes at once. */
  readonly batchSize: number;
  /** Wakes a worker; without it, it looks by itself. */
  readonly listen?: WorkerOptions['listen'];
}

const recordedAt = '2026-01-12T21:40:00Z';

export function createOurs({ database, admin, keys, batchSize, listen }: OursOptions): Adapter {
  const sent: string[] = [];
  const sentMs: number[] = [];
  let now = recordedAt;
  /** For what needs a clock that runs: how far it is from that of the machine. */
  let offsetMs: number | null = null;
  const sms: Channel = {
    name: 'sms',
    ceiling: 'L1',
    phi: 'covered',
    async send({ attemptId, to }) {
      sent.push(to);
      if (offsetMs !== null) sentMs.push(Date.now() + offsetMs);
      return { kind: 'accepted', providerId: attemptId };
    },
  };
  const notifier: Notifier = { notify: async () => {} };
  const clock = { now: () => (offsetMs === null ? now : new Date(Date.now() + offsetMs).toISOString()) };
  const store = createPostgresStore({ database, keys: createLocalKeys(keys), cachedKeys: 50_000 });
  const journeys = createImplantJourneys({
    store,
    clock,
    practices: practices.map((practice) => ({ practice, protocol })),
    channels: [sms],
    content: createContent(),
    notifier,
    newId: randomUUID,
    batchSize,
  });
  let worker: Worker | null = null;

  /** Facts of several patients, practice by practice. */
  async function recordAll(cases: readonly number[], factsOf: (number: number) => ReturnType<typeof newCase>) {
    for (const { id } of practices) {
      const facts = cases.filter((number) => practiceOf(number) === id).flatMap(factsOf);
      if (facts.length > 0) await journeys.record(id, facts);
    }
  }

  async function pendingOf(number: number): Promise<readonly number[]> {
    const { document } = await journeys.journey(practiceOf(number), patientOf(number));
    return document.steps
      .filter(({ state }) => state.kind === 'planned')
      .map(({ step }) => Date.parse(step.dueAt))
      .sort((a, b) => a - b);
  }

  /** Makes the first message of a case due at an instant, as one that had to wait for a provider. */
  async function holdUntil(number: number, until: string): Promise<void> {
    const { revision, document } = await journeys.journey(practiceOf(number), patientOf(number));
    const [first, ...others] = document.steps;
    const held: StoredStep = {
      ...(first as StoredStep),
      state: { kind: 'held', until, why: 'the provider takes no more right now' },
    };
    const change = { document: { ...document, steps: [held, ...others] }, facts: [] };
    await store.apply(practiceOf(number), [{ ...change, patientId: patientOf(number), expectedRevision: revision }]);
  }

  return {
    casesPerCall: 100,
    prepare: async () => undefined,
    versions: () => ({ 'implant-journey': 'this checkout' }),
    load: (cases) => recordAll(cases, (number) => newCase(number, eventOn)),
    plan: (number) => journeys.record(practiceOf(number), newCase(number, eventOn)),
    replan: (number, { shiftDays = 0, revision = 2 }) =>
      journeys.record(
        practiceOf(number),
        (['19', '3'] as const).map((tooth) => journeyFact(surgery(number, tooth, onDay(eventOn, shiftDays), revision))),
      ),
    book: (number) => journeys.record(practiceOf(number), booking(number, eventOn)),
    seedRecords: (cases) => recordAll(cases, (number) => [...newCase(number, eventOn), ...chartRows(number)]),
    record: (number, { shiftDays = 0, revision = 2 }) =>
      journeys.record(practiceOf(number), [journeyFact(surgery(number, '3', onDay(eventOn, shiftDays), revision))]),
    async check(operation, number, turn) {
      const found = (await pendingOf(number)).map(dayOf);
      const wanted = wantedDays(operation, turn);
      const at = wanted.findIndex((day, index) => found[index] !== day);
      if (found.length !== wanted.length) return `${found.length} pending instead of ${wanted.length}`;
      return at === -1 ? null : `message ${at} is on day ${found[at]} instead of ${wanted[at]}`;
    },
    async pending() {
      const { rows } = await admin.query(
        'select count(*)::int as n from implant_journey.journey where due_at is not null',
      );
      return (rows[0] as { n: number }).n * messagesPerCase;
    },
    /** The cohort has a message for every lot: its time comes, and it is due. */
    makeDue: async () => undefined,
    async due({ lot = 0 }) {
      // One on its way is looked at again after two minutes.
      const { rows } = await admin.query(
        `select count(*)::int as n from (
         select from implant_journey.journey where due_at <= $1::timestamptz + interval '10 minutes'
         order by due_at limit 1) as one`,
        [lotAt(lot)],
      );
      return (rows[0] as { n: number }).n;
    },
    async ready({ lot = 0 }) {
      now = lotAt(lot);
      worker = createWorker({ journeys, clock });
      await Promise.all(Array.from({ length: 4 }, () => database.query('select 1')));
    },
    go: () => worker?.start(),
    async sendAll({ lot = 0 }) {
      now = lotAt(lot);
      await journeys.dispatchDue();
      now = recordedAt;
      return sent.splice(0);
    },
    async halt() {
      await worker?.stop();
      now = recordedAt;
      return sent.splice(0);
    },
    more: {
      /** Cases whose messages come due lot by lot, long before those of the others. */
      seedCohort: ({ from, count }: Range) => seed(from, count, cohortOn),
      /** Cases whose messages are made due one by one. */
      seedStream: ({ from, count }: Range) => seed(from, count, streamOn),
      /** Makes a message due every so often, each so long after it is stored. Gives when each is due, by its number. */
      async stream({ from, count, everyMs, aheadMs, offset }: Range & Stream) {
        offsetMs = offset;
        const due: Record<string, number> = {};
        const startedMs = Date.now();
        const storing: Promise<void>[] = [];
        for (let index = 0; index < count; index += 1) {
          await wait(startedMs + index * everyMs - Date.now());
          const dueMs = startedMs + index * everyMs + aheadMs + offset;
          due[phoneOf(from + index)] = dueMs;
          storing.push(holdUntil(from + index, new Date(dueMs).toISOString()));
        }
        await Promise.all(storing);
        await wait(aheadMs + 2000);
        offsetMs = null;
        return due;
      },
      /** Sends what comes due by a clock that runs, woken by the database. */
      async follow({ offset }: { readonly offset: number }) {
        offsetMs = offset;
        worker = createWorker({ journeys, clock, ...(listen === undefined ? {} : { listen }) });
        worker.start();
        await wait(500);
      },
      async followed() {
        await worker?.stop();
        offsetMs = null;
        return sent.splice(0).map((to, index) => ({ to, atMs: sentMs[index] }));
      },
    },
  };

  async function seed(from: number, count: number, on: string): Promise<void> {
    now = `${on}T21:40:00Z`;
    for (let first = from; first < from + count; first += 400)
      await recordAll(
        Array.from({ length: Math.min(400, from + count - first) }, (_none, index) => first + index),
        (number) => newCase(number, on),
      );
    now = recordedAt;
  }
}

interface Range {
  readonly from: number;
  readonly count: number;
}

interface Stream {
  readonly everyMs: number;
  readonly aheadMs: number;
  readonly offset: number;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));

/** Days of the plan, so that summer time need not be computed twice. */
const dayOf = (ms: number) => Math.floor((ms - Date.parse(eventOn)) / 86_400_000);
const lowerDays = Array.from({ length: messagesPerCase - 5 }, (_none, index) => 1 + 4 * index);
const upperDays = Array.from({ length: 5 }, (_none, index) => 3 + 4 * index);
const inOrder = (days: readonly number[]) => [...days].sort((a, b) => a - b);

function wantedDays(operation: Parameters<Adapter['check']>[0], { shiftDays = 0 }: Turn): readonly number[] {
  switch (operation) {
    case 'plan':
      return inOrder([...lowerDays, ...upperDays]);
    case 'replan':
      return inOrder([...lowerDays, ...upperDays].map((day) => day + shiftDays));
    case 'record':
      return inOrder([...lowerDays, ...upperDays.map((day) => day + shiftDays)]);
    case 'book':
      return [];
    default:
      return operation satisfies never;
  }
}
