import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Tier, tierRank } from '../questionnaires/tier.js';
import { wordFlagsIn } from './word-flags.js';

const tierIn = (text: string, day: number | null = 5) => wordFlagsIn(text, day)[0]?.tier ?? null;

const said: readonly (readonly [Tier | null, string])[] = [
  ['E', 'I can’t catch any air'],
  ['E', 'She cannot breathe lying down'],
  ['E', 'me cuesta mucho respirar'],
  ['E', 'I am not able to eat and I can not swallow water'],
  ['E', 'no puedo tragar ni agua'],
  ['E', 'the swelling reached my throat'],
  ['E', 'tengo el cuello muy hinchado'],
  ['E', 'Hives everywhere and I feel faint'],
  ['E', 'pressed for 45 minutes and blood still fills my mouth'],
  ['E', 'llevo una hora apretando y la sangre llena la boca'],
  ['E', 'he passed out twice'],
  ['E', 'está muy confundida'],
  ['U', 'my chin is still numb'],
  ['U', 'no siento el labio'],
  ['U', 'it keeps bleeding'],
  ['U', 'sigo sangrando'],
  ['U', 'I can barely open my mouth'],
  ['U', 'fever and a swollen cheek'],
  ['U', 'fiebre y la cara hinchada'],
  ['U', 'pain 9 out of 10'],
  ['U', 'el dolor es insoportable'],
  ['U', 'the implant is loose and hurts'],
  ['S', 'the swelling is getting worse'],
  ['S', 'cada día me duele más'],
  ['S', 'pus near the stitches'],
  ['S', 'it was 101.2 tonight'],
  ['S', 'temp of 102'],
  ['S', 'traigo 38.5'],
  ['S', 'my crown came off'],
  ['S', 'se me cayó la corona'],
  ['S', 'a lot of the graft came out'],
  ['S', 'water leaks from my nose when I drink'],
  ['S', 'a rash on my arms'],
  ['S', 'I keep throwing up'],
  ['R', 'no swelling, no fever, no pain'],
  ['R', 'sin dolor'],
  ['R', 'can I eat nuts'],
  ['R', 'my temp is 98.6'],
  ['R', 'one stitch fell out'],
  ['R', 'I take blood thinners'],
  [null, 'what are your hours'],
  [null, 'gracias'],
  [null, ''],
];

describe('words that may be a red flag', () => {
  it.each(said)('%s: %s', (tier, text) => {
    expect(tierIn(text)).toBe(tier);
  });

  it.each([
    ['numbness', 'my lip is numb', 0, 'R'],
    ['numbness', 'my lip is numb', 1, 'U'],
    ['numbness', 'my lip is numb', 2, 'U'],
    ['bleeding that goes on', 'The bleeding will not stop', 0, 'U'],
    ['bleeding that goes on', "it won't stop bleeding", 0, 'U'],
    ['bleeding that goes on', 'no me para de sangrar', 1, 'U'],
    ['bleeding that goes on', 'it has not bled since we stopped the gauze', 0, 'R'],
    ['bleeding that stopped', 'the bleeding stopped an hour ago', 0, 'R'],
    ['bleeding', 'a little blood', 1, 'R'],
    ['bleeding', 'a little blood', 2, 'U'],
    ['bleeding', 'a little blood', 3, 'U'],
    ['growing swelling', 'more swollen than yesterday', 2, 'R'],
    ['growing swelling', 'more swollen than yesterday', 3, 'S'],
    ['growing swelling', 'more swollen than yesterday', 4, 'S'],
    ['numbness on an unknown day', 'my lip is numb', null, 'U'],
  ])('%s: "%s" on day %s', (_what, text, day, tier) => {
    expect(tierIn(text, day)).toBe(tier);
  });

  it('harmless words are skipped and all others count', () => {
    expect(tierIn('the bleeding stopped an hour ago')).toBe('R');
    expect(tierIn('the bleeding stopped, then it started to bleed again')).toBe('U');
    expect(tierIn('I take blood thinners and I am bleeding')).toBe('U');
  });

  it('what is said beside it never lowers a flag', () => {
    const some = fc.constantFrom(...said.map(([, text]) => text));
    const law = fc.property(some, some, fc.option(fc.integer({ min: 0, max: 40 })), (first, second, day) => {
      const both = tierRank(tierIn(`${first}. ${second}`, day));
      expect(both).toBeLessThanOrEqual(tierRank(tierIn(first, day)));
      expect(both).toBeLessThanOrEqual(tierRank(tierIn(second, day)));
    });
    fc.assert(law, { numRuns: 1000 });
  });

  it('any text is read', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const flags = wordFlagsIn(text, null);
        expect(flags.map(({ tier }) => tierRank(tier))).toEqual([...flags.map(({ tier }) => tierRank(tier))].sort());
      }),
    );
  });
});
