// Stores that break a promise of `claimDue`, `extend`, `release`, `nextDueAt` or `takePermits`, under the case that
// catches them.
import { harbor, mesa, type StoreUnderTest } from '../../../src/contracts/journey-store/store-under-test.js';
import { nextDueAt } from '../../../src/engine/document.js';
import type { Claim } from '../../../src/ports/journey-store.js';
import { msOf } from '../../../src/shared/instant.js';
import { mapStore } from '../../map-store.js';
import type { Broken } from '../holds.js';
import { broken, later, remembering } from './fault.js';

const nowOf = ({ now }: { readonly now?: string | undefined }) => now ?? 'now';

/** The longest due of all, whoever has it, of the practices that are asked for. */
async function longestDue(
  store: StoreUnderTest,
  request: Parameters<StoreUnderTest['claimDue']>[0],
  isAsked: (practiceId: string) => boolean = () => true,
): Promise<readonly Claim[]> {
  const all = await store.claimDue({ ...request, limit: 1000 });
  const first = all.filter(({ practiceId }) => isAsked(practiceId)).slice(0, request.limit);
  await store.release(all.filter((one) => !first.includes(one)));
  return first;
}

export const brokenClaims: Broken<StoreUnderTest> = {
  'claims what is due now, not what is due later or never': {
    'claims the day ahead': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, now: later(nowOf(request), 86_400_000) }),
    })),
    'waits until the time has passed': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, now: later(nowOf(request), -1) }),
    })),
  },
  'compares instants, not their text': {
    'compares text': broken((store) => ({
      async claimDue(request) {
        const all = await store.claimDue({ ...request, now: later(nowOf(request), 1000) });
        const claims: Claim[] = [];
        for (const one of all) {
          const [journey] = await store.load(one.practiceId, [one.patientId]);
          if (journey !== undefined && (nextDueAt(journey.document) ?? '~') <= nowOf(request)) claims.push(one);
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
  'lets no practice wait until what another has due is done, however small the claims': {
    'gives what is due longest': broken((store) => ({ claimDue: (request) => longestDue(store, request) })),
    'has no turns in a claim of one': broken((store) => ({
      claimDue: (request) => (request.limit === 1 ? longestDue(store, request) : store.claimDue(request)),
    })),
    'gives turns to two halves of the practices, not to each': broken((store) => {
      const isFirst = (practiceId: string) => practiceId === harbor || practiceId < 'small-2';
      let turn = 0;
      return {
        claimDue(request) {
          turn += 1;
          return longestDue(store, request, (practiceId) => isFirst(practiceId) === (turn % 2 === 0));
        },
      };
    }),
    'begins every round with the same practice': broken((store) => ({
      async claimDue(request) {
        const all = await store.claimDue({ ...request, limit: 1000 });
        const half = Math.ceil(request.limit / 2);
        const practices = [...new Set(all.map(({ practiceId }) => practiceId))].slice(0, half);
        const inTurn = practices.flatMap((id) => all.find(({ practiceId }) => practiceId === id) ?? []);
        const given = [...inTurn, ...all.filter((one) => !inTurn.includes(one))].slice(0, request.limit);
        await store.release(all.filter((one) => !given.includes(one)));
        return given;
      },
    })),
  },
  'lets no alert wait until the alerts of another practice are told, however small the claims': {
    'tells alerts as they come': broken((store) => ({ claimDue: (request) => longestDue(store, request) })),
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
          if (nowOf(request) < last) await store.release(given);
          last = nowOf(request);
          return claimDue(request);
        },
      };
    }),
    'never looks back': broken((store) => {
      let last = '';
      return {
        async claimDue(request) {
          if (nowOf(request) < last) return [];
          last = nowOf(request);
          return store.claimDue(request);
        },
      };
    }),
  },
  'claims by its own clock when no instant is given': {
    'claims nothing then': broken((store) => ({
      claimDue: async (request) => (request.now === undefined ? [] : store.claimDue(request)),
    })),
    'claims everything then': broken((store) => ({
      claimDue: (request) => store.claimDue({ now: '9999-12-30T00:00:00Z', ...request }),
    })),
    'knows no lease then': broken((store) => ({
      claimDue: (request) => store.claimDue({ ...request, leaseMs: request.now === undefined ? 0 : request.leaseMs }),
    })),
  },
  'extends a lease from the instant of the call': {
    'says so and does nothing': broken(() => ({ extend: async (claims) => claims })),
    'adds to the end of the lease': broken((store) => ({
      extend: (claims, { now, leaseMs }) => store.extend(claims, { now, leaseMs: leaseMs + 10_000 }),
    })),
    'gives the rest of the lease only': broken((store) => ({
      extend: (claims, { now, leaseMs }) => store.extend(claims, { now, leaseMs: leaseMs - 20_000 }),
    })),
  },
  'extends no lease that has ended or was released, and tells which are held, in the order given': {
    'tells them in order of id': broken((store) => ({
      extend: async (claims, request) =>
        [...(await store.extend(claims, request))].sort((a, b) => (a.patientId < b.patientId ? -1 : 1)),
    })),
    'tells them all': broken((store) => ({
      async extend(claims, request) {
        await store.extend(claims, request);
        return claims;
      },
    })),
    'extends what has ended': broken((store) => ({
      extend: (claims, { leaseMs }) => store.extend(claims, { now: '2026-03-02T15:00:10Z', leaseMs }),
    })),
  },
  'extends the lease of one practice only': {
    'looks at the lease alone': broken((store) => {
      const { claimDue, given } = remembering(store);
      return {
        claimDue,
        async extend(claims, request) {
          const asGiven = claims.map((one) => given.find(({ leaseId }) => leaseId === one.leaseId) ?? one);
          const held = await store.extend(asGiven, request);
          return claims.filter((_, index) => held.includes(asGiven[index] as Claim));
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
  'tells when the next journey can be claimed: when it is due, or when its lease ends': {
    'looks at no lease': broken((store) => ({
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
