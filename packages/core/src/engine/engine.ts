// The engine a host embeds: load, compute, store, call, store. In: ports, practices, protocols. Out: an object with few
// verbs. Rules owned: every change of a journey is computed purely and stored at its revision; a conflict is computed
// again; an attempt is stored before the provider is called. Nothing here knows a clinical rule.

import type { z } from 'zod';
import type { Protocol } from '../cadence/protocol.js';
import { rankWorklist, type WorklistRow } from '../escalation/worklist.js';
import { EscalationActionFact, type Fact, type JourneyFact, type ReferenceFact } from '../journey/fact.js';
import { answeredAnew, foldDirectory, groupByPatient, holds } from '../journey/fold-facts.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { Content } from '../ports/content.js';
import type { JourneyStore, StoredJourney } from '../ports/journey-store.js';
import type { Notifier } from '../ports/notifier.js';
import type { PmsConnector } from '../ports/pms-connector.js';
import type { Practice } from '../practice/practice.js';
import { JourneyError } from '../shared/error.js';
import { instantOf, msOf } from '../shared/instant.js';
import { parseOrRefuse } from '../shared/parse.js';
import { changeJourneys, type Storing } from './change-journeys.js';
import { type Dispatched, type DispatchOptions, dispatchDue, dispatchNow } from './dispatch.js';
import type { JourneyDocument } from './document.js';
import { type Explanation, explainStep, explainWhyNot } from './explain.js';
import { type PreviewedPatient, previewOf } from './preview.js';
import { type Inbound, receiveInbound } from './receive.js';
import { type Rules, update } from './update.js';
import { worklistItem } from './worklist-item.js';

export interface EngineOptions {
  readonly store: JourneyStore;
  readonly clock: Clock;
  /** The practices this host serves, each with the protocol it follows. */
  readonly practices: readonly { readonly practice: Practice; readonly protocol: Protocol }[];
  readonly channels: readonly Channel[];
  readonly content: Content;
  readonly notifier: Notifier;
  /** Opaque, unique ids for attempts; a random UUID in production. */
  readonly newId: () => string;
  /** Told after changes are stored when each journey is due next: what wakes a worker, or fills a queue. Must not throw. */
  readonly onStored?: NonNullable<Storing['onStored']>;
  /** Journeys worked on at once. Default: 100. */
  readonly batchSize?: number;
  /** A worker that dies gives its journeys back after so long. Unit: milliseconds. Default: 30,000. */
  readonly leaseMs?: number;
}

/** What a person did: `id` names the deed, so that a repeat is recognised. */
export type Action = Omit<z.input<typeof EscalationActionFact>, 'kind' | 'recordedAt' | 'at' | 'revision'>;

export type Synced =
  | { readonly kind: 'read'; readonly facts: number }
  /** Another worker reads the chart, or has just done so. */
  | { readonly kind: 'not-our-turn' };

