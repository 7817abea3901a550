// What the answers of a check mean for people. In: an instrument, the answers, the day and traits at the instant of the
// answer. Out: the worst tier with every reason, or what is missing. Rules owned: the worst tier wins over items, never
// an average; a missing answer is not a "no"; what was flagged is never lost; free words only raise.
import { wordFlagsIn } from '../inbound/word-flags.js';
import { compareText } from '../shared/compare.js';
import { type Answer, type CheckAnswers, readAnswer } from './answers.js';
import { type Instrument, type Item, type Option, optionsOf } from './instrument.js';
import { type CheckContext, holds, isOffered } from './items-for.js';
import { isTrue, missingItems, type ReadAnswers } from './missing-items.js';
import { compareTiers, type Tier, worstTier } from './tier.js';

interface ScoreReason {
  /** The option or rule that speaks: `signs/fever`, `comfort-low`, or one of the rules of this file. */
  readonly rule: string;
  readonly itemId: string;
  readonly tier: Tier;
}

/** Which answer the patient gets: emergency text, on-call phone, "we call you", reassurance, encouragement. */
export type Band = 'emergency' | 'urgent' | 'low' | 'middle' | 'good';

interface Findings {
  /** The worst of the reasons; null when there is none. */
  readonly tier: Tier | null;
  readonly comfort: 1 | 2 | 3 | 4 | 5 | null;
  readonly wantsCall: boolean;
  /** Words were written: a person reads them. */
  readonly freeText: boolean;
  /** The most urgent first. */
  readonly reasons: readonly ScoreReason[];
}

export interface Scored extends Findings {
  readonly kind: 'scored';
  readonly band: Band;
}

/** Not enough was answered for a verdict; the tier of what was answered still holds. */
export interface Unscorable extends Findings {
  readonly kind: 'unscorable';
  /** Items to ask again, once; then staff ask. */
  readonly missing: readonly string[];
  /** Never `good`: a missing answer is no good answer. */
  readonly band: Exclude<Band, 'good'>;
}

/**
 * Scores a check.
 * @param context - Day and traits at the instant of the answer: a late answer is scored by the day it was given.
 * @returns `scored`, or `unscorable` with the items to ask again. Reasons hold ids, never what a patient wrote, except
 * for the name of an answer that no item has asked for.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { healingCheck, scoreAnswers } from '@implant-journey/core';
 * const answers = { 'red-flags': ['none'], comfort: 5, trend: 'better', signs: ['numb'], call: false };
 * const scored = scoreAnswers(healingCheck, answers, { daysSinceEvent: 1, traits: ['surgery', 'lower-jaw'] });
 * assert.equal(scored.tier, 'U'); // comfortable, but numb on the morning after: the flag wins
 * ```
 */
export function scoreAnswers(
  instrument: Instrument,
  answers: CheckAnswers,
  context: CheckContext,
): Scored | Unscorable {
  const read = readAnswers(instrument, answers);
  const comfort = comfortOf(instrument, read);
  const reasons: ScoreReason[] = [];
  for (const item of instrument.items) addItemReasons(reasons, item, read.get(item.id), context);
  for (const rule of instrument.rules)
    if (rule.all.every((test) => isTrue(test, read, context)) && holds(rule.onlyIf, context))
      reasons.push({ rule: rule.id, itemId: rule.all[0]?.item ?? rule.id, tier: rule.tier });
  for (const id of Object.keys(answers))
    if (!read.has(id)) reasons.push({ rule: 'unknown-answer', itemId: id, tier: 'R' });
  reasons.sort(byUrgency);
  const tier = reasons[0]?.tier ?? null;
  const found: Findings = {
    tier,
    comfort,
    wantsCall: reasons.some(({ rule }) => rule === 'wants-call'),
    freeText: reasons.some(({ rule }) => rule === 'free-text'),
    reasons,
  };
  const band = bandOf(tier, comfort);
  const missing = missingItems(instrument, read, context);
  if (missing.length === 0) return { kind: 'scored', band, ...found };
  return { kind: 'unscorable', missing, band: band === 'good' ? 'middle' : band, ...found };
}

/** Whether enough was answered for a verdict: what scoring would tell, without the reasons. */
export function canBeScored(instrument: Instrument, answers: CheckAnswers, context: CheckContext): boolean {
  return missingItems(instrument, readAnswers(instrument, answers), context).length === 0;
}

function readAnswers({ items }: Instrument, answers: CheckAnswers): ReadAnswers {
  const read = new Map<string, Answer>();
  for (const item of items) read.set(item.id, readAnswer(item, answers));
  return read;
}

/** A flag wins over the score: whoever raised any tier is never told that all is well. */
function bandOf(tier: Tier | null, comfort: number | null): Band {
  switch (tier) {
    case 'E':
      return 'emergency';
    case 'U':
      return 'urgent';
    case 'S':
      return 'low';
    case 'R':
      return 'middle';
    case null:
      return comfort === null || comfort >= 4 ? 'good' : 'middle';
    default:
      return tier satisfies never;
  }
}

function addItemReasons(reasons: ScoreReason[], item: Item, answer: Answer | undefined, context: CheckContext): void {
  const add = (rule: string, tier: Tier) => reasons.push({ rule, itemId: item.id, tier });
  switch (answer?.kind) {
    case 'odd-scale':
      add('odd-scale', 'S');
      return;
    case 'unreadable':
      add('unreadable-answer', 'R');
      return;
    case 'text':
      add('free-text', 'R');
      for (const { id, tier } of wordFlagsIn(answer.text, context.daysSinceEvent)) add(`words/${id}`, tier);
      return;
    case 'options':
      for (const option of optionsOf(item)) {
        if (option.raises === undefined || !answer.chosen.includes(option.id)) continue;
        const tier = tierOf(option, context);
        if (tier !== null) add(`${item.id}/${option.id}`, tier);
        else if (!isOffered(item, option, context)) add('not-asked', 'R');
      }
      if (answer.unknown) add('unknown-option', 'R');
      if (answer.chosen.length > 1 && answer.chosen.includes('none')) add('none-and-more', 'R');
      return;
    case 'yes-no':
      if (item.kind === 'yes-no' && item.role === 'call' && answer.yes) add('wants-call', 'R');
      return;
    default:
      return;
  }
}

/** What an option raises on the day; null when it raises nothing then: at least `R` where nobody should have been shown it. */
function tierOf({ raises = [] }: Option, context: CheckContext): Tier | null {
  return worstTier(raises.flatMap(({ tier, onlyIf }) => (holds(onlyIf, context) ? [tier] : [])));
}

function comfortOf({ items }: Instrument, read: ReadAnswers): Findings['comfort'] {
  const item = items.find((one) => one.kind === 'scale' && one.role === 'comfort');
  const answer = item === undefined ? undefined : read.get(item.id);
  return answer?.kind === 'number' ? (answer.value as Findings['comfort']) : null;
}

function byUrgency(a: ScoreReason, b: ScoreReason): number {
  return compareTiers(a.tier, b.tier) || compareText(a.itemId, b.itemId) || compareText(a.rule, b.rule);
}
