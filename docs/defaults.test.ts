// The tables of the docs say what the constants say.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { standardCodeMap, standardDropDays, standardLeadWeeks, standardWindows } from '@implant-journey/core';
import { expect, it } from 'vitest';

const doc = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

it('windows', () => {
  const told = rowsOf(doc('protocols.md')).map((cells) => cells.slice(0, 6));
  const real = Object.entries(standardWindows).map(
    ([
      name,
      {
        opensWeeks,
        typicalWeeks: [from, to],
        lateWeeks,
        confidence,
        why,
      },
    ]) => [
      `\`${name}\``,
      String(opensWeeks),
      from === to ? String(from) : `${from}-${to}`,
      String(lateWeeks),
      confidence,
      why,
    ],
  );
  expect(told).toEqual(real);
  expect(doc('protocols.md')).toContain(`dropped ${standardDropDays} days after late`);
  expect(doc('protocols.md')).toContain(`offered ${standardLeadWeeks} weeks before`);
});

it('codes', () => {
  const spelledOut = (text: string) =>
    text.split(' ').flatMap((part) => {
      const [first = '', last = first] = part.split('-');
      return Array.from(
        { length: Number(last.slice(1)) - Number(first.slice(1)) + 1 },
        (_, step) => `D${String(Number(first.slice(1)) + step).padStart(4, '0')}`,
      );
    });
  const told = rowsOf(doc('codes.md')).map(([codes = '', ...cells]) => [spelledOut(codes), ...cells]);
  const real = standardCodeMap.map(({ codes, treatment, arch, validFrom, historyOnly }) => [
    codes,
    `\`${treatment}\``,
    arch ?? '',
    validFrom ?? '',
    historyOnly ? 'yes' : '',
  ]);
  expect(told).toEqual(real);
});
