// The reference of the JourneyStore port: journeys in the memory of one process, gone with it. In: changes. Out: journeys,
// claims, look-ups. Rule owned: documents are kept as JSON text, as a database would, so that nobody shares an object
// with the store. Nothing here waits: each call is done before another begins.
import {
  type AddressHistory,
  type ApplyResult,
  addressesOf,
  addressHistoryOf,
  type Bucket,
  type Claim,
  type Clock,
  comparable,
  type Directory,
  emptyDirectory,
  emptyDocument,
  type FeedState,
  instantOf,
  type JourneyChange,
  type JourneyDocument,
  type JourneyFact,
  type JourneyStore,
  nextDueAt,
  type PermitRequest,
  type StoredJourney,
  takeFrom,
  waitsForStaff,
} from '@implant-journey/core';
import { type DueAtPractice, DueByPractice } from './due-by-practice.js';

export interface MemoryStore extends JourneyStore {
  /** The ledger: the facts of every change applied to a journey, in the order in which they came. */
  facts(practiceId: string, patientId: string): Promise<readonly JourneyFact[]>;
}

/**
 * Creates an empty store.
 * @param options - `clock`: what decides when a caller names no instant. Default: the clock of this machine.
 */
export function createMemoryStore(options: { readonly clock?: Clock } = {}): MemoryStore {
  return new JourneysInMemory(options.clock ?? { now: () => new Date().toISOString() });
}

/** A stored journey with what look-ups need of its document. */
interface Kept extends DueAtPractice {
  readonly patientId: string;
  readonly revision: number;
  /** The document as JSON. */
  readonly text: string;
  /** Facts as JSON. */
  readonly ledger: string[];
  /** Live addresses, made comparable. */
  readonly addresses: ReadonlySet<string>;
  /** By address. */
  readonly histories: ReadonlyMap<string, AddressHistory>;
  readonly waitsForStaff: boolean;
  /** The last claim; over when released or when `untilMs` has come. */
  lease: { readonly id: string; readonly untilMs: number } | null;
}

class JourneysInMemory implements MemoryStore {
  private readonly practices = new Map<string, Map<string, Kept>>();
  private readonly byDue = new DueByPractice<Kept>();
  private readonly feeds = new Map<string, FeedState>();
  /** Until when nobody else reads a feed. */
  private readonly turns = new Map<string, number>();
  private readonly directories = new Map<string, string>();
  private readonly permits = new Map<string, Bucket>();
  private journeys = 0;
  private claims = 0;

  constructor(private readonly clock: Clock) {}

  async load(practiceId: string, patientIds: readonly string[]): Promise<readonly StoredJourney[]> {
    return patientIds.map((patientId) => {
      const kept = this.find(practiceId, patientId);
      const document = kept ? (JSON.parse(kept.text) as JourneyDocument) : emptyDocument(practiceId, patientId);
      return { practiceId, patientId, revision: kept?.revision ?? 0, document };
    });
  }

  async apply(practiceId: string, changes: readonly JourneyChange[]): Promise<readonly ApplyResult[]> {
    return changes.map((change) => {
      const before = this.find(practiceId, change.patientId);
      if (change.expectedRevision !== (before?.revision ?? 0)) return { kind: 'conflict' };
      return { kind: 'applied', revision: this.keep(practiceId, change, before).revision };
    });
  }

  private keep(practiceId: string, { patientId, document, facts }: JourneyChange, before: Kept | undefined): Kept {
    const dueAt = nextDueAt(document);
    const ledger = before?.ledger ?? [];
    ledger.push(...facts.map((fact) => JSON.stringify(fact)));
    const kept: Kept = {
      practiceId,
      patientId,
      revision: (before?.revision ?? 0) + 1,
      text: JSON.stringify(document),
      ledger,
      addresses: new Set(addressesOf(document)),
      histories: new Map(addressHistoryOf(document).map((one) => [one.address, one])),
      waitsForStaff: waitsForStaff(document),
      lease: before?.lease ?? null,
      dueMs: dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(dueAt),
      number: before?.number ?? ++this.journeys,
    };
    if (before !== undefined) this.byDue.remove(before);
    this.byDue.add(kept);
    const practice = this.practices.get(practiceId) ?? new Map<string, Kept>();
    this.practices.set(practiceId, practice.set(patientId, kept));
    return kept;
  }

