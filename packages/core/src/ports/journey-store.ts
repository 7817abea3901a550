// Where journeys live. Every call names its practice; nothing of another practice is ever seen or changed.
import type { AddressHistory } from '../engine/address-history.js';
import type { AuditEntry } from '../engine/audit.js';
import type { JourneyDocument } from '../engine/document.js';
import type { JourneyFact } from '../journey/fact.js';
import type { Directory } from '../journey/journey.js';

export interface StoredJourney {
  readonly practiceId: string;
  readonly patientId: string;
  /** Grows by one with every change; 0 for a journey never stored. */
  readonly revision: number;
  readonly document: JourneyDocument;
}

export interface JourneyChange {
  readonly patientId: string;
  /** The revision the change was computed from. */
  readonly expectedRevision: number;
  readonly document: JourneyDocument;
  /** What was reported since, for the ledger; empty when time alone moved the journey. */
  readonly facts: readonly JourneyFact[];
  /** What an auditor is told of the change; without it, of its facts alone. A store that keeps no audit passes it over. */
  readonly audit?: readonly AuditEntry[];
}

export type ApplyResult =
  | { readonly kind: 'applied'; readonly revision: number }
  /** Somebody was faster; nothing was changed. */
  | { readonly kind: 'conflict' };

export interface Claim {
  readonly practiceId: string;
  readonly patientId: string;
  /** Needed to give the claim back; worthless once the lease has ended. */
  readonly leaseId: string;
}

export interface PermitRequest {
  /** What is limited: a channel, or one sender on it. Tells nothing of a patient. */
  readonly key: string;
  readonly wanted: number;
  readonly perSecond: number;
}

export interface JourneyStore {
  /** The journeys in the order asked; an empty document at revision 0 for one never stored. */
  load(practiceId: string, patientIds: readonly string[]): Promise<readonly StoredJourney[]>;
  /** Each change all or nothing: document, facts and due time together; `conflict` when its revision is not the stored one. */
  apply(practiceId: string, changes: readonly JourneyChange[]): Promise<readonly ApplyResult[]>;
  /**
   * Journeys with something due at `now`, the longest due first, at most `limit`. No other claim gets them until the
   * lease ends or they are released. A store may take alerts before all else.
   *
   * Where more is due than the claim may take, half of it goes to practices in turn: none waits until what another has due
   * is done. While P practices wait for anything, one with something due is in one of every 2P / limit claims (rounded up;
   * of every P / 64 where limits are above 128). The same holds for alerts among alerts.
   * @param request - `now`: absent where the store's own clock decides, as it should with several machines.
   */
  claimDue(request: {
    readonly now?: string | undefined;
    readonly limit: number;
    readonly leaseMs: number;
  }): Promise<readonly Claim[]>;
  /**
   * Makes leases last until `leaseMs` after `now`, for work that takes longer than one.
   * @returns The claims that are still held, in the order given; the work on the others is another worker's.
   */
  extend(
    claims: readonly Claim[],
    request: { readonly now?: string | undefined; readonly leaseMs: number },
  ): Promise<readonly Claim[]>;
  /** Gives claims back; those whose lease has ended are passed over. */
  release(claims: readonly Claim[]): Promise<void>;
  /** When the next journey can be claimed: when it is (or was) due, or when the lease on it ends; null when nothing waits. */
  nextDueAt(): Promise<string | null>;
  /**
   * How many of the messages wanted under each key may go at `now`, for all callers together: `perSecond` a second, and
   * never more at once than a second has room for (one at least). In the order asked; one round trip.
   */
  takePermits(requests: readonly PermitRequest[], now: string): Promise<readonly number[]>;
  /** Patients with a live contact point of this address, compared as digits or lower-case text, in order of id. */
  findByAddress(practiceId: string, address: string): Promise<readonly string[]>;
  /**
   * What `addressHistoryOf` the stored documents tells of these addresses (given as `comparable` makes them), in order of
   * address, then of patient id. One round trip.
   */
  addressHistory(practiceId: string, addresses: readonly string[]): Promise<readonly AddressHistory[]>;
  /** Patients with an escalation that is not closed, in order of id. */
  withOpenEscalations(practiceId: string): Promise<readonly string[]>;
  /** Every patient with a journey, in order of id. */
  patients(practiceId: string): Promise<readonly string[]>;
  /** Where a feed stands, and as of when it was read; null before its first batch. */
  feed(practiceId: string, source: string): Promise<FeedState | null>;
  saveFeed(practiceId: string, source: string, state: FeedState): Promise<void>;
  /** Whether the caller may read the feed at `now`: then nobody else may before `until`. */
  claimFeed(
    practiceId: string,
    source: string,
    turn: { readonly now: string; readonly until: string },
  ): Promise<boolean>;
  /** Practitioners and locations as the chart names them; empty before the first. */
  directory(practiceId: string): Promise<Directory>;
  saveDirectory(practiceId: string, directory: Directory): Promise<void>;
}

export interface FeedState {
  readonly cursor: string;
  readonly asOf: string;
}
