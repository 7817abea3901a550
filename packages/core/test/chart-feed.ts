// A chart in memory that is read page by page, the least lately edited first. In: facts. Out: a connector, and a way to
// edit the chart while it is read.
import type { Fact } from '../src/journey/fact.js';
import type { PmsConnector } from '../src/ports/pms-connector.js';

export interface ChartFeed extends PmsConnector {
  /** Puts a newer snapshot into the chart. */
  edit(fact: Fact): void;
}

/** Each entity stands once in the log, under the number of its last edit; a cursor is the last number read. */
export function chartFeed(facts: readonly Fact[], { source = 'chart', pageSize = 2 } = {}): ChartFeed {
  let log: readonly { readonly number: number; readonly fact: Fact }[] = facts.map((fact, number) => ({
    number,
    fact,
  }));
  let edits = facts.length;
  return {
    source,
    edit(fact) {
      const others = log.filter((one) => one.fact.kind !== fact.kind || one.fact.id !== fact.id);
      log = [...others, { number: edits, fact }];
      edits += 1;
    },
    async changesSince(cursor) {
      const rest = log.filter(({ number }) => number > Number(cursor ?? -1));
      const page = rest.slice(0, pageSize);
      return {
        facts: page.map(({ fact }) => fact),
        cursor: String(page.at(-1)?.number ?? cursor ?? -1),
        asOf: '2026-03-02T15:00:00Z',
        more: rest.length > page.length,
      };
    },
  };
}
