import { describe, expect, it } from 'vitest';
import { mentions, placesOf, says, withoutPhrases } from './phrases.js';

describe('phrases', () => {
  it.each([
    ['a whole word', 'cap', ' my cap is off ', true],
    ['no part of a word', 'cap', ' my captain ', false],
    ['any ending', 'swell*', ' it swelled ', true],
    ['either word', '(lip|chin) is', ' my chin is odd ', true],
    ['with or without', 'lips?', ' my lip ', true],
    ['up to four words between', 'stop .. texts', ' stop all of these silly texts ', true],
    ['no fifth word between', 'stop .. texts', ' stop all of these very silly texts ', false],
    ['none between', 'stop .. texts', ' stop texts ', true],
    ['a point as it is', '38.5', ' 3825 ', false],
  ])('match %s', (_what, phrase, words, expected) => {
    expect(says(words, [phrase])).toBe(expected);
  });

  it.each([
    [' no swelling ', false],
    [' sin dolor swelling ', true],
    [' no , swelling ', true],
    [' no tengo swelling ', false],
    [' without any swelling , swelling ', true],
    [' it hasnt gone , swelling ', true],
  ])('right after a denial they do not count: "%s"', (words, expected) => {
    expect([says(words, ['swelling']), mentions(words, ['swelling'])]).toEqual([expected, true]);
  });

  it('are placed in words and may overlap', () => {
    expect(placesOf(' a b c a b ', ['a b', 'b c'])).toEqual([1, 4, 2]);
  });

  it('no phrases are never there', () => {
    expect([says(' a ', []), mentions(' a ', [])]).toEqual([false, false]);
  });

  it('can be taken out, and the rest stays', () => {
    expect(withoutPhrases(' on blood thinners and blood comes ', ['blood thinner*'])).toBe(' on , and blood comes ');
  });
});
