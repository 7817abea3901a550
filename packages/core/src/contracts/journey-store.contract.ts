// The promises of a JourneyStore: one case each. In: an empty store with a look at its ledger. Every store runs them.
import type { Contract } from './contract.js';
import { claimCases } from './journey-store/claims.js';
import { journeyCases } from './journey-store/journeys.js';
import { lookupCases } from './journey-store/lookups.js';
import type { StoreUnderTest } from './journey-store/store-under-test.js';

export type { StoreUnderTest } from './journey-store/store-under-test.js';

/** Each case wants an empty store. Instants are made up and lie on one day; no case waits. */
export const journeyStoreContract: Contract<StoreUnderTest> = [...journeyCases, ...claimCases, ...lookupCases];
