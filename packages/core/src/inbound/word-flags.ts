// Red flags in free words. In: a text and the day after the event. Out: what it may mean, the worst first. Rule owned:
// how flag words are read; words may raise a tier, never lower one, and nobody's silence means health.
import { compareTiers, type Tier } from '../questionnaires/tier.js';
import { clinicalWords, type FlagWords, flagWords, wordsApart } from './flag-words.js';
import { normaliseText } from './normalise.js';
import { mentions, placesOf, withoutPhrases } from './phrases.js';

export interface WordFlag {
  /** Which words: the id in flag-words.ts, or `clinical` for any word about mouth, body or recovery. */
  readonly id: string;
  readonly tier: Tier;
}

/**
 * What the words may mean, worst first; empty when they say nothing clinical.
 * @param daysSinceEvent - Null when unknown: then words count on every day.
 */
export function wordFlagsIn(text: string, daysSinceEvent: number | null): readonly WordFlag[] {
  const words = markFever(normaliseText(text).words);
  const flags = flagWords
    .filter((flag) => (daysSinceEvent === null || daysSinceEvent >= (flag.fromDay ?? 0)) && isSaid(flag, words))
    .map(({ id, tier }): WordFlag => ({ id, tier }))
    .sort((a, b) => compareTiers(a.tier, b.tier));
  // Denied words count here: "no swelling" is about the body too, and a person reads it.
  return flags.length > 0 || !mentions(words, clinicalWords) ? flags : [{ id: 'clinical', tier: 'R' }];
}

function isSaid({ all, harmless }: FlagWords, text: string): boolean {
  if (!all.every((phrases) => mentions(text, phrases))) return false;
  const words = harmless === undefined ? text : withoutPhrases(text, harmless);
  const [first = [], ...others] = all.map((phrases) => placesOf(words, phrases));
  return first.some((place) => others.every((places) => places.some((other) => Math.abs(other - place) <= wordsApart)));
}

const temperatureWords = [
  'temp*',
  'thermometer',
  'fever*',
  'feaver',
  'fiebre',
  'calentura',
  'running',
  'grados',
  'traigo',
];

/**
 * Puts the word `feverdegrees` for a body temperature of 100.4 F (38 C) or more: with a decimal anywhere, whole degrees
 * beside a word about temperature.
 */
function markFever(words: string): string {
  const speaksOfIt = mentions(words, temperatureWords);
  return words.replace(/ (\d+(?:\.\d+)?)(?=f? )/g, (whole, digits: string) => {
    const degrees = Number(digits);
    const isFever = (degrees >= 100.4 && degrees <= 107) || (degrees >= 38 && degrees <= 42);
    return isFever && (speaksOfIt || digits.includes('.')) ? ' feverdegrees' : whole;
  });
}
