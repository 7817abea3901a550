import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTiers, Tier, tierRank, worstTier } from './tier.js';

const tier = fc.constantFrom(...Tier.options, null);

describe('tiers', () => {
  it('run from emergency to the next working day, then none', () => {
    expect([...(['R', null, 'S', 'E', 'U'] as const)].sort(compareTiers)).toEqual(['E', 'U', 'S', 'R', null]);
    expect([tierRank('E'), tierRank('R'), tierRank(null)]).toEqual([0, 3, 4]);
  });

  it('the worst of none is none', () => {
    expect([worstTier([]), worstTier([null]), worstTier([null, 'R'])]).toEqual([null, null, 'R']);
  });

  it('the worst wins in any order, and is one of those given', () => {
    const law = fc.property(fc.array(tier, { minLength: 1 }), (tiers) => {
      const worst = worstTier(tiers);
      expect(tiers).toContain(worst);
      expect(worstTier([...tiers].reverse())).toBe(worst);
      for (const one of tiers) expect(tierRank(worst)).toBeLessThanOrEqual(tierRank(one));
    });
    fc.assert(law);
  });
});
