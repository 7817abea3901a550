// The road to a practice's chart.
import type { Fact } from '../journey/fact.js';

export interface PmsChanges {
  readonly facts: readonly Fact[];
  /** Where to go on; to be kept as it is. */
  readonly cursor: string;
  /** The chart was read as it stood at this instant, UTC. */
  readonly asOf: string;
  /** Whether more waits behind the cursor. */
  readonly more: boolean;
}

export interface PmsConnector {
  /** Names the feed; its cursor is kept under this name. */
  readonly source: string;
  /** What changed since the cursor, repeats allowed; from the beginning when null. */
  changesSince(cursor: string | null): Promise<PmsChanges>;
}
