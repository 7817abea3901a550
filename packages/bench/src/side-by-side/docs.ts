// The tables of docs/performance.md, as the last run wrote them. In: what a run says. Out: the page, changed between its
// markers alone. Rule owned: prose is a person's, figures are a run's.
import { readFileSync, writeFileSync } from 'node:fs';
import { countsIn, goalsIn, type Result, ratiosIn, surroundingsIn } from './told.js';

const page = new URL('../../../../docs/performance.md', import.meta.url);

export function writeDocs(result: Result): void {
  const parts = {
    surroundings: surroundingsIn(result).join('\n\n'),
    goals: goalsIn(result),
    ratios: ratiosIn(result),
    counts: countsIn(result),
  };
  const text = Object.entries(parts).reduce(
    (before, [name, part]) => between(before, name, part),
    readFileSync(page, 'utf8'),
  );
  writeFileSync(page, text);
}

/** @throws {Error} When the page has no such markers. */
export function between(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- bench: end of ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/performance.md has no markers for ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}
