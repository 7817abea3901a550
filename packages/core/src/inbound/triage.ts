// What a reply may mean, in the order in which it is dealt with: stop, wrong number or death, red flags, answer to the
// open question, visit. In: the text and what was asked. Out: what to do, with reasons, never a guess. Rules owned:
// words may raise a tier, never lower it; only a lone keyword, score or "no" needs no person. A first, small version.
import { compareTiers, type Tier, worstTier } from '../questionnaires/tier.js';
import { normaliseText } from './normalise.js';
import { mentions, says, withoutPhrases } from './phrases.js';
import { type OpenQuestion, readScore, type Score } from './score-in-words.js';
import { wordFlagsIn } from './word-flags.js';
import * as known from './words.js';

export interface TriageContext {
  /** The one question that waits for an answer; null when none does, or several do. */
  readonly openQuestion: OpenQuestion | null;
  /** Calendar days since the latest event; left out or null when unknown: then words count on every day. */
  readonly daysSinceEvent?: number | null;
  /** Days to the next booked visit; null when none is booked, left out when unknown. */
  readonly visitWithinDays?: number | null;
}

interface TriageReason {
  readonly rule: string;
  readonly tier: Tier | null;
}

export interface Triage {
  readonly optOut: boolean;
  readonly optIn: boolean;
  readonly help: boolean;
  readonly wrongNumber: boolean;
  readonly deceased: boolean;
  readonly tier: Tier | null;
  /** Only while comfort is asked for. */
  readonly comfort: number | null;
  readonly wantsCall: boolean;
  readonly mayMeanCancelVisit: boolean;
  /** A person reads it. */
  readonly toHuman: boolean;
  /** In the order found; ids only, nothing of what was written. */
  readonly reasons: readonly TriageReason[];
}

/** Days before a visit within which a bare CANCEL may mean the visit. Source: practice preference, docs/protocols.md. */
const cancelNearVisitDays = 14;

const tapback = new RegExp(`^(?:${known.tapbackVerbs.join('|')})\\s*[“"].*[”"]$`, 'isu');

/**
 * Reads a reply.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { triageReply } from '@implant-journey/core';
 * const read = triageReply('4 but my lip is still numb', { openQuestion: 'comfort-1-5', daysSinceEvent: 1 });
 * assert.deepEqual([read.comfort, read.tier, read.toHuman], [4, 'U', true]);
 * assert.equal(triageReply('STOP', { openQuestion: null }).optOut, true);
 * ```
 */
export function triageReply(text: string, context: TriageContext): Triage {
  const { openQuestion, daysSinceEvent = null } = context;
  // A reaction repeats our own words.
  const said = tapback.test(text.trim()) ? '' : text;
  const { words, plain } = normaliseText(said);
  const alone = (list: readonly string[]) => list.includes(words.trim());
  const optOut = isStop(words);
  const isBareYes = openQuestion === null && alone(known.yesToMessages);
  // Whoever asks for both gets no messages until a person has read it.
  const optIn = !optOut && (alone(known.optInKeywords) || isBareYes || says(words, known.optInPhrases));
  const wrongNumber = mentions(words, known.wrongNumberPhrases);
  const deceased = !mentions(words, known.otherPersonPhrases) && mentions(words, known.deceasedPhrases);
  const score = readScore(words, openQuestion, daysSinceEvent);
  const wantsCall = isCallWanted(words, openQuestion);
  const mayMeanCancelVisit = isVisitInDoubt(words, context);
  const help = alone(known.helpKeywords);
  const isCry = help && text.includes('!');
  const reasons: TriageReason[] = [
    ...named({ 'opt-out': optOut, 'opt-in': optIn, 'wrong-number': wrongNumber, deceased }),
    ...wordFlagsIn(said, daysSinceEvent).map(({ id, tier }) => ({ rule: `words/${id}`, tier })),
    ...(score.kind === 'none' ? [] : [{ rule: score.rule, tier: score.tier }]),
    ...(isCry ? [{ rule: 'cry-for-help', tier: 'S' as const }] : []),
    ...(wantsCall ? [{ rule: 'wants-call', tier: 'R' as const }] : []),
    ...named({ 'may-cancel-visit': mayMeanCancelVisit }),
  ];
  const tier = worstTier(reasons.map((reason) => reason.tier));
  const isLone = plain && (help || isBareYes || isLoneAnswer(words, openQuestion, score));
  return {
    optOut,
    optIn,
    help,
    wrongNumber,
    deceased,
    tier,
    comfort: score.kind === 'score' ? score.comfort : null,
    wantsCall,
    mayMeanCancelVisit,
    toHuman: !isLone || compareTiers(tier, null) < 0 || mayMeanCancelVisit,
    reasons,
  };
}

/** A lone keyword, a lone score or a lone "no": all is said. */
function isLoneAnswer(words: string, openQuestion: OpenQuestion | null, score: Score): boolean {
  const alone = words.trim();
  return (
    known.optOutKeywords.includes(alone) ||
    known.optInKeywords.includes(alone) ||
    (score.kind === 'score' && score.alone) ||
    (openQuestion === 'call-me-yes-no' && known.bareNoWords.includes(alone))
  );
}

function named(found: Readonly<Record<string, boolean>>): TriageReason[] {
  return Object.entries(found).flatMap(([rule, isFound]) => (isFound ? [{ rule, tier: null }] : []));
}

/** What stands between stops and emoji. */
function clausesOf(words: string): string[] {
  return words.split(/ (?:,|emoji)(?= )/).flatMap((clause) => clause.trim() || []);
}

function onlyClause(words: string): string {
  const [only = '', ...more] = clausesOf(words);
  return more.length === 0 ? only : '';
}

function isStop(words: string): boolean {
  return (
    known.optOutKeywords.includes(onlyClause(words)) ||
    clausesOf(words).some((clause) => known.optOutClauses.includes(clause)) ||
    mentions(withoutPhrases(words, known.noOptOutPhrases), known.optOutPhrases)
  );
}

function isCallWanted(words: string, openQuestion: OpenQuestion | null): boolean {
  if (mentions(words, known.noCallPhrases)) return false;
  const [first = ''] = words.trim().split(' ');
  return says(words, known.callPhrases) || (openQuestion === 'call-me-yes-no' && known.yesWords.includes(first));
}

function isVisitInDoubt(words: string, { visitWithinDays }: TriageContext): boolean {
  const isNear = visitWithinDays === undefined || (visitWithinDays !== null && visitWithinDays <= cancelNearVisitDays);
  if (known.cancelKeywords.includes(onlyClause(words))) return isNear;
  return mentions(words, known.cancelVisitPhrases) && !mentions(words, known.keepsVisitPhrases);
}
