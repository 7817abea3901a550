// The practice's chart as a connector reads it. In: facts at their times. Out: what changed since a cursor. Rule owned: every
// fact comes, some come twice, and what a reader left off at is where the next goes on.
import { type Fact, instantOf, type PmsConnector } from '@implant-journey/core';
import type { Process } from './process.js';

/** Facts of one reading. */
const atOnce = 30;

export class Chart {
  readonly facts: Fact[] = [];

  connectorOf(process: Process): PmsConnector {
    const { faults, scheduler } = process;
    return {
      source: 'chart',
      changesSince: (cursor) =>
        process.call(
          'chart',
          `changesSince ${cursor}`,
          async () => {
            const from = cursor === null ? 0 : Number(cursor);
            const repeated = faults.happens(0.1, scheduler.nowMs) ? Math.min(from, 5) : 0;
            const facts = this.facts.slice(from - repeated, from + atOnce);
            const to = Math.min(this.facts.length, from + atOnce);
            return { facts, cursor: String(to), asOf: instantOf(scheduler.nowMs), more: to < this.facts.length };
          },
          ({ facts, cursor: next }) => `${facts.length} to ${next}`,
        ),
    };
  }
}
