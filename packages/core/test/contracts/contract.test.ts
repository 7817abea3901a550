import { describe, expect, it } from 'vitest';
import * as contracts from '../../src/contracts/index.js';
import { type Contract, casesFor } from '../../src/contracts/index.js';

const run = async () => undefined;
const contract: Contract<null> = [
  { name: 'keeps one promise', run },
  { name: 'keeps another', run },
];

describe('casesFor', () => {
  it('gives every case when nothing is exempt', () => {
    expect(casesFor(contract, { exempt: {} })).toEqual(contract);
  });

  it('leaves out the case that is exempt with a reason', () => {
    const cases = casesFor(contract, { exempt: { 'keeps another': 'the provider has no look-up' } });
    expect(cases.map(({ name }) => name)).toEqual(['keeps one promise']);
  });

  it.each([
    ['a case that does not exist', { 'keeps on promise': 'a slip' }, /no case "keeps on promise".*keeps one promise/],
    ['a name every object has', { toString: 'a slip' }, /no case "toString"/],
    ['an empty reason', { 'keeps another': ' ' }, /gives no reason/],
  ])('rejects %s', (_what, exempt, message) => {
    expect(() => casesFor(contract, { exempt })).toThrow(message);
  });
});

describe('every contract', () => {
  const all = Object.entries(contracts).flatMap(([name, value]) =>
    Array.isArray(value) ? [[name, value as Contract<never>] as const] : [],
  );

  it.each(all)('names each case of %s once', (_name, cases) => {
    const names = cases.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});
