// A store that gives back what text can hold, as a database does. In: a store in memory. Out: the same journeys, read anew.
// Rule owned: nothing survives only because it was never written down.
import type { JourneyStore } from '@implant-journey/core';

export function rereading<S extends JourneyStore>(store: S): S {
  const load: JourneyStore['load'] = async (practiceId, ids) =>
    JSON.parse(JSON.stringify(await store.load(practiceId, ids))) as Awaited<ReturnType<JourneyStore['load']>>;
  return Object.assign(Object.create(store) as S, { load });
}
