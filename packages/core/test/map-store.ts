// The store of core's own tests: a map, so that core needs no adapter package. It looks at everything for every answer.
import { comparable } from '../src/consent/can-send.js';
import type { StoreUnderTest } from '../src/contracts/index.js';
import { addressHistoryOf } from '../src/engine/address-history.js';
import { type Bucket, takeFrom } from '../src/engine/bucket.js';
import { addressesOf, emptyDocument, nextDueAt, waitsForStaff } from '../src/engine/document.js';
import type { JourneyFact } from '../src/journey/fact.js';
import { emptyDirectory } from '../src/journey/journey.js';
import type { ApplyResult, StoredJourney } from '../src/ports/journey-store.js';
import { instantOf, msOf } from '../src/shared/instant.js';

export function mapStore(): StoreUnderTest {
  const journeys = new Map<string, StoredJourney>();
  const facts = new Map<string, readonly JourneyFact[]>();
  const leases = new Map<string, { readonly id: string; readonly untilMs: number }>();
  const beside = new Map<string, unknown>();
  const buckets = new Map<string, Bucket>();
  let number = 0;
  const keyOf = (...parts: readonly string[]) => JSON.stringify(parts);
  const copy = <T>(value: T): T => structuredClone(value);

  function stored(practiceId: string, patientId: string): StoredJourney {
    const document = emptyDocument(practiceId, patientId);
    return journeys.get(keyOf(practiceId, patientId)) ?? { practiceId, patientId, revision: 0, document };
  }
  const patientsWith = (practiceId: string, holds: (journey: StoredJourney) => boolean) =>
    [...journeys.values()]
      .filter((journey) => journey.practiceId === practiceId && holds(journey))
      .map(({ patientId }) => patientId)
      .sort();
  /** Practices and the number of their last turn. */
  const turns = new Map<string, number>();
  /** Half from the practices whose last turn is longest ago, one each; the rest from the longest due. */
  function shared(due: readonly StoredJourney[], limit: number): readonly StoredJourney[] {
    if (due.length <= limit) return due;
    const longest = new Map([...due].reverse().map((journey) => [journey.practiceId, journey]));
    const inTurn = [...longest.values()]
      .sort((a, b) => (turns.get(a.practiceId) ?? 0) - (turns.get(b.practiceId) ?? 0))
      .slice(0, Math.ceil(limit / 2));
    for (const { practiceId } of inTurn) turns.set(practiceId, ++number);
    const chosen = new Set([...inTurn, ...due.filter((journey) => !inTurn.includes(journey))].slice(0, limit));
    return due.filter((journey) => chosen.has(journey));
  }
  const dueMs = ({ document }: StoredJourney) => msOf(nextDueAt(document) ?? '9999-12-31T00:00:00Z');

  return {
    load: async (practiceId, patientIds) => patientIds.map((id) => copy(stored(practiceId, id))),
    apply: async (practiceId, changes) =>
      changes.map((change): ApplyResult => {
        const [key, { patientId, document }] = [keyOf(practiceId, change.patientId), change];
        const { revision } = stored(practiceId, patientId);
        if (change.expectedRevision !== revision) return { kind: 'conflict' };
        journeys.set(key, copy({ practiceId, patientId, revision: revision + 1, document }));
        facts.set(key, [...(facts.get(key) ?? []), ...change.facts]);
        return { kind: 'applied', revision: revision + 1 };
      }),
    async claimDue({ now, limit, leaseMs }) {
      const nowMs = now === undefined ? Date.now() : msOf(now);
      const isFree = ({ practiceId, patientId }: StoredJourney) =>
        nowMs >= (leases.get(keyOf(practiceId, patientId))?.untilMs ?? 0);
      const due = [...journeys.values()].filter((journey) => dueMs(journey) <= nowMs && isFree(journey));
      due.sort((a, b) => dueMs(a) - dueMs(b));
      return shared(due, limit).map(({ practiceId, patientId }) => {
        number += 1;
        leases.set(keyOf(practiceId, patientId), { id: `lease-${number}`, untilMs: nowMs + leaseMs });
        return { practiceId, patientId, leaseId: `lease-${number}` };
      });
    },
    async extend(claims, { now, leaseMs }) {
      const nowMs = now === undefined ? Date.now() : msOf(now);
      return claims.filter(({ practiceId, patientId, leaseId }) => {
        const lease = leases.get(keyOf(practiceId, patientId));
        const isHeld = lease?.id === leaseId && nowMs < lease.untilMs;
        if (isHeld) leases.set(keyOf(practiceId, patientId), { id: leaseId, untilMs: nowMs + leaseMs });
        return isHeld;
      });
    },
    async release(claims) {
      for (const { practiceId, patientId, leaseId } of claims) {
        const key = keyOf(practiceId, patientId);
        if (leases.get(key)?.id === leaseId) leases.delete(key);
      }
    },
    async nextDueAt() {
      const next = [...journeys.values()].flatMap((journey) => {
        const untilMs = leases.get(keyOf(journey.practiceId, journey.patientId))?.untilMs ?? 0;
        const dueAt = nextDueAt(journey.document);
        return dueAt === null ? [] : [Math.max(untilMs, msOf(dueAt))];
      });
      return next.length === 0 ? null : instantOf(Math.min(...next));
    },
    async takePermits(requests, now) {
      return requests.map(({ key, ...request }) => {
        const { granted, bucket } = takeFrom(buckets.get(key), request, msOf(now));
        buckets.set(key, bucket);
        return granted;
      });
    },
    findByAddress: async (practiceId, address) =>
      patientsWith(practiceId, ({ document }) => addressesOf(document).includes(comparable(address))),
    addressHistory: async (practiceId, addresses) =>
      [...journeys.values()]
        .filter((journey) => journey.practiceId === practiceId)
        .flatMap(({ document }) => addressHistoryOf(document))
        .filter(({ address }) => addresses.includes(address))
        .sort((a, b) => (a.address + a.patientId < b.address + b.patientId ? -1 : 1)),
    withOpenEscalations: async (practiceId) => patientsWith(practiceId, ({ document }) => waitsForStaff(document)),
    patients: async (practiceId) => patientsWith(practiceId, () => true),
    feed: async (practiceId, source) => copy((beside.get(keyOf(practiceId, 'feed', source)) ?? null) as never),
    saveFeed: async (practiceId, source, state) => void beside.set(keyOf(practiceId, 'feed', source), copy(state)),
    claimFeed: async (practiceId, source, { now, until }) => {
      const key = keyOf(practiceId, 'turn', source);
      if (msOf(now) < msOf((beside.get(key) ?? now) as string)) return false;
      beside.set(key, until);
      return true;
    },
    directory: async (practiceId) => copy((beside.get(keyOf(practiceId)) ?? emptyDirectory) as never),
    saveDirectory: async (practiceId, directory) => void beside.set(keyOf(practiceId), copy(directory)),
    facts: async (practiceId, patientId) => facts.get(keyOf(practiceId, patientId)) ?? [],
  };
}
