// How hard an English text is to read. In: a body. Out: its Flesch-Kincaid grade. Rule owned: what is counted: phones,
// links and numbers are not, and the words of the scale and of the emergency line, which cannot be put otherwise, count
// as plain words of two syllables.
import { syllable } from 'syllable';

/** Long, and known to everybody. Source: practice preference. */
const plainWords: ReadonlySet<string> = new Set(['comfortable', 'uncomfortable', 'emergency', 'department']);

/**
 * Flesch-Kincaid grade of an English text: 6 reads like the sixth year of school. Lines of a list and paragraphs count
 * as sentences. Source: Kincaid 1975.
 */
export function readingGrade(body: string): number {
  const text = body.replaceAll(/https?:\S+/g, ' ').replaceAll(/\(?\d[\d() .-]*\d/g, ' ');
  const sentences = text
    .split(/[.!?:](?=\s|$)|\n/)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  if (words.length === 0) return 0;
  const syllables = words.reduce((sum, word) => sum + (plainWords.has(word) ? 2 : Math.max(1, syllable(word))), 0);
  return Math.max(0, 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59);
}

function wordsOf(sentence: string): readonly string[] {
  return sentence.toLowerCase().match(/[a-z][a-z'’-]*/g) ?? [];
}
