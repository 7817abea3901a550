// Stores that break a promise of `claimDue` or `release`, under the case that catches them.
import { harbor, mesa, type StoreUnderTest } from '../../../src/contracts/journey-store/store-under-test.js';
import { nextDueAt } from '../../../src/engine/document.js';
import type { Claim } from '../../../src/ports/journey-store.js';
import { msOf } from '../../../src/shared/instant.js';
import { mapStore } from '../../map-store.js';
import type { Broken } from '../holds.js';
import { broken, later, remembering } from './fault.js';

export const brokenClaims: Broken<StoreUnderTest> = {
  'claims what is due now, not what is due later or never': {
    'claims the day ahead': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, now: later(request.now, 86_400_000) }),
    })),
    'waits until the time has passed': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, now: later(request.now, -1) }),
    })),
  },
  'compares instants, not their text': {
    'compares text': broken((store) => ({
      async claimDue(request) {
        const all = await store.claimDue({ ...request, now: later(request.now, 1000) });
        const claims: Claim[] = [];
        for (const one of all) {
          const [journey] = await store.load(one.practiceId, [one.patientId]);
          if (journey !== undefined && (nextDueAt(journey.document) ?? '~') <= request.now) claims.push(one);
        }
        return claims;
      },
    })),
  },
  'claims the longest due first, and no more than the limit': {
    'claims all': broken((store) => ({ claimDue: (request) => store.claimDue({ ...request, limit: 1000 }) })),
    'claims the newest first': broken((store) => ({
      claimDue: async (request) => [...(await store.claimDue(request))].reverse(),
    })),
  },
  'gives no journey to another claim while the lease lasts': {
    'leases nothing': broken((store) => ({ claimDue: (request) => store.claimDue({ ...request, leaseMs: 0 }) })),
    'ends leases a moment early': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, leaseMs: request.leaseMs - 1 }),
    })),
  },
  'gives no journey to two claims made at once': {
    'looks what is free, then leases it': broken((store) => {
      let looking: Promise<readonly Claim[]> | null = null;
      return {
        async claimDue(request) {
          looking ??= store.claimDue(request);
          const claims = await looking;
          looking = null;
          return claims;
        },
      };
    }),
  },
  'gives a journey again when its lease has ended': {
    'never gives it again': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, leaseMs: Number.POSITIVE_INFINITY }),
    })),
    'ends leases a moment late': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, leaseMs: request.leaseMs + 1 }),
    })),
    "uses the patient's id for a lease": broken((store) => ({
      claimDue: async (request) => (await store.claimDue(request)).map((one) => ({ ...one, leaseId: one.patientId })),
    })),
  },
  'gives a journey again once it is released': {
    'does not listen to a release': broken(() => ({ release: async () => undefined })),
  },
  'passes over the release of a lease that has ended: the newer one stays': {
    'releases whatever lease there is': broken((store) => {
      const { claimDue, given } = remembering(store);
      const newest = (claim: Claim) => given.findLast(({ patientId }) => patientId === claim.patientId) ?? claim;
      return { claimDue, release: (claims) => store.release(claims.map(newest)) };
    }),
  },
  'keeps the lease of a journey that is changed meanwhile': {
    'frees what is changed': broken((store) => {
      const { claimDue, given } = remembering(store);
      return {
        claimDue,
        async apply(practice, changes) {
          await store.release(given);
          return store.apply(practice, changes);
        },
      };
    }),
  },
  'follows the due time of every change': {
    'keeps the first due time': broken((store) => {
      const first = mapStore();
      return {
        async apply(practice, changes) {
          await first.apply(
            practice,
            changes.filter(({ expectedRevision }) => expectedRevision === 0),
          );
          return store.apply(practice, changes);
        },
        claimDue: first.claimDue,
        release: first.release,
      };
    }),
  },
  'frees no lease and loses no journey when the clock is set back': {
    'takes an earlier instant for a restart': broken((store) => {
      const { claimDue, given } = remembering(store);
      let last = '';
      return {
        async claimDue(request) {
          if (request.now < last) await store.release(given);
          last = request.now;
          return claimDue(request);
        },
      };
    }),
    'never looks back': broken((store) => {
      let last = '';
      return {
        async claimDue(request) {
          if (request.now < last) return [];
          last = request.now;
          return store.claimDue(request);
        },
      };
    }),
  },
  'claims a patient id of two practices as two journeys': {
    'releases by the id of the patient': broken((store) => {
      const { claimDue, given } = remembering(store);
      return {
        claimDue,
        release: (claims) =>
          store.release(given.filter((one) => claims.some(({ patientId }) => patientId === one.patientId))),
      };
    }),
    'claims each id once': broken((store) => ({
      claimDue: async (request) => {
        const claims = await store.claimDue(request);
        return claims.filter(
          (one, index) => claims.findIndex(({ patientId }) => patientId === one.patientId) === index,
        );
      },
    })),
  },
  'gives a journey that is released until an instant to nobody before it': {
    'forgets the instant': broken((store) => ({
      release: (claims) => store.release(claims.map(({ until: _, ...claim }) => claim)),
    })),
    'puts off whoever holds it now': broken((store) => {
      const { claimDue, given } = remembering(store);
      return {
        claimDue,
        release: (claims) =>
          store.release(
            claims.flatMap((one) =>
              given.filter(({ patientId }) => patientId === one.patientId).map((held) => ({ ...one, ...held })),
            ),
          ),
      };
    }),
  },
  'tells when the next journey that nobody holds is due': {
    'tells of those held too': broken((store) => ({
      async nextDueAt() {
        const all = await store.load(mesa, await store.patients(mesa));
        const own = await store.load(harbor, await store.patients(harbor));
        return [...all, ...own].flatMap(({ document }) => nextDueAt(document) ?? []).sort()[0] ?? null;
      },
    })),
    'tells nothing': broken(() => ({ nextDueAt: async () => null })),
  },
  'grants as many permits as a limit has room for, for all callers together': {
    'grants all': broken(() => ({ takePermits: async (requests) => requests.map(({ wanted }) => wanted) })),
    'saves up what was not used': broken((store) => {
      const first = new Map<string, number>();
      const taken = new Map<string, number>();
      return {
        ...store,
        takePermits: async (requests, now) =>
          requests.map(({ key, wanted, perSecond }) => {
            const sinceMs = msOf(now) - (first.get(key) ?? msOf(now));
            first.set(key, first.get(key) ?? msOf(now));
            const room = Math.floor(Math.max(1, perSecond) + (sinceMs / 1000) * perSecond) - (taken.get(key) ?? 0);
            const granted = Math.max(0, Math.min(wanted, room));
            taken.set(key, (taken.get(key) ?? 0) + granted);
            return granted;
          }),
      };
    }),
  },
  'grants permits in the order asked, and never one twice': {
    'grants by name': broken((store) => ({
      async takePermits(requests, now) {
        const sorted = [...requests].sort((a, b) => (a.key < b.key ? -1 : 1));
        return store.takePermits(sorted, now);
      },
    })),
    'counts after it has granted': broken((store) => {
      const left = new Map<string, number>();
      return {
        ...store,
        takePermits: async (requests) => {
          const seen = requests.map(({ key, perSecond }) => left.get(key) ?? perSecond);
          await Promise.resolve();
          return requests.map(({ key, wanted }, index) => {
            const granted = Math.min(wanted, seen[index] ?? 0);
            left.set(key, (seen[index] ?? 0) - granted);
            return granted;
          });
        },
      };
    }),
  },
};
