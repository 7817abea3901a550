// How urgent something a patient says is. In: tiers. Out: their order and the worst of them. Rule owned: the worst
// tier wins, never an average.
import { z } from 'zod';

/**
 * `E` emergency: the emergency text at once and a page, at any hour. `U` urgent: the on-call clinician within the hour.
 * `S` the same day. `R` the next working day. Source: docs/protocols.md.
 */
export const Tier = z.enum(['E', 'U', 'S', 'R']);
export type Tier = z.output<typeof Tier>;

/** Place in the order of urgency: 0 for `E` to 3 for `R`, 4 for no tier. */
export function tierRank(tier: Tier | null): number {
  return tier === null ? Tier.options.length : Tier.options.indexOf(tier);
}

/** Sorts the most urgent first. */
export function compareTiers(a: Tier | null, b: Tier | null): number {
  return tierRank(a) - tierRank(b);
}

/** The most urgent of the tiers; null when none is given. */
export function worstTier(tiers: Iterable<Tier | null>): Tier | null {
  return [...tiers].reduce((worst, tier) => (compareTiers(tier, worst) < 0 ? tier : worst), null);
}
