import { describe } from 'vitest';
import { journeyStoreContract } from '../../src/contracts/index.js';
import { mapStore } from '../map-store.js';
import { brokenClaims } from './broken-stores/claims.js';
import { brokenJourneys } from './broken-stores/journeys.js';
import { brokenLookups } from './broken-stores/lookups.js';
import { itCatches, itHolds } from './holds.js';

describe('JourneyStore contract on a map', () => {
  itHolds(journeyStoreContract, mapStore);
  itCatches(journeyStoreContract, { ...brokenJourneys, ...brokenClaims, ...brokenLookups });
});
