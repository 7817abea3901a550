// How a contract is shown to hold, and to be able to fail. In: a contract, a port that keeps it, broken ports by the name
// of the case that catches them. Rule owned: every case catches something, for a case that cannot fail proves nothing.
import { describe, expect, it } from 'vitest';
import { type Contract, casesFor } from '../../src/contracts/index.js';

/** Broken ports by case, each under what is wrong with it. */
export type Broken<Port> = Readonly<Record<string, Readonly<Record<string, () => Port>>>>;

export function itHolds<Port>(contract: Contract<Port>, port: () => Port): void {
  describe('holds', () => {
    for (const { name, run } of casesFor(contract, { exempt: {} })) it(name, () => run(port()));
  });
}

export function itCatches<Port>(contract: Contract<Port>, broken: Broken<Port>): void {
  it('has a broken port for every case, under its name', () => {
    expect(Object.keys(broken).sort()).toEqual(contract.map(({ name }) => name).sort());
  });
  for (const { name, run } of contract)
    for (const [fault, port] of Object.entries(broken[name] ?? {}))
      it(`catches a port that ${fault}: ${name}`, () =>
        expect(run(port())).rejects.toThrow(/^The port broke its promise/));
}
