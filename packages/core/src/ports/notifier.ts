// Tells staff that something waits on the worklist, without clinical words.
import type { Tier } from '../questionnaires/tier.js';

export interface Notice {
  /** The same for every try of the same alert, so that a repeat can be recognised. */
  readonly id: string;
  readonly practiceId: string;
  readonly locationId: string;
  readonly escalationId: string;
  readonly tier: Tier;
  readonly recipients: readonly string[];
  readonly respondBy: string;
}

export interface Notifier {
  /** Resolves when the notice is handed over, and gives up within two minutes; a rejection is tried again after a second, then later, after half a
   *  minute at the latest. May be called twice for one notice. */
  notify(notice: Notice): Promise<void>;
}
