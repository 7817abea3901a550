import { describe } from 'vitest';
import { type PmsUnderTest, pmsConnectorContract } from '../../src/contracts/index.js';
import type { PmsChanges, PmsConnector } from '../../src/ports/pms-connector.js';
import { patient, procedure } from '../../src/testing/index.js';
import { chartFeed } from '../chart-feed.js';
import { itCatches, itHolds } from './holds.js';

function chart(): PmsUnderTest {
  const connector = chartFeed([patient(), ...['1', '2', '3', '4'].map((id) => procedure({ id }))]);
  return {
    connector,
    async edit() {
      connector.edit(procedure({ id: '1', revision: 2 }));
      return { kind: 'procedure', id: '1' };
    },
  };
}

type Read = PmsConnector['changesSince'];
const broken = (fault: (read: Read) => Read) => () => {
  const under = chart();
  return { ...under, connector: { ...under.connector, changesSince: fault(under.connector.changesSince) } };
};
const altered = (alter: (page: PmsChanges, cursor: string | null) => Partial<PmsChanges>) =>
  broken((read) => async (cursor) => {
    const page = await read(cursor);
    return { ...page, ...alter(page, cursor) };
  });

describe('PmsConnector contract on a chart in memory', () => {
  itHolds(pmsConnectorContract, chart);
  itCatches(pmsConnectorContract, {
    'names its feed and gives facts that parse': {
      'has no name': () => {
        const under = chart();
        return { ...under, connector: { ...under.connector, source: '' } };
      },
      'gives a fact as the chart has it': altered(({ facts }) => ({
        facts: facts.map((fact) => ({ ...fact, recordedAt: '03/02/2026' })),
      })),
      'never comes to an end': altered(() => ({ more: true })),
    },
    'gives the same snapshots from the same cursor, so that a lost batch can be read again': {
      'gives each batch once': broken((read) => {
        const given = new Set<string | null>();
        return async (cursor) => {
          const page = await read(cursor);
          const isRepeat = given.has(cursor);
          given.add(cursor);
          return isRepeat ? { ...page, facts: [] } : page;
        };
      }),
    },
    'gives an edit behind the last cursor, as a newer snapshot': {
      'reads everything once': broken((read) => {
        let hasEnded = false;
        return async (cursor) => {
          const page = await read(cursor);
          const facts = hasEnded && cursor !== null ? [] : page.facts;
          hasEnded ||= !page.more;
          return { ...page, facts };
        };
      }),
      'leaves the revision as it was': altered(({ facts }) => ({
        facts: facts.map((fact) => ({ ...fact, revision: 1 })),
      })),
    },
    'loses nothing that is edited while the chart is read': {
      'reads the chart as it stood at first': broken((read) => {
        const pages = new Map<string | null, PmsChanges>();
        return async (cursor) => {
          if (cursor === null) {
            for (let [at, more] = [cursor as string | null, true]; more; ) {
              const page = await read(at);
              pages.set(at, page);
              ({ cursor: at, more } = page);
            }
          }
          return pages.get(cursor) ?? read(cursor);
        };
      }),
    },
    'gives no newer snapshot when nothing was edited': {
      'gives its last page again, as newer': broken((read) => {
        let last: PmsChanges['facts'] = [];
        return async (cursor) => {
          const page = await read(cursor);
          last = page.facts.length > 0 ? page.facts : last.map((fact) => ({ ...fact, revision: fact.revision + 1 }));
          return { ...page, facts: last };
        };
      }),
    },
    'tells as of when it read, and never an earlier instant further on': {
      'tells the clock on the wall': altered(() => ({ asOf: '2026-03-02 09:00' })),
      'tells the time of the oldest row': altered((_page, cursor) => ({
        asOf: cursor === null ? '2026-03-02T15:00:00Z' : '2026-01-01T00:00:00Z',
      })),
    },
  });
});
