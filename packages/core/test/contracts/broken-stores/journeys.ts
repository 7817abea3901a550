// Stores that break a promise of `load` or `apply`, under the case that catches them.
import { harbor, type StoreUnderTest } from '../../../src/contracts/journey-store/store-under-test.js';
import type { JourneyDocument } from '../../../src/engine/document.js';
import type { JourneyFact } from '../../../src/journey/fact.js';
import type { StoredJourney } from '../../../src/ports/journey-store.js';
import { mapStore } from '../../map-store.js';
import type { Broken } from '../holds.js';
import { broken, force, isStale } from './fault.js';

export const brokenJourneys: Broken<StoreUnderTest> = {
  'loads journeys in the order asked, one asked twice given twice': {
    'gives them in order of id': broken((store) => ({
      load: (practice, ids) => store.load(practice, [...ids].sort()),
    })),
    'gives each once': broken((store) => ({ load: (practice, ids) => store.load(practice, [...new Set(ids)]) })),
  },
  'gives an empty document at revision 0 for a journey never stored': {
    'leaves out what was never stored': broken((store) => ({
      load: async (practice, ids) => (await store.load(practice, ids)).filter(({ revision }) => revision > 0),
    })),
  },
  'gives back what was applied, and grows the revision by one': {
    'tells the revision before': broken((store) => ({
      apply: async (practice, changes) =>
        (await store.apply(practice, changes)).map((one) =>
          one.kind === 'applied' ? { ...one, revision: one.revision - 1 } : one,
        ),
    })),
    'forgets what staff were sent': broken((store) => ({
      load: async (practice, ids) =>
        (await store.load(practice, ids)).map((one) => ({ ...one, document: { ...one.document, notified: [] } })),
    })),
    'keeps no facts': broken(() => ({ facts: async () => [] })),
  },
  'changes neither document, facts nor due time on another revision than the stored one': {
    'lets the last writer win': broken((store) => ({ apply: (practice, changes) => force(store, practice, changes) })),
    'keeps the facts of a refused change': broken((store) => {
      const facts: JourneyFact[] = [];
      return {
        apply: (practice, changes) => {
          facts.push(...changes.flatMap((one) => one.facts));
          return store.apply(practice, changes);
        },
        facts: async () => facts,
      };
    }),
    'keeps the due time of a refused change': broken((store) => {
      const due = mapStore();
      return {
        apply: async (practice, changes) => {
          await force(due, practice, changes);
          return store.apply(practice, changes);
        },
        claimDue: due.claimDue,
      };
    }),
  },
  'applies the other changes of a call when one conflicts, and tells which': {
    'refuses the whole call': broken((store) => ({
      async apply(practice, changes) {
        const stale = await Promise.all(changes.map((one) => isStale(store, practice, one)));
        return stale.includes(true) ? changes.map(() => ({ kind: 'conflict' })) : store.apply(practice, changes);
      },
    })),
  },
  'lets one of two changes made at once through': {
    'looks at the revision, then writes': broken((store) => ({
      async apply(practice, changes) {
        const stale = await Promise.all(changes.map((one) => isStale(store, practice, one)));
        return stale.includes(true) ? store.apply(practice, changes) : force(store, practice, changes);
      },
    })),
  },
  'keeps the journeys of practices apart': {
    'knows a patient by the id alone': broken((store) => ({
      load: (_practice, ids) => store.load(harbor, ids),
      apply: (_practice, changes) => store.apply(harbor, changes),
    })),
    'names the patients of all': broken((store) => ({ patients: () => store.patients(harbor) })),
    'has one ledger for all': broken((store) => ({ facts: (_practice, id) => store.facts(harbor, id) })),
  },
  'stays as it is when a caller alters a document it gave or got': {
    'keeps the object it was given': broken((store) => {
      const given = new Map<string, JourneyDocument>();
      return {
        apply(practice, changes) {
          for (const { patientId, document } of changes) given.set(patientId, document);
          return store.apply(practice, changes);
        },
        load: async (practice, ids) =>
          (await store.load(practice, ids)).map((one) => ({
            ...one,
            document: given.get(one.patientId) ?? one.document,
          })),
      };
    }),
    'gives the object it keeps': broken((store) => {
      const kept = new Map<string, StoredJourney>();
      return {
        load: async (practice, ids) =>
          (await store.load(practice, ids)).map((one) => {
            const same = kept.get(`${one.patientId} ${one.revision}`) ?? one;
            kept.set(`${one.patientId} ${one.revision}`, same);
            return same;
          }),
      };
    }),
  },
};
