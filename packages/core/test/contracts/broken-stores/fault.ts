// How a store is broken: the map store with some of its verbs replaced by what these helpers do wrong.
import type { StoreUnderTest } from '../../../src/contracts/journey-store/store-under-test.js';
import type { JourneyDocument } from '../../../src/engine/document.js';
import type { ApplyResult, Claim, JourneyChange } from '../../../src/ports/journey-store.js';
import { instantOf, msOf } from '../../../src/shared/instant.js';
import { mapStore } from '../../map-store.js';

type Fault = (store: StoreUnderTest) => Partial<StoreUnderTest>;

/** The map store with some of its verbs replaced; the fault may use the whole one. */
export const broken = (fault: Fault) => () => {
  const store = mapStore();
  return { ...store, ...fault(store) };
};

export const later = (now: string, ms: number) => instantOf(msOf(now) + ms);
export const reversed = async (ids: Promise<readonly string[]>) => [...(await ids)].reverse();

/** Applies whatever the revision, again when somebody was faster. */
export async function force(
  store: StoreUnderTest,
  practiceId: string,
  changes: readonly JourneyChange[],
): Promise<readonly ApplyResult[]> {
  const ids = changes.map(({ patientId }) => patientId);
  const stored = await store.load(practiceId, ids);
  const forced = changes.map((one, index) => ({ ...one, expectedRevision: stored[index]?.revision ?? 0 }));
  const results = await store.apply(practiceId, forced);
  return results.some(({ kind }) => kind === 'applied') ? results : force(store, practiceId, changes);
}

export async function isStale(
  store: StoreUnderTest,
  practiceId: string,
  { patientId, expectedRevision }: JourneyChange,
) {
  return (await store.load(practiceId, [patientId]))[0]?.revision !== expectedRevision;
}

export async function patientsWith(
  store: StoreUnderTest,
  practiceId: string,
  holds: (one: JourneyDocument) => boolean,
) {
  const journeys = await store.load(practiceId, await store.patients(practiceId));
  return journeys.filter(({ document }) => holds(document)).map(({ patientId }) => patientId);
}

export const usesAddress = (document: JourneyDocument, address: string) =>
  document.journey.contactPoint.some(({ value }) => value === address);

/** Asks every practice that was written to. */
export function everywhere(store: StoreUnderTest) {
  const practices = new Set<string>();
  const apply: StoreUnderTest['apply'] = (practiceId, changes) => {
    practices.add(practiceId);
    return store.apply(practiceId, changes);
  };
  const ofAll = async <T>(ask: (practiceId: string) => Promise<readonly T[]>) =>
    (await Promise.all([...practices].map(ask))).flat().sort();
  return { apply, ofAll };
}

/** Remembers the claims it gives. */
export function remembering(store: StoreUnderTest) {
  const given: Claim[] = [];
  const claimDue: StoreUnderTest['claimDue'] = async (request) => {
    const claims = await store.claimDue(request);
    given.push(...claims);
    return claims;
  };
  return { claimDue, given };
}