  async claimDue(request: Parameters<JourneyStore['claimDue']>[0]): Promise<readonly Claim[]> {
    const { now = this.clock.now(), limit, leaseMs } = request;
    const nowMs = Date.parse(now);
    const isFree = ({ lease }: Kept) => lease === null || nowMs >= lease.untilMs;
    return this.byDue.toClaim(nowMs, limit, isFree).map((kept) => {
      const leaseId = `lease-${++this.claims}`;
      kept.lease = { id: leaseId, untilMs: nowMs + leaseMs };
      return { practiceId: kept.practiceId, patientId: kept.patientId, leaseId };
    });
  }

  async extend(
    claims: readonly Claim[],
    { now = this.clock.now(), leaseMs }: Parameters<JourneyStore['extend']>[1],
  ): Promise<readonly Claim[]> {
    const nowMs = Date.parse(now);
    return claims.filter(({ practiceId, patientId, leaseId }) => {
      const kept = this.find(practiceId, patientId);
      if (kept?.lease?.id !== leaseId || nowMs >= kept.lease.untilMs) return false;
      kept.lease = { id: leaseId, untilMs: nowMs + leaseMs };
      return true;
    });
  }

  async release(claims: readonly Claim[]): Promise<void> {
    for (const { practiceId, patientId, leaseId } of claims) {
      const kept = this.find(practiceId, patientId);
      if (kept?.lease?.id === leaseId) kept.lease = null;
    }
  }

  async nextDueAt(): Promise<string | null> {
    let next = Number.POSITIVE_INFINITY;
    for (const { dueMs, lease } of this.byDue.dueAt(Number.MAX_VALUE)) {
      if (dueMs >= next) break;
      next = Math.min(next, Math.max(dueMs, lease?.untilMs ?? dueMs));
    }
    return Number.isFinite(next) ? instantOf(next) : null;
  }

  async takePermits(requests: readonly PermitRequest[], now: string): Promise<readonly number[]> {
    return requests.map(({ key, ...request }) => {
      const { granted, bucket } = takeFrom(this.permits.get(key), request, Date.parse(now));
      this.permits.set(key, bucket);
      return granted;
    });
  }

  async findByAddress(practiceId: string, address: string): Promise<readonly string[]> {
    const wanted = comparable(address);
    return this.patientsWith(practiceId, ({ addresses }) => addresses.has(wanted));
  }

  async addressHistory(practiceId: string, addresses: readonly string[]): Promise<readonly AddressHistory[]> {
    const wanted = [...new Set(addresses)];
    return [...(this.practices.get(practiceId)?.values() ?? [])]
      .flatMap(({ histories }) => wanted.flatMap((address) => histories.get(address) ?? []))
      .sort((a, b) => (a.address === b.address ? order(a.patientId, b.patientId) : order(a.address, b.address)))
      .map((history) => structuredClone(history));
  }

  async withOpenEscalations(practiceId: string): Promise<readonly string[]> {
    return this.patientsWith(practiceId, ({ waitsForStaff }) => waitsForStaff);
  }

  async patients(practiceId: string): Promise<readonly string[]> {
    return this.patientsWith(practiceId, () => true);
  }

  async feed(practiceId: string, source: string): Promise<FeedState | null> {
    return this.feeds.get(JSON.stringify([practiceId, source])) ?? null;
  }

  async saveFeed(practiceId: string, source: string, { cursor, asOf }: FeedState): Promise<void> {
    this.feeds.set(JSON.stringify([practiceId, source]), Object.freeze({ cursor, asOf }));
  }

  async claimFeed(...[practiceId, source, { now, until }]: Parameters<JourneyStore['claimFeed']>): Promise<boolean> {
    const key = JSON.stringify([practiceId, source]);
    if (Date.parse(now) < (this.turns.get(key) ?? 0)) return false;
    this.turns.set(key, Date.parse(until));
    return true;
  }

  async directory(practiceId: string): Promise<Directory> {
    const text = this.directories.get(practiceId);
    return text === undefined ? emptyDirectory : (JSON.parse(text) as Directory);
  }

  async saveDirectory(practiceId: string, directory: Directory): Promise<void> {
    this.directories.set(practiceId, JSON.stringify(directory));
  }

  async facts(practiceId: string, patientId: string): Promise<readonly JourneyFact[]> {
    return (this.find(practiceId, patientId)?.ledger ?? []).map((text) => JSON.parse(text) as JourneyFact);
  }

  private find(practiceId: string, patientId: string): Kept | undefined {
    return this.practices.get(practiceId)?.get(patientId);
  }

  /** In order of id, as `<` compares. */
  private patientsWith(practiceId: string, holds: (kept: Kept) => boolean): readonly string[] {
    const kept = [...(this.practices.get(practiceId)?.values() ?? [])];
    return kept
      .filter(holds)
      .map(({ patientId }) => patientId)
      .sort();
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
