// What a contract is: the promises of a port as a table of cases that know no test runner. In: a contract, the cases an
// adapter cannot hold with their reasons. Out: the cases to run. Rule owned: no case is left out by a typing error.

export interface ContractCase<Port> {
  /** The promise in words. */
  readonly name: string;
  /** Rejects when the promise is broken. Wants a port of its own in which nothing has happened yet. */
  run(port: Port): Promise<void>;
}

export type Contract<Port> = readonly ContractCase<Port>[];

/**
 * The cases an adapter runs. Throws when an exemption names no case of the contract, or gives no reason.
 * @param options - `exempt`: the name of a case the adapter cannot hold, and why.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { casesFor, clockContract } from '@implant-journey/core/contracts';
 * import { fixedClock } from '@implant-journey/core/testing';
 * for (const { run } of casesFor(clockContract, { exempt: {} })) await run(fixedClock('2026-03-02T15:00:00Z'));
 * assert.throws(() => casesFor(clockContract, { exempt: { 'tels an instant': 'a reason' } }), /no case/);
 * ```
 */
export function casesFor<Port>(
  contract: Contract<Port>,
  { exempt }: { readonly exempt: Readonly<Record<string, string>> },
): Contract<Port> {
  const names = new Set(contract.map(({ name }) => name));
  for (const [name, reason] of Object.entries(exempt)) {
    if (!names.has(name)) throw new Error(`The contract has no case "${name}"; use one of: ${[...names].join(' | ')}`);
    if (reason.trim() === '') throw new Error(`The exemption of "${name}" gives no reason; say why it cannot hold.`);
  }
  return contract.filter(({ name }) => !Object.hasOwn(exempt, name));
}
