import { casesFor, journeyStoreContract } from '@implant-journey/core/contracts';
import { describe, it } from 'vitest';
import { oddIdsWork } from '../test/odd-ids.js';
import { testDatabase, workerStore } from './server.js';

const database = await testDatabase();

describe('JourneyStore contract on a Postgres server, as a worker without other rights', () => {
  const cases = casesFor(journeyStoreContract, { exempt: {} });
  for (const [index, { name, run }] of cases.entries())
    it(name, async () => run(await workerStore(database, `case_${index}`)));
});

it('takes ids of any characters', async () => oddIdsWork(await workerStore(database, 'odd_ids')));
