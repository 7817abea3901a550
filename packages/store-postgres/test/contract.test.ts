import { casesFor, journeyStoreContract } from '@implant-journey/core/contracts';
import { describe, it } from 'vitest';
import { embeddedStore } from './embedded.js';
import { oddIdsWork } from './odd-ids.js';

describe('JourneyStore contract on an embedded Postgres', () => {
  for (const { name, run } of casesFor(journeyStoreContract, { exempt: {} }))
    it(name, async () => run(await embeddedStore()));
});

it('takes ids of any characters', async () => oddIdsWork(await embeddedStore()));
