// The promises of a PmsConnector. In: a connector to a chart that can be edited. Rules owned: whatever is in the chart
// arrives, whatever is edited arrives as a newer snapshot, and a batch that was lost can be read again.
import { type Fact, readFact } from '../journey/fact.js';
import type { PmsChanges, PmsConnector } from '../ports/pms-connector.js';
import { msOf } from '../shared/instant.js';
import { isInstant } from '../shared/time.js';
import { equal, holds } from './assert.js';
import type { Contract } from './contract.js';

/** One thing in the chart, whatever its snapshot. */
export interface EntityName {
  readonly kind: Fact['kind'];
  readonly id: string;
}

export interface PmsUnderTest {
  /** Reads a chart of several pages: at least one `more`. */
  readonly connector: PmsConnector;
  /** Edits one entity of the first page, and tells which. */
  edit(): Promise<EntityName>;
}

/** No chart made up for a test has more pages. */
const maxPages = 1000;

async function readOn(connector: PmsConnector, from: string | null): Promise<readonly PmsChanges[]> {
  const pages: PmsChanges[] = [];
  for (let [cursor, more] = [from, true]; more; ) {
    holds(pages.length < maxPages, 'reading on comes to an end');
    const page = await connector.changesSince(cursor);
    pages.push(page);
    ({ cursor, more } = page);
  }
  return pages;
}

const endOf = (pages: readonly PmsChanges[]) => pages.at(-1)?.cursor ?? null;
const factsOf = (pages: readonly PmsChanges[]) => pages.flatMap(({ facts }) => facts);
const nameOf = ({ kind, id }: EntityName) => `${kind} ${id}`;
const snapshotOf = (fact: Fact) => `${nameOf(fact)} at ${fact.revision}`;
const revisionOf = (facts: readonly Fact[], name: string) =>
  Math.max(...facts.filter((fact) => nameOf(fact) === name).map(({ revision }) => revision));

export const pmsConnectorContract: Contract<PmsUnderTest> = [
  {
    name: 'names its feed and gives facts that parse',
    async run({ connector }) {
      holds(connector.source !== '', 'the source has a name');
      const facts = factsOf(await readOn(connector, null));
      holds(facts.length > 0, 'the chart holds something');
      const refused = facts.filter((fact) => readFact(fact).kind === 'rejected');
      equal(refused.map(nameOf), [], 'facts that do not parse');
    },
  },
  {
    name: 'gives the same snapshots from the same cursor, so that a lost batch can be read again',
    async run({ connector }) {
      const pages = await readOn(connector, null);
      holds(pages.length > 1, 'the chart of the test has several pages');
      const middle = pages[0]?.cursor ?? null;
      const again = factsOf(await readOn(connector, middle)).map(snapshotOf);
      const missing = factsOf(pages.slice(1)).filter((fact) => !again.includes(snapshotOf(fact)));
      equal(missing.map(nameOf), [], 'what is missing the second time');
    },
  },
  {
    name: 'gives an edit behind the last cursor, as a newer snapshot',
    async run({ connector, edit }) {
      const pages = await readOn(connector, null);
      const name = nameOf(await edit());
      const after = factsOf(await readOn(connector, endOf(pages)));
      holds(after.map(nameOf).includes(name), 'the edited entity is reported');
      holds(revisionOf(after, name) > revisionOf(factsOf(pages), name), 'its revision has grown');
    },
  },
  {
    name: 'loses nothing that is edited while the chart is read',
    async run({ connector, edit }) {
      const first = await connector.changesSince(null);
      const name = nameOf(await edit());
      const rest = factsOf(await readOn(connector, first.cursor));
      const seen = [...first.facts, ...rest];
      holds(revisionOf(rest, name) > revisionOf(first.facts, name), 'the edit is reported further on');
      const all = new Set(factsOf(await readOn(connector, null)).map(nameOf));
      equal(
        [...all].filter((one) => !seen.map(nameOf).includes(one)),
        [],
        'what was never reported',
      );
    },
  },
  {
    name: 'gives no newer snapshot when nothing was edited',
    async run({ connector }) {
      const pages = await readOn(connector, null);
      const known = factsOf(pages).map(snapshotOf);
      const after = factsOf(await readOn(connector, endOf(pages))).map(snapshotOf);
      equal(
        after.filter((snapshot) => !known.includes(snapshot)),
        [],
        'snapshots nobody made',
      );
    },
  },
  {
    name: 'tells as of when it read, and never an earlier instant further on',
    async run({ connector }) {
      const instants = (await readOn(connector, null)).map(({ asOf }) => asOf);
      holds(instants.every(isInstant), 'asOf is UTC ISO text');
      const sorted = [...instants].sort((a, b) => msOf(a) - msOf(b));
      equal(instants, sorted, 'the instants in the order of the pages');
    },
  },
];
