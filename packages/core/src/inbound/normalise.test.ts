import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseText } from './normalise.js';

const words = (text: string) => normaliseText(text).words;

describe('normaliseText', () => {
  it.each([
    ['capitals and accents', 'ADIÓS, señora', ' adios , senora '],
    ['apostrophes of any shape', "can't, can’t", ' cant , cant '],
    ['invisible characters', 'S\u200bT\u200dOP\u2060', ' stop '],
    ['full-width and circled characters', 'ＳＴＯＰ ④', ' stop 4 '],
    ['keycaps', '4️⃣', ' 4 '],
    ['look-alike letters', 'ЅТОР', ' stop '],
    ['a word spaced out', 's t o p', ' stop '],
    ['quotes and stops around it', '  "Stop!!" ', ' stop '],
    ['stops inside', 'ok... no', ' ok , no '],
    ['decimals', '101.4 or 38,5', ' 101.4 or 38.5 '],
    ['ranges', '3-4', ' 3 to 4 '],
    ['hyphens inside words', 'opt-out', ' opt out '],
    ['emoji that speak of the body, in any skin', '🩸 👍🏽', ' blood emoji '],
    ['nothing', ' \n', ' '],
  ])('reads %s', (_what, text, expected) => {
    expect(words(text)).toBe(expected);
  });

  it.each([
    ['a keyword', 'Stop.', true],
    ['a keyword with invisible characters', 'st\u200bop', true],
    ['look-alikes', 'ЅТОР', false],
    ['a spaced-out word', 's t o p', false],
    ['an emoji', 'ok 👍', false],
  ])('tells whether it was plain: %s', (_what, text, plain) => {
    expect(normaliseText(text).plain).toBe(plain);
  });

  it('a normalised text stays as it is', () => {
    const law = fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const once = words(text);
      expect(words(once)).toBe(once);
    });
    fc.assert(law, { numRuns: 1000 });
  });
});
