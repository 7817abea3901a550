import { describe, expect, it } from 'vitest';
import { normaliseText } from './normalise.js';
import { readScore } from './score-in-words.js';

const read = (text: string, day: number | null = 3) => readScore(normaliseText(text).words, 'comfort-1-5', day);

describe('a comfort score in words', () => {
  it.each([
    ['a digit', '4', 4, true],
    ['a word', 'Four!', 4, true],
    ['a Spanish word', 'cinco', 5, true],
    ['out of five', '4/5', 4, true],
    ['with words around it', 'about a 4, thank you', 4, false],
    ['a range: the lower end', '4-5', 4, false],
    ['a range in words: the lower end', 'cinco o cuatro', 4, false],
    ['a half: the lower end', '4.5', 4, false],
  ])('%s', (_what, text, comfort, alone) => {
    expect(read(text)).toMatchObject({ kind: 'score', comfort, alone });
  });

  it.each([
    ['1', 3, 'S'],
    ['2', 30, 'S'],
    ['3', 6, null],
    ['3', 7, 'R'],
    ['3', 8, 'R'],
    ['3', null, 'R'],
    ['4', 7, null],
  ])('%s on day %s has tier %s', (text, day, tier) => {
    expect(read(text, day)).toMatchObject({ kind: 'score', tier });
  });

  it.each(['0', '6', '9', '7/10', 'zero', '5, it hurts so much', '5 duele mucho', '1 = perfect', 'horrible'])(
    '"%s" is an odd scale: a person asks the same day',
    (text) => {
      expect(read(text)).toEqual({ kind: 'odd', rule: 'odd-scale', tier: 'S' });
    },
  );

  it.each(['2 pills so far', '3 days now', 'Who is this', '', '#14 is the one'])('"%s" is no score', (text) => {
    expect(read(text)).toEqual({ kind: 'none' });
  });

  it('is read only while comfort is asked for; a lone low number is asked about', () => {
    expect(readScore(' 4 ', null, 3)).toEqual({ kind: 'none' });
    expect(readScore(' 2 ', 'reactivation', 3)).toEqual({ kind: 'none' });
    expect(readScore(' 2 ', null, 3)).toMatchObject({ kind: 'odd', tier: 'S' });
  });
});
