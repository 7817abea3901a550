// A comfort score in a reply. In: the words of a reply and the open question. Out: the score, an odd scale, or none.
// Rule owned: a range or a half takes its lower end; a number that contradicts its words is no score and a person asks.
import type { Tier } from '../questionnaires/tier.js';
import { mentions } from './phrases.js';
import { badWords, countedThings, goodWords, numberWords } from './words.js';

/** The question that waits for an answer. */
export type OpenQuestion = 'comfort-1-5' | 'reactivation' | 'call-me-yes-no';

export type Score =
  | { readonly kind: 'none' }
  /** A number, but not on the scale asked for, or turned around. */
  | { readonly kind: 'odd'; readonly rule: 'odd-scale'; readonly tier: Tier }
  | {
      readonly kind: 'score';
      readonly rule: 'comfort';
      readonly comfort: number;
      readonly tier: Tier | null;
      /** Nothing else was said. */
      readonly alone: boolean;
    };

/** First day from which a 3 reaches the work list. Source: the rule `comfort-middle-late` of the healing check. */
const middleFromDay = 7;

const oddScale: Score = { kind: 'odd', rule: 'odd-scale', tier: 'S' };

const number = `(\\d+(?:\\.\\d+)?|${Object.keys(numberWords).join('|')})`;
const scored = new RegExp(
  `^ (?:(?:like|about|around|prob|probably|maybe|a|an|i|give|it|solid|big|fat|say|between|un|una|como|es|apenas) )*` +
    `${number}(?:/(\\d+))?(?: (?:and|to|or|y|o|a|,) ${number}(?= ))?(?: (apenas|maybe|i guess))?(?= )`,
);

/** Finds the score when comfort is the open question. */
export function readScore(words: string, openQuestion: OpenQuestion | null, daysSinceEvent: number | null): Score {
  // A lone low number with no question open: somebody answers late, or something else. A person asks.
  if (openQuestion === null && / [12] /.test(words) && words.length === 3) return oddScale;
  if (openQuestion !== 'comfort-1-5') return { kind: 'none' };
  const match = scored.exec(words);
  // No number, but "awful": an answer on no scale.
  if (match === null) return mentions(words, badWords) ? oddScale : { kind: 'none' };
  if (countedThings.some((thing) => words.startsWith(` ${thing} `, match[0].length))) return { kind: 'none' };
  const [whole, first = '', outOf, second] = match;
  const lower = Math.min(...[first, second ?? first].map(numberOf));
  const alone = whole.length + 1 >= words.length && second === undefined && Number.isInteger(lower);
  const comfort = Math.floor(lower);
  if (lower > 10 && !alone) return { kind: 'none' };
  const isOdd = comfort < 1 || comfort > 5 || (outOf !== undefined && outOf !== '5') || contradicts(comfort, words);
  if (isOdd) return oddScale;
  return { kind: 'score', rule: 'comfort', comfort, tier: tierOf(comfort, daysSinceEvent), alone };
}

function numberOf(text: string): number {
  return numberWords[text] ?? Number(text);
}

function contradicts(comfort: number, words: string): boolean {
  return (comfort >= 4 && mentions(words, badWords)) || (comfort <= 2 && mentions(words, goodWords));
}

function tierOf(comfort: number, daysSinceEvent: number | null): Tier | null {
  if (comfort <= 2) return 'S';
  return comfort === 3 && (daysSinceEvent === null || daysSinceEvent >= middleFromDay) ? 'R' : null;
}
