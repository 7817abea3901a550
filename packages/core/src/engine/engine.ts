// The engine a host embeds: load, compute, store, call, store. In: ports, practices, protocols. Out: an object with few
// verbs. Rules owned: every change of a journey is computed purely and stored at its revision; a conflict is computed
// again; an attempt is stored before the provider is called. Nothing here knows a clinical rule.

import type { z } from 'zod';
import type { Protocol } from '../cadence/protocol.js';
import { comparable } from '../consent/can-send.js';
import { rankWorklist, type WorklistRow } from '../escalation/worklist.js';
import { EscalationActionFact, type Fact, type ReferenceFact } from '../journey/fact.js';
import { foldDirectory, groupByPatient } from '../journey/fold-facts.js';
import { live } from '../journey/journey.js';
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { Content } from '../ports/content.js';
import type { Claim, JourneyChange, JourneyStore, StoredJourney } from '../ports/journey-store.js';
import type { Notice, Notifier } from '../ports/notifier.js';
import type { PmsConnector } from '../ports/pms-connector.js';
import type { Practice } from '../practice/practice.js';
import { JourneyError } from '../shared/error.js';
import { compareInstants } from '../shared/instant.js';
import { parseOrRefuse } from '../shared/parse.js';
import { type AddressHistory, addressHistoryOf } from './address-history.js';
import type { JourneyDocument } from './document.js';
import { type Explanation, explainStep, explainWhyNot } from './explain.js';
import { type PreviewedPatient, previewOf } from './preview.js';
import { type Inbound, receiveInbound } from './receive.js';
import { type Outcome, settle } from './settle.js';
import { type DueCircumstances, type Taken, takeDue } from './take-due.js';
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
  /** Journeys worked on at once. Default: 100. */
  readonly batchSize?: number;
  /** A worker that dies gives its journeys back after so long. Unit: milliseconds. Default: 30,000. */
  readonly leaseMs?: number;
}

/** What a person did: `id` names the deed, so that a repeat is recognised. */
export type Action = Omit<z.input<typeof EscalationActionFact>, 'kind' | 'recordedAt' | 'at' | 'revision'>;

export interface Dispatched {
  readonly journeys: number;
  readonly sent: number;
  readonly notices: number;
  /** Journeys that could not be worked on: theirs stay due. To be shown to an operator. */
  readonly failed: readonly FailedJourney[];
}

export interface FailedJourney {
  readonly patientId: string;
  readonly cause: unknown;
}

/** How often a conflict is computed again before it is given up to the caller. */
const maxTries = 8;

