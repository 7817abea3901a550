import { describe } from 'vitest';
import { type NotifierUnderTest, notifierContract } from '../../src/contracts/index.js';
import type { Notifier } from '../../src/ports/notifier.js';
import { recordedNotifier } from '../../src/testing/index.js';
import { itCatches, itHolds } from './holds.js';

function recorded(): NotifierUnderTest {
  const notifier = recordedNotifier();
  return {
    notifier,
    failOnce: () => notifier.failNext(),
    handedOver: () => notifier.notices.map(({ id }) => id),
  };
}

const broken = (notify: (whole: Notifier) => Notifier['notify']) => () => {
  const under = recorded();
  return { ...under, notifier: { notify: notify(under.notifier) } };
};

describe('Notifier contract on a recorded notifier', () => {
  itHolds(notifierContract, recorded);
  itCatches(notifierContract, {
    'has handed the notice over when it resolves': {
      'hands nothing over': broken(() => async () => undefined),
      'hands it over under another id': broken(
        ({ notify }) =>
          (notice) =>
            notify({ ...notice, id: 'new' }),
      ),
    },
    'rejects when the notice could not be handed over, and takes it again': {
      'swallows failures': broken(
        ({ notify }) =>
          (notice) =>
            notify(notice).catch(() => undefined),
      ),
      'tries a notice once only': broken(({ notify }) => {
        const tried = new Set<string>();
        return async (notice) => {
          if (tried.has(notice.id)) return;
          tried.add(notice.id);
          await notify(notice);
        };
      }),
    },
    'takes the same notice twice, and another beside it': {
      'refuses a repeat': broken(({ notify }) => {
        const seen = new Set<string>();
        return async (notice) => {
          if (seen.has(notice.id)) throw new Error('a repeat');
          seen.add(notice.id);
          await notify(notice);
        };
      }),
    },
  });
});
