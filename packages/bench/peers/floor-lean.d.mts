import type { Adapter } from './serve.mjs';

/** The hand-written floor, on anything that answers queries. */
export function floorLean(settings: {
  readonly pool: { query(query: unknown, values?: unknown[]): Promise<{ readonly rows: readonly never[] }> };
}): Adapter;
