// The store as one process reaches it. In: the store all share. Out: the same port, each call of which takes time and may
// go wrong. Rule owned: a call waits for the scheduler, takes effect whole or not at all, and then answers or does not.
import type { ApplyResult, JourneyChange, JourneyStore } from '@implant-journey/core';
import type { Process } from './process.js';

/** Told what was stored, before anything else happens. */
export type OnApplied = (changes: readonly JourneyChange[], results: readonly ApplyResult[]) => void;

export function storeOf(process: Process, store: JourneyStore, onApplied: OnApplied): JourneyStore {
  const { faults, scheduler } = process;
  const through =
    <Args extends readonly unknown[], Result>(
      verb: string,
      run: (...args: Args) => Promise<Result>,
      tell?: (result: Result) => string,
    ) =>
    (...args: Args) =>
      process.call('store', verb, () => run(...args), tell);
  return {
    load: (practiceId, ids) => process.call('store', `load ${ids.join()}`, () => store.load(practiceId, ids)),
    apply: (practiceId, changes) =>
      process.call(
        'store',
        `apply ${changes.map(({ patientId, expectedRevision }) => `${patientId}@${expectedRevision}`).join()}`,
        async () => {
          // Somebody was faster who then gave up: the store knows the difference, its caller does not.
          if (faults.happens(0.005, scheduler.nowMs)) return changes.map(() => ({ kind: 'conflict' as const }));
          const results = await store.apply(practiceId, changes);
          onApplied(changes, results);
          return results;
        },
        (results) => results.map(({ kind }) => kind).join(),
      ),
    claimDue: through('claimDue', store.claimDue.bind(store), (claims) =>
      claims.map(({ patientId }) => patientId).join(),
    ),
    extend: through('extend', store.extend.bind(store), (held) => String(held.length)),
    release: through('release', store.release.bind(store)),
    nextDueAt: through('nextDueAt', store.nextDueAt.bind(store), String),
    takePermits: through('takePermits', store.takePermits.bind(store), (granted) => granted.join()),
    findByAddress: through('findByAddress', store.findByAddress.bind(store), (ids) => ids.join()),
    addressHistory: through('addressHistory', store.addressHistory.bind(store)),
    withOpenEscalations: through('withOpenEscalations', store.withOpenEscalations.bind(store)),
    patients: through('patients', store.patients.bind(store)),
    feed: through('feed', store.feed.bind(store)),
    saveFeed: through('saveFeed', store.saveFeed.bind(store)),
    claimFeed: through('claimFeed', store.claimFeed.bind(store), String),
    directory: through('directory', store.directory.bind(store)),
    saveDirectory: through('saveDirectory', store.saveDirectory.bind(store)),
  };
}
