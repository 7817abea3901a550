// The promises of a Notifier. In: a notifier whose other side can be told to fail. Rule owned: an alert that was not
// handed over is never called done.
import type { Notice, Notifier } from '../ports/notifier.js';
import { equal, holds, settled } from './assert.js';
import type { Contract } from './contract.js';

export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** Makes the next hand-over fail. */
  failOnce(): void;
  /** Ids of the notices handed over; once or more for one handed over twice. */
  handedOver(): readonly string[];
}

const notice: Notice = {
  id: 'escalation-1/notice-0',
  practiceId: 'harbor',
  locationId: 'chicago',
  escalationId: 'escalation-1',
  tier: 'S',
  recipients: ['ana', 'ben'],
  respondBy: '2026-03-02T19:00:00Z',
};

export const notifierContract: Contract<NotifierUnderTest> = [
  {
    name: 'has handed the notice over when it resolves',
    async run({ notifier, handedOver }) {
      await settled(() => notifier.notify(notice), 'notify');
      equal(handedOver(), [notice.id], 'what was handed over');
    },
  },
  {
    name: 'rejects when the notice could not be handed over, and takes it again',
    async run({ notifier, failOnce, handedOver }) {
      failOnce();
      const isRejected = await notifier.notify(notice).then(
        () => false,
        () => true,
      );
      holds(isRejected, 'a notice that was not handed over is rejected');
      equal(handedOver(), [], 'what was handed over');
      await settled(() => notifier.notify(notice), 'the next try');
      equal(handedOver(), [notice.id], 'what was handed over by the next try');
    },
  },
  {
    name: 'takes the same notice twice, and another beside it',
    async run({ notifier, handedOver }) {
      for (const id of [notice.id, notice.id, 'escalation-2/notice-0'])
        await settled(() => notifier.notify({ ...notice, id }), 'notify');
      equal([...new Set(handedOver())], [notice.id, 'escalation-2/notice-0'], 'the notices handed over');
    },
  },
];
