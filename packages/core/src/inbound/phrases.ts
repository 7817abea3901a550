// Finding phrases in a normalised text. In: phrases as data and the words of `normaliseText`. Out: where they are.
// Rules owned: `swell*` matches any ending, `(a|b)` either word, `lips?` and `(my )?lip` with or without, ` .. ` up to
// four words between; a phrase right after a word such as "no" or "without" was denied and does not count.
import { deniers } from './words.js';

const longestDenier = Math.max(...deniers.map((denier) => denier.length + 2));

interface Patterns {
  /** One pattern a phrase: phrases may overlap. */
  readonly each: readonly RegExp[];
  /** All in one, to leave most texts quickly. */
  readonly any: RegExp;
}

const compiled = new WeakMap<readonly string[], Patterns>();

function patternsOf(phrases: readonly string[]): Patterns {
  const known = compiled.get(phrases);
  if (known !== undefined) return known;
  const sources = phrases.map((phrase) =>
    phrase.replaceAll('.', '\\.').replaceAll(' \\.\\. ', '(?: \\S+){0,4} ').replaceAll('*', '\\S*'),
  );
  const patterns = {
    each: sources.map((source) => new RegExp(`(?<= )(?:${source})(?= )`, 'g')),
    any: new RegExp(`(?<= )(?:${sources.join('|') || '(?!)'})(?= )`),
  };
  compiled.set(phrases, patterns);
  return patterns;
}

/** Places of the phrases, counted in words from the start; denied ones are left out. */
export function placesOf(words: string, phrases: readonly string[]): readonly number[] {
  if (!mentions(words, phrases)) return [];
  return patternsOf(phrases).each.flatMap((pattern) => {
    let place = 0;
    let readTo = 0;
    return [...words.matchAll(pattern)].flatMap(({ index }) => {
      place += words.slice(readTo, index).split(' ').length - 1;
      readTo = index;
      return isDenied(words, index) ? [] : [place];
    });
  });
}

function isDenied(words: string, index: number): boolean {
  const before = words.slice(Math.max(0, index - longestDenier), index);
  return deniers.some((denier) => before.endsWith(` ${denier} `));
}

/** Whether one of the phrases is there and not denied. */
export function says(words: string, phrases: readonly string[]): boolean {
  return placesOf(words, phrases).length > 0;
}

/** Whether one of the phrases is there, denied or not. */
export function mentions(words: string, phrases: readonly string[]): boolean {
  return patternsOf(phrases).any.test(words);
}

/** The words with a stop in place of each of the phrases. */
export function withoutPhrases(words: string, phrases: readonly string[]): string {
  return patternsOf(phrases).each.reduce((left, pattern) => left.replace(pattern, ','), words);
}
