import { describe } from 'vitest';
import { clockContract } from '../../src/contracts/index.js';
import { fixedClock } from '../../src/testing/index.js';
import { itCatches, itHolds } from './holds.js';

describe('Clock contract', () => {
  itHolds(clockContract, () => fixedClock('2026-03-02T15:00:00Z'));
  itCatches(clockContract, {
    'tells an instant as UTC ISO text': {
      'tells the clock on the wall': () => ({ now: () => '2026-03-02 09:00:00' }),
      'tells an offset': () => ({ now: () => '2026-03-02T09:00:00-06:00' }),
    },
    'writes whole seconds without a fraction': {
      'writes the milliseconds always': () => ({ now: () => '2026-03-02T15:00:00.000Z' }),
    },
  });
});
