// What is due is done. In: ports, the rules of each practice. Out: messages sent, staff told, outcomes stored. Rules owned:
// an attempt is stored before the provider is called; a journey that cannot be worked on holds up no other; what one
// worker cannot finish another finds when the lease has ended, surely unsent or visibly unknown.
import type { Channel } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { Claim, StoredJourney } from '../ports/journey-store.js';
import type { Notice, Notifier } from '../ports/notifier.js';
import { addTo } from '../shared/group.js';
import { compareInstants, instantOf, msOf } from '../shared/instant.js';
import { type AddressHistory, addressHistoryOf } from './address-history.js';
import { type Change, changeJourneys, type NextDue, type Storing } from './change-journeys.js';
import { addressesOf, lostFrom, nextDueAt } from './document.js';
import { handedOver, notTaken } from './notices.js';
import { deferred } from './permits.js';
import { type Outcome, settle } from './settle.js';
import { Settler } from './settler.js';
import { type LookUp, type Taken, takeDue } from './take-due.js';
import type { DueCircumstances, Send } from './take-message.js';
import { type Rules, update } from './update.js';

export interface Dispatching extends Storing {
  readonly clock: Clock;
  readonly channels: readonly Channel[];
  readonly content: DueCircumstances['content'];
  readonly notifier: Notifier;
  readonly newId: () => string;
  readonly batchSize: number;
  readonly leaseMs: number;
  readonly rulesOf: (practiceId: string) => Rules;
}

export interface DispatchOptions {
  /** Names of the charts that must be fresh before a message says that nothing is booked. */
  readonly feeds?: readonly string[];
  /** Ends the work after the batch in hand. */
  readonly signal?: AbortSignal;
  /** Calls `beat` every so many milliseconds until the function it gives back is called: leases of a batch that takes long
   *  run on. Left out: they end, and another worker finds the messages on their way. */
  readonly heartbeat?: (beat: () => Promise<void>, everyMs: number) => () => void;
}

export interface Dispatched {
  /** Times a journey was worked on. */
  readonly journeys: number;
  readonly sent: number;
  readonly notices: number;
  /** Journeys that were due but had to wait for a provider's limit. */
  readonly waiting: number;
  /** Journeys that could not be worked on: theirs stay due. To be shown to an operator. */
  readonly failed: readonly FailedJourney[];
}

export interface FailedJourney {
  readonly patientId: string;
  readonly cause: unknown;
}

/** A batch done: what came of it, and which claims to keep. */
interface BatchDone {
  readonly sent: number;
  readonly notices: number;
  readonly waiting: number;
  readonly failed: readonly FailedJourney[];
  /** Nothing could be done for them: tried again when the lease ends. */
  readonly stuck: ReadonlySet<string>;
}

/**
 * Does everything that is due. A journey due again at once is taken again, one that cannot be worked on when its lease ends.
 */
export async function dispatchDue(host: Dispatching, options: DispatchOptions = {}): Promise<Dispatched> {
  const { store, clock, batchSize, leaseMs } = host;
  const total = { journeys: 0, sent: 0, notices: 0, waiting: 0, failed: [] as FailedJourney[] };
  while (options.signal?.aborted !== true) {
    const claims = await store.claimDue({ now: clock.now(), limit: batchSize, leaseMs });
    if (claims.length === 0) break;
    const beat = async () => void (await store.extend(claims, { now: clock.now(), leaseMs }));
    const endBeats = options.heartbeat?.(beat, leaseMs / 3);
    const working = [...byPractice(claims)].map(async ([practiceId, own]) => ({
      own,
      ...(await dispatchOrRefuse(host, practiceId, own, options.feeds ?? [])),
    }));
    // A practice that fails leaves the others their time: nothing goes on behind the caller's back.
    const ends = await Promise.allSettled(working);
    endBeats?.();
    const done = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    for (const { own, sent, notices, waiting, failed } of done) {
      total.journeys += own.length;
      total.sent += sent;
      total.notices += notices;
      total.waiting += waiting;
      total.failed.push(...failed);
    }
    await store.release(done.flatMap(({ own, stuck }) => own.filter(({ patientId }) => !stuck.has(patientId))));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }
  return total;
}

