import { describe, expect, it } from 'vitest';
import { readingGrade } from './reading-grade.js';

describe('reading grade', () => {
  it('is Flesch-Kincaid: six words of one syllable in one sentence are below grade 0, told as 0', () => {
    expect(readingGrade('The cat sat on the mat.')).toBe(0);
  });

  it('long words and long sentences raise it', () => {
    const easy = 'It may hurt a bit. Call us if it does.';
    const hard =
      'Postoperative discomfort is anticipated and necessitates immediate notification of our administration.';
    expect(readingGrade(easy)).toBeLessThan(2);
    expect(readingGrade(hard)).toBeGreaterThan(12);
  });

  it('phones, links and the words of the scale do not count as hard', () => {
    const plain = readingGrade('Call us to find a time.');
    expect(readingGrade('Call us to find a time: (312) 555-0100 https://book.example.test/x.')).toBeCloseTo(plain);
    expect(readingGrade('How comfortable are you today?')).toBeLessThan(6);
  });

  it('each line of a list is a sentence', () => {
    const words = ['Please telephone us', 'any swelling continues', 'any bleeding continues'];
    expect(readingGrade(words.join('\n- '))).toBeLessThan(readingGrade(words.join(' ')));
  });
});