/** Creates the engine of a host. */
export function createImplantJourneys(options: EngineOptions) {
  const { store, clock, batchSize = 100, leaseMs = 30_000 } = options;

  function rulesOf(practiceId: string): Rules {
    const found = options.practices.find(({ practice }) => practice.id === practiceId);
    if (found === undefined)
      throw new JourneyError('practice/unknown', 'this host does not serve the practice; add it to practices', {
        subject: { practiceId },
      });
    return found;
  }

  const host = { ...options, batchSize, leaseMs, rulesOf };

  async function record(practiceId: string, facts: readonly Fact[]): Promise<void> {
    const { patients, practice } = groupByPatient(facts);
    if (practice.length > 0) await recordDirectory(practiceId, practice);
    await change(practiceId, patients, (_document, own) => own);
  }

  /** Events, told here in facts that also say what was known when they came: of a repeat the first telling stays. */
  async function recordOnce(practiceId: string, facts: readonly JourneyFact[]): Promise<void> {
    await change(practiceId, groupByPatient(facts).patients, ({ journey }, own) =>
      own.map((fact) => answeredAnew(journey, fact)).filter((fact) => !holds(journey, fact)),
    );
  }

  async function change(
    practiceId: string,
    patients: ReadonlyMap<string, readonly JourneyFact[]>,
    newsIn: (document: JourneyDocument, facts: readonly JourneyFact[]) => readonly JourneyFact[],
  ): Promise<void> {
    const rules = rulesOf(practiceId);
    for (const batch of inBatches([...patients.keys()], batchSize)) {
      await changeJourneys(options, practiceId, batch, (stored) =>
        stored.map(({ patientId, document }) => {
          const result = update(document, newsIn(document, patients.get(patientId) ?? []), rules, clock.now());
          return result.document === document ? null : result;
        }),
      );
    }
  }

  async function recordDirectory(practiceId: string, facts: readonly ReferenceFact[]): Promise<void> {
    const before = await store.directory(practiceId);
    const after = foldDirectory(before, facts);
    if (after !== before) await store.saveDirectory(practiceId, after);
  }

  /**
   * Reads a chart on from where it was left. The cursor moves only when every fact before it is stored.
   * @param how - `everyMs`: at most once in so long, over all workers that name it; left out: now. `signal`: ends it after
   *   the page in hand; whoever comes next reads on.
   */
  async function sync(
    practiceId: string,
    connector: PmsConnector,
    { everyMs, signal }: { readonly everyMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Synced> {
    const now = clock.now();
    const turnEndsAt = instantOf(msOf(now) + (everyMs ?? 0));
    if (everyMs !== undefined) {
      const turn = { now, until: turnEndsAt };
      if (!(await store.claimFeed(practiceId, connector.source, turn))) return { kind: 'not-our-turn' };
    }
    let isRead = false;
    try {
      const { facts, more } = await readOn(practiceId, connector, signal);
      isRead = !more;
      return { kind: 'read', facts };
    } finally {
      // The turn is given back: whoever comes next tries again, or reads on.
      const turn = { now: turnEndsAt, until: clock.now() };
      if (everyMs !== undefined && !isRead) await store.claimFeed(practiceId, connector.source, turn);
    }
  }

  async function readOn(practiceId: string, connector: PmsConnector, signal?: AbortSignal) {
    let [facts, more] = [0, true];
    while (more && signal?.aborted !== true) {
      const feed = await store.feed(practiceId, connector.source);
      const changes = await connector.changesSince(feed?.cursor ?? null);
      await record(practiceId, changes.facts);
      await store.saveFeed(practiceId, connector.source, { cursor: changes.cursor, asOf: changes.asOf });
      facts += changes.facts.length;
      more = changes.more;
    }
    return { facts, more };
  }

  async function load(practiceId: string, patientId: string): Promise<StoredJourney> {
    return (await store.load(practiceId, [patientId]))[0] as StoredJourney;
  }

  return {
    /** The practices this host serves. */
    practiceIds: options.practices.map(({ practice }): string => practice.id),
    /** Records facts and brings the plans of their patients up to date. Safe to repeat. */
    record,
    sync,
    /**
     * Does everything that is due: sends, opens escalations, climbs, notifies staff, looks lost sends up. A journey due
     * again at once is taken again; one whose notice could not be handed over, after a pause that grows to half a minute.
     */
    dispatchDue: (how: DispatchOptions = {}): Promise<Dispatched> => dispatchDue(host, how),
    /** Does what is due of some journeys, for a host whose own queue says whose turn it is; see also `onStored`. */
    dispatchNow: (practiceId: string, patientIds: readonly string[], how: Pick<DispatchOptions, 'feeds'> = {}) =>
      dispatchNow(host, practiceId, patientIds, how),
    /** When something can be done next: when it is due, or when who works on it loses it; null when nothing waits. */
    nextDueAt: (): Promise<string | null> => store.nextDueAt(),
    /** Takes what comes from patients and providers: replies, answers to checks, delivery reports. */
    receive: async (practiceId: string, inbound: Inbound) =>
      receiveInbound({ store, rules: rulesOf(practiceId), record: recordOnce, now: clock.now() }, inbound),
    /** Open escalations in the order in which staff should take them, with the reasons. */
    async worklist(practiceId: string): Promise<readonly WorklistRow[]> {
      const rules = rulesOf(practiceId);
      const stored = await store.load(practiceId, await store.withOpenEscalations(practiceId));
      const now = clock.now();
      const items = stored.flatMap(({ document }) =>
        document.escalations
          .filter(({ state }) => state !== 'closed')
          .map((escalation) => worklistItem(document, escalation, rules, now)),
      );
      return rankWorklist(items, now);
    },
    /** What a person did about an escalation; closing needs a name and an outcome. Safe to repeat: the first time counts. */
    act: async (practiceId: string, action: Action) =>
      recordOnce(practiceId, [
        parseOrRefuse(
          EscalationActionFact,
          { kind: 'escalation-action', revision: 1, recordedAt: clock.now(), at: clock.now(), ...action },
          'fact/invalid',
          'action',
        ),
      ]),
    /** Why a step is there and what became of it. */
    async explain(practiceId: string, patientId: string, key: string): Promise<Explanation | null> {
      return explainStep((await load(practiceId, patientId)).document, key);
    },
    /** Why a line of the protocol led to no step for a case. */
    async explainWhyNot(
      practiceId: string,
      patientId: string,
      caseId: string,
      stepId: string,
    ): Promise<readonly string[]> {
      return explainWhyNot((await load(practiceId, patientId)).document, rulesOf(practiceId), caseId, stepId);
    },
    /** What another protocol would add, move and end for the patients of a practice; nothing is changed. */
    async preview(practiceId: string, protocol: Protocol): Promise<readonly PreviewedPatient[]> {
      const previews: PreviewedPatient[] = [];
      for (const batch of inBatches(await store.patients(practiceId), batchSize)) {
        const stored = await store.load(practiceId, batch);
        previews.push(...previewOf(stored, { practice: rulesOf(practiceId).practice, protocol }, clock.now()));
      }
      return previews;
    },
    /** The stored journey of a patient. */
    journey: load,
  };
}

export type ImplantJourneys = ReturnType<typeof createImplantJourneys>;

function inBatches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
