// Laws of scoring, over any answers: complete, partial, odd and hostile ones.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckAnswers } from './answers.js';
import { type Instrument, type Item, optionsOf, standardTraits } from './instrument.js';
import { healingCheck } from './instruments/healing-check.js';
import { lightCheck } from './instruments/light-check.js';
import { itemsFor } from './items-for.js';
import { scoreAnswers } from './score.js';
import { tierRank, worstTier } from './tier.js';

const runs = { numRuns: 2000 };
const instrument = fc.constantFrom<Instrument>(healingCheck, lightCheck);
const context = fc.record({
  daysSinceEvent: fc.option(fc.integer({ min: 0, max: 40 })),
  traits: fc.subarray([...standardTraits]),
  previous: fc.option(fc.record({ comfort: fc.option(fc.integer({ min: 1, max: 5 })) }), { nil: undefined }),
});

/** Mostly answers that fit the item, sometimes anything. */
function answerTo(item: Item): fc.Arbitrary<CheckAnswers[string]> {
  const ids = optionsOf(item).map(({ id }) => id);
  const fitting: Record<Item['kind'], fc.Arbitrary<CheckAnswers[string]>> = {
    'red-flags': fc.oneof({ weight: 3, arbitrary: fc.constant(['none']) }, { weight: 1, arbitrary: fc.subarray(ids) }),
    boxes: fc.oneof(fc.constant(['none']), fc.subarray(ids)),
    choice: fc.constantFrom(...ids, 'unknown-option'),
    scale: item.kind === 'scale' ? fc.integer({ min: item.min, max: item.max }) : fc.constant(0),
    'yes-no': fc.boolean(),
    text: fc.oneof(fc.constantFrom('Thank you', 'still bleeding', 'no fever', 'cannot swallow'), fc.string()),
  };
  const anything = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
  return fc.oneof({ weight: 9, arbitrary: fitting[item.kind] }, { weight: 1, arbitrary: anything });
}

const check = instrument.chain((of) => {
  const answers = fc.record(Object.fromEntries(of.items.map((item) => [item.id, answerTo(item)])), {
    requiredKeys: [],
  });
  const strangers = fc.dictionary(fc.string(), fc.string(), { maxKeys: 1 });
  return fc.record({
    of: fc.constant(of),
    answers: fc
      .tuple(fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: strangers }), answers)
      .map(([strange, given]) => ({ ...strange, ...given }) as CheckAnswers),
    context,
  });
});

const leaveOut = (answers: CheckAnswers, id: string): CheckAnswers =>
  Object.fromEntries(Object.entries(answers).filter(([key]) => key !== id));

describe('laws of scoring', () => {
  it('the tier is the worst of the reasons, comfort stays on its scale, and scoring twice gives the same', () => {
    const law = fc.property(check, ({ of, answers, context: where }) => {
      const result = scoreAnswers(of, answers, where);
      expect(result.tier).toBe(worstTier(result.reasons.map(({ tier }) => tier)));
      expect([null, 1, 2, 3, 4, 5]).toContain(result.comfort);
      expect(result.band === 'good' ? result.tier : null).toBeNull();
      expect(scoreAnswers(of, answers, where)).toEqual(result);
    });
    fc.assert(law, runs);
  });

  it('adding a flag never lowers the tier', () => {
    const flag = check.chain((made) => {
      const multi = made.of.items.filter((item) => item.kind === 'red-flags' || item.kind === 'boxes');
      const flags = multi.flatMap((item) => optionsOf(item).map(({ id }) => ({ item: item.id, id })));
      return fc.tuple(fc.constant(made), fc.constantFrom(...flags.filter(({ id }) => id !== 'none')));
    });
    const law = fc.property(flag, ([{ of, answers, context: where }, { item, id }]) => {
      const given = answers[item];
      const more = { ...answers, [item]: [...(Array.isArray(given) ? given : [String(given ?? 'none')]), id] };
      const before = scoreAnswers(of, answers, where);
      const after = scoreAnswers(of, more, where);
      expect(tierRank(after.tier)).toBeLessThanOrEqual(tierRank(before.tier));
      expect(after.tier).not.toBeNull();
    });
    fc.assert(law, runs);
  });

  it('the worst tier wins whatever the order of items, options, rules and answers', () => {
    const shuffled = check.chain((made) =>
      fc.record({
        made: fc.constant(made),
        items: fc.shuffledSubarray([...made.of.items], { minLength: made.of.items.length }),
        rules: fc.shuffledSubarray([...made.of.rules], { minLength: made.of.rules.length }),
      }),
    );
    const law = fc.property(shuffled, ({ made: { of, answers, context: where }, items, rules }) => {
      const turned = items.map((item) =>
        'options' in item ? { ...item, options: [...item.options].reverse() } : item,
      );
      const reversed = Object.fromEntries(
        Object.entries(answers)
          .map(([id, given]) => [id, Array.isArray(given) ? [...given].reverse() : given] as const)
          .reverse(),
      );
      const result = scoreAnswers(of, answers, where);
      const other = scoreAnswers({ ...of, items: turned, rules }, reversed, where);
      expect({ ...other, missing: 'missing' in other ? [...other.missing].sort() : [] }).toEqual({
        ...result,
        missing: 'missing' in result ? [...result.missing].sort() : [],
      });
    });
    fc.assert(law, runs);
  });

  it('removing a required answer never turns a flagged result harmless', () => {
    const removal = check.chain((made) =>
      fc.tuple(fc.constant(made), fc.constantFrom(...made.of.items.filter(({ required }) => required))),
    );
    const law = fc.property(removal, ([{ of, answers, context: where }, { id }]) => {
      const before = scoreAnswers(of, answers, where);
      const after = scoreAnswers(of, leaveOut(answers, id), where);
      const others = worstTier(before.reasons.filter(({ itemId }) => itemId !== id).map(({ tier }) => tier));
      expect(tierRank(after.tier)).toBeLessThanOrEqual(tierRank(others));
      const isAsked = itemsFor(of, where).some((item) => item.id === id);
      const isMissed = after.kind === 'unscorable' && after.missing.includes(id);
      if (isAsked) expect(isMissed || after.tier === 'E').toBe(true);
    });
    fc.assert(law, runs);
  });

  it('free text never lowers, and brings a person', () => {
    const law = fc.property(check, fc.string(), ({ of, answers, context: where }, text) => {
      const silent = leaveOut(answers, 'words');
      const before = scoreAnswers(of, silent, where);
      const after = scoreAnswers(of, { ...silent, words: `x ${text}` }, where);
      expect(tierRank(after.tier)).toBeLessThanOrEqual(Math.min(tierRank(before.tier), tierRank('R')));
      expect([after.freeText, after.kind]).toEqual([true, before.kind]);
    });
    fc.assert(law, runs);
  });

  it('an unknown day raises at least as much as any known day', () => {
    const law = fc.property(check, ({ of, answers, context: where }) => {
      const known = scoreAnswers(of, answers, where);
      const unknown = scoreAnswers(of, answers, { ...where, daysSinceEvent: null });
      expect(tierRank(unknown.tier)).toBeLessThanOrEqual(tierRank(known.tier));
    });
    fc.assert(law, runs);
  });
});