/**
 * Does what is due of some journeys without claiming them, for a host whose own queue says whose turn it is. Two at once
 * send nothing twice: only one can store the attempt.
 * @returns Also when each is due next.
 */
export async function dispatchNow(
  host: Dispatching,
  practiceId: string,
  patientIds: readonly string[],
  { feeds = [] }: Pick<DispatchOptions, 'feeds'> = {},
): Promise<Dispatched & { readonly next: readonly NextDue[] }> {
  const ids = [...new Set(patientIds)];
  const done = await dispatchBatch(
    host,
    practiceId,
    ids.map((patientId) => ({ patientId })),
    feeds,
  );
  const next = (await host.store.load(practiceId, ids)).map(({ patientId, document }) => ({
    patientId,
    dueAt: nextDueAt(document),
  }));
  const { sent, notices, waiting, failed } = done;
  return { journeys: ids.length, sent, notices, waiting, failed, next };
}

/** A practice this host does not serve is another host's: its journeys are told as failed, and hold up nobody. */
async function dispatchOrRefuse(
  host: Dispatching,
  practiceId: string,
  claims: readonly Claim[],
  feeds: readonly string[],
): Promise<BatchDone> {
  try {
    host.rulesOf(practiceId);
  } catch (cause) {
    const failed = claims.map(({ patientId }) => ({ patientId, cause }));
    const stuck = new Set(claims.map(({ patientId }) => patientId));
    return { sent: 0, notices: 0, waiting: 0, failed, stuck };
  }
  return dispatchBatch(host, practiceId, claims, feeds);
}

async function dispatchBatch(
  host: Dispatching,
  practiceId: string,
  claims: readonly Pick<Claim, 'patientId'>[],
  feeds: readonly string[],
): Promise<BatchDone> {
  const { channels, notifier, clock } = host;
  const circumstances = await circumstancesOf(host, practiceId, feeds);
  const { taken, failed, waiting, stored } = await takeAll(host, practiceId, claims, circumstances);
  const settler = new Settler(host, practiceId, clock, stored);
  let [sent, notices] = [0, 0];
  // The store took so long, or this process stood still: others look the attempts up by now, and may make new ones; or the
  // hours in which the message may go are over.
  const isTooLate = ({ validUntil }: Send['message']) =>
    [lostFrom(circumstances.now), validUntil].some((end) => compareInstants(clock.now(), end) >= 0);
  const calls = [...taken].flatMap(([patientId, { sends, lookUps, notices: due }]) => [
    ...sends.map(async ({ key, channel, message }) => {
      const outcome = isTooLate(message) ? notBegun : await sendOnce(named(channels, channel) as Channel, message);
      if (outcome !== notBegun) sent += 1;
      await settler.add(patientId, (document, now) =>
        settle(document, key, message.attemptId, outcome, circumstances, now),
      );
    }),
    ...lookUps.map(async (lookUp) => {
      const outcome = await findLost(named(channels, lookUp.channel), lookUp);
      await settler.add(patientId, (document, now) =>
        settle(document, lookUp.key, lookUp.attemptId, outcome, circumstances, now),
      );
    }),
    ...due.map(async (notice) => {
      const isTaken = await handOver(notifier, notice);
      if (isTaken) notices += 1;
      await settler.add(patientId, (document, now) =>
        isTaken ? handedOver(document, notice.id) : notTaken(document, notice.id, now),
      );
    }),
  ]);
  // What was begun is finished, whatever became of the rest.
  const ends = await Promise.allSettled(calls);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const stuck = claims.filter(({ patientId }) => !stored.has(patientId)).map(({ patientId }) => patientId);
  return { sent, notices, waiting, failed, stuck: new Set(stuck) };
}

/**
 * Takes what is due of every journey and stores it: after this an attempt is on record for every call to make. Ordinary
 * messages for which a provider has no room are put off; answers and alerts of the same patient are not.
 */
