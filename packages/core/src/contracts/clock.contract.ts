// The promises of a Clock: an instant core can read, written the one way core writes it. It may go back.

import type { Clock } from '../ports/clock.js';
import { instantOf, msOf } from '../shared/instant.js';
import { isInstant } from '../shared/time.js';
import { equal, holds } from './assert.js';
import type { Contract } from './contract.js';

export const clockContract: Contract<Clock> = [
  {
    name: 'tells an instant as UTC ISO text',
    async run(clock) {
      holds(isInstant(clock.now()), 'now() is a real instant, written as 2026-03-02T15:00:00Z');
    },
  },
  {
    name: 'writes whole seconds without a fraction',
    async run(clock) {
      const now = clock.now();
      equal(now, instantOf(msOf(now)), 'the instant');
    },
  },
];