/** Creates the engine of a host. */
export function createImplantJourneys(options: EngineOptions) {
  const { store, clock, channels, content, notifier, newId } = options;
  const { batchSize = 100, leaseMs = 30_000 } = options;

  function rulesOf(practiceId: string): Rules {
    const found = options.practices.find(({ practice }) => practice.id === practiceId);
    if (found === undefined)
      throw new JourneyError('practice/unknown', 'this host does not serve the practice; add it to practices', {
        subject: { practiceId },
      });
    return found;
  }

  /** Stores what `change` makes of each journey; computed again for those somebody else changed meanwhile. */
  async function changeJourneys(
    practiceId: string,
    patientIds: readonly string[],
    change: (stored: StoredJourney) => Omit<JourneyChange, 'patientId' | 'expectedRevision'> | null,
    lookAround: (stored: readonly StoredJourney[]) => Promise<void> = async () => {},
  ): Promise<void> {
    let open = [...patientIds];
    for (let tries = 0; open.length > 0; tries += 1) {
      if (tries === maxTries)
        throw new JourneyError('store/conflict', 'journeys kept changing; try again', {
          retryable: true,
          subject: { practiceId },
        });
      const stored = await store.load(practiceId, open);
      await lookAround(stored);
      const changes = stored.flatMap((one): JourneyChange[] => {
        const result = change(one);
        return result === null ? [] : [{ ...result, patientId: one.patientId, expectedRevision: one.revision }];
      });
      const results = changes.length === 0 ? [] : await store.apply(practiceId, changes);
      open = changes.flatMap(({ patientId }, index) => (results[index]?.kind === 'conflict' ? [patientId] : []));
    }
  }

  async function record(practiceId: string, facts: readonly Fact[]): Promise<void> {
    const rules = rulesOf(practiceId);
    const { patients, practice } = groupByPatient(facts);
    if (practice.length > 0) await recordDirectory(practiceId, practice);
    for (const batch of inBatches([...patients.keys()], batchSize)) {
      await changeJourneys(practiceId, batch, ({ patientId, document }) => {
        const result = update(document, patients.get(patientId) ?? [], rules, clock.now());
        return result.document === document ? null : result;
      });
    }
  }

  async function recordDirectory(practiceId: string, facts: readonly ReferenceFact[]): Promise<void> {
    const before = await store.directory(practiceId);
    const after = foldDirectory(before, facts);
    if (after !== before) await store.saveDirectory(practiceId, after);
  }

  /** Reads a chart on from where it was left. The cursor moves only when every fact before it is stored. */
  async function sync(practiceId: string, connector: PmsConnector): Promise<{ readonly facts: number }> {
    let read = 0;
    for (let more = true; more; ) {
      const feed = await store.feed(practiceId, connector.source);
      const changes = await connector.changesSince(feed?.cursor ?? null);
      await record(practiceId, changes.facts);
      await store.saveFeed(practiceId, connector.source, { cursor: changes.cursor, asOf: changes.asOf });
      read += changes.facts.length;
      more = changes.more;
    }
    return { facts: read };
  }

  async function circumstancesOf(
    practiceId: string,
    sources: readonly string[],
  ): Promise<Omit<DueCircumstances, 'elsewhere'>> {
    const feeds = await Promise.all(sources.map((source) => store.feed(practiceId, source)));
    const asOf = feeds.flatMap((feed) => (feed === null ? [] : [feed.asOf])).sort(compareInstants);
    return {
      ...rulesOf(practiceId),
      now: clock.now(),
      channels: channels.map(({ name }) => name),
      ceilings: Object.fromEntries(channels.map(({ name, ceiling }) => [name, ceiling])),
      content,
      newId,
      chartAsOf: asOf[0] ?? null,
    };
  }

  /**
   * Does everything that is due: sends, opens escalations, climbs, notifies staff, looks lost sends up. Each journey is
   * taken once; what is due again at once (a notice that could not be handed over) is left for the next call.
   * @param feeds - Names of the charts that must be fresh before a message says that nothing is booked.
   */
  async function dispatchDue(feeds: readonly string[] = []): Promise<Dispatched> {
    const total = { journeys: 0, sent: 0, notices: 0, failed: [] as FailedJourney[] };
    const held: Claim[] = [];
    for (;;) {
      const claims = await store.claimDue({ now: clock.now(), limit: batchSize, leaseMs });
      if (claims.length === 0) break;
      held.push(...claims);
      for (const [practiceId, own] of byPractice(claims)) {
        const circumstances = await circumstancesOf(practiceId, feeds);
        const done = await dispatchJourneys(
          practiceId,
          own.map(({ patientId }) => patientId),
          circumstances,
        );
        total.journeys += own.length;
        total.sent += done.sent;
        total.notices += done.notices;
        total.failed.push(...done.failed);
      }
    }
    await store.release(held);
    return total;
  }

  async function dispatchJourneys(
    practiceId: string,
    patientIds: readonly string[],
    circumstances: Omit<DueCircumstances, 'elsewhere'>,
  ) {
    const taken = new Map<string, Taken>();
    const failed: FailedJourney[] = [];
    let histories: AddressHistory[] = [];
    await changeJourneys(
      practiceId,
      patientIds,
      ({ patientId, document }) => {
        try {
          const fresh = update(document, [], circumstances, circumstances.now);
          const elsewhere = histories.filter((one) => one.patientId !== patientId);
          const result = takeDue(fresh.document, { ...circumstances, elsewhere });
          taken.set(patientId, result);
          // Who shares a phone with this patient and comes after finds it used.
          if (result.sends.length > 0) histories.push(...addressHistoryOf(result.document));
          return result.document === document ? null : { document: result.document, facts: fresh.facts };
        } catch (cause) {
          // A journey that cannot be worked on must not hold up the others; the host is told of it.
          failed.push({ patientId, cause });
          return null;
        }
      },
      async (stored) => {
        histories = [...(await store.addressHistory(practiceId, addressesOf(stored)))];
      },
    );
    let [sent, notices] = [0, 0];
    await Promise.all(
      [...taken].map(async ([patientId, { sends, lookUps, notices: due }]) => {
        const handing = Promise.all(due.map(handOver));
        const outcomes = await Promise.all([
          ...sends.map(async ({ key, channel, message }) => ({
            key,
            attemptId: message.attemptId,
            outcome: await sendOnce(channelNamed(channel) as Channel, message),
          })),
          ...lookUps.map(async (lookUp) => ({
            key: lookUp.key,
            attemptId: lookUp.attemptId,
            outcome: await findLost(channelNamed(lookUp.channel), lookUp),
          })),
        ]);
        const handed = (await handing).flat();
        sent += sends.length;
        notices += handed.length;
        if (outcomes.length > 0 || handed.length > 0)
          await settleAll(practiceId, patientId, outcomes, handed, circumstances);
      }),
    );
    return { sent, notices, failed };
  }

  /** A notice that cannot be handed over stays due and is tried again. No slow provider of messages holds it up. */
  async function handOver(notice: Notice): Promise<readonly string[]> {
    return notifier.notify(notice).then(
      () => [notice.id],
      () => [],
    );
  }

  async function settleAll(
    practiceId: string,
    patientId: string,
    outcomes: readonly { key: string; attemptId: string; outcome: Outcome }[],
    handed: readonly string[],
    rules: Rules,
  ) {
    await changeJourneys(practiceId, [patientId], ({ document }) => {
      let after: JourneyDocument = { ...document, notified: [...new Set([...document.notified, ...handed])] };
      for (const { key, attemptId, outcome } of outcomes)
        after = settle(after, key, attemptId, outcome, rules, clock.now());
      return { document: after, facts: [] };
    });
  }

  /** None for a channel the host had when the message went out, and has no more. */
  function channelNamed(name: string): Channel | undefined {
    return channels.find((channel) => channel.name === name);
  }

  async function load(practiceId: string, patientId: string): Promise<StoredJourney> {
    return (await store.load(practiceId, [patientId]))[0] as StoredJourney;
  }

  return {
    /** Records facts and brings the plans of their patients up to date. Safe to repeat. */
    record,
    sync,
    dispatchDue,
    /** Takes what comes from patients and providers: replies, answers to checks, delivery reports. */
    receive: async (practiceId: string, inbound: Inbound) =>
      receiveInbound({ store, rules: rulesOf(practiceId), record, now: clock.now() }, inbound),
    /** Open escalations in the order in which staff should take them, with the reasons. */
    async worklist(practiceId: string): Promise<readonly WorklistRow[]> {
      const rules = rulesOf(practiceId);
      const stored = await store.load(practiceId, await store.withOpenEscalations(practiceId));
      const items = stored.flatMap(({ document }) =>
        document.escalations.map((escalation) => worklistItem(document, escalation, rules, clock.now())),
      );
      return rankWorklist(items, clock.now());
    },
    /** What a person did about an escalation; closing needs a name and an outcome. */
    act: async (practiceId: string, action: Action) =>
      record(practiceId, [
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

async function sendOnce(channel: Channel, message: Parameters<Channel['send']>[0]): Promise<Outcome> {
  // An adapter that throws has told nothing: the provider may have the message.
  return channel.send(message).catch(() => ({ kind: 'unknown' as const }));
}

async function findLost(
  channel: Channel | undefined,
  { attemptId, to, after }: { attemptId: string; to: string; after: string },
): Promise<Outcome> {
  if (channel?.find === undefined) return { kind: 'unclear' };
  const found = await channel.find({ attemptId, to, after }).catch(() => ({ kind: 'unclear' as const }));
  return found.kind === 'accepted' ? { kind: 'found', providerId: found.providerId } : found;
}

function addressesOf(stored: readonly StoredJourney[]): readonly string[] {
  const values = stored.flatMap(({ document }) => live(document.journey.contactPoint).map(({ value }) => value));
  return [...new Set(values.map(comparable))];
}

function byPractice(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) groups.set(claim.practiceId, [...(groups.get(claim.practiceId) ?? []), claim]);
  return groups;
}

function inBatches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