async function takeAll(
  host: Dispatching,
  practiceId: string,
  claims: readonly Pick<Claim, 'patientId'>[],
  circumstances: Omit<DueCircumstances, 'elsewhere' | 'noRoomUntil'>,
) {
  const { store, channels } = host;
  const { now } = circumstances;
  const taken = new Map<string, Taken>();
  const failed = new Map<string, FailedJourney>();
  const waiting = new Set<string>();
  const takeOne = (
    { patientId, document }: StoredJourney,
    histories: AddressHistory[],
    noRoomUntil: string | null = null,
  ) => {
    try {
      const fresh = update(document, [], circumstances, now);
      const elsewhere = histories.filter((one) => one.patientId !== patientId);
      const own = takeDue(fresh.document, { ...circumstances, elsewhere, noRoomUntil });
      // Who shares a phone with this patient and comes after finds it used.
      if (own.sends.length > 0) histories.push(...addressHistoryOf(own.document));
      const change = own.document === document ? null : { document: own.document, facts: fresh.facts };
      return { patientId, taken: own, change };
    } catch (cause) {
      // A journey that cannot be worked on must not hold up the others; the host is told of it.
      failed.set(patientId, { patientId, cause });
      return null;
    }
  };
  const changed = await changeJourneys(
    host,
    practiceId,
    claims.map(({ patientId }) => patientId),
    async (journeys) => {
      // What an earlier try made of a journey that met a conflict counts for nothing.
      for (const { patientId } of journeys) for (const kept of [taken, failed, waiting]) kept.delete(patientId);
      const histories = [...(await store.addressHistory(practiceId, allAddresses(journeys)))];
      const wished = journeys.map((one) => takeOne(one, histories));
      const wishes = wished.filter((one) => one !== null);
      const waits = new Map(
        (await deferred(store, practiceId, wishes, channels, now)).map(({ patientId, waitMs }) => [patientId, waitMs]),
      );
      return journeys.map((one, index): Change => {
        const waitMs = waits.get(one.patientId);
        const result = waitMs === undefined ? wished[index] : takeOne(one, histories, instantOf(msOf(now) + waitMs));
        if (waitMs !== undefined) waiting.add(one.patientId);
        if (!result) return null;
        taken.set(one.patientId, result.taken);
        return result.change;
      });
    },
  );
  const stored = new Map(changed.map((one) => [one.patientId, one]));
  return { taken, failed: [...failed.values()], waiting: waiting.size, stored };
}

async function circumstancesOf(
  { store, clock, channels, content, newId, rulesOf }: Dispatching,
  practiceId: string,
  sources: readonly string[],
): Promise<Omit<DueCircumstances, 'elsewhere' | 'noRoomUntil'>> {
  const feeds = await Promise.all(sources.map((source) => store.feed(practiceId, source)));
  // A chart that was never read is as old as can be.
  const asOf = feeds.map((feed) => feed?.asOf ?? instantOf(0)).sort(compareInstants);
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

/** None for a channel the host had when the message went out, and has no more. */
function named(channels: readonly Channel[], name: string): Channel | undefined {
  return channels.find((channel) => channel.name === name);
}

const notBegun: Outcome = { kind: 'not-begun' };

/** An adapter that throws has told nothing: the provider may have the message. */
async function sendOnce(channel: Channel, message: Send['message']): Promise<Outcome> {
  try {
    return await channel.send(message);
  } catch {
    return { kind: 'unknown' };
  }
}

async function findLost(channel: Channel | undefined, { attemptId, to, after }: LookUp): Promise<Outcome> {
  if (channel?.find === undefined) return { kind: 'unclear' };
  try {
    const found = await channel.find({ attemptId, to, after });
    return found.kind === 'accepted' ? { kind: 'found', providerId: found.providerId } : found;
  } catch {
    return { kind: 'unclear' };
  }
}

/** No slow provider of messages holds a notice up. */
async function handOver(notifier: Notifier, notice: Notice): Promise<boolean> {
  try {
    await notifier.notify(notice);
    return true;
  } catch {
    return false;
  }
}

function allAddresses(stored: readonly StoredJourney[]): readonly string[] {
  return [...new Set(stored.flatMap(({ document }) => addressesOf(document)))];
}

function byPractice(claims: readonly Claim[]): ReadonlyMap<string, readonly Claim[]> {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) addTo(groups, claim.practiceId, claim);
  return groups;
}
