import { casesFor, journeyStoreContract } from '@implant-journey/core/contracts';
import { describe, it } from 'vitest';
import { createMemoryStore } from '../src/index.js';

describe('JourneyStore contract in memory', () => {
  for (const { name, run } of casesFor(journeyStoreContract, { exempt: {} })) it(name, () => run(createMemoryStore()));
});
