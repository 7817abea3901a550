// The promises of `claimDue`, `extend` and `release`: what is due, the longest due first, to one claim at a time, and no
// practice waiting for another. A lease runs on the instants that are passed in, never on the machine's clock.
import type { Claim } from '../../ports/journey-store.js';
import { equal, holds } from '../assert.js';
import type { Contract } from '../contract.js';
import {
  applyAll,
  at,
  change,
  claim,
  harbor,
  mesa,
  patientsOf,
  type StoreUnderTest,
  type Told,
} from './store-under-test.js';

/** One journey, due at nine. */
async function dueAtNine(store: StoreUnderTest): Promise<void> {
  await applyAll(store, [change('ana', 0, { dueAt: at('09:00:00') })]);
}

const extend = (store: StoreUnderTest, claims: readonly Claim[], time: string) =>
  store.extend(claims, { now: at(time), leaseMs: 30_000 });

/** One practice has hundreds of journeys due for hours; forty have one each, due a moment ago. */
async function flood(store: StoreUnderTest, large: Told, small: Told): Promise<readonly string[]> {
  const ids = Array.from({ length: 300 }, (_, index) => `patient-${index}`);
  await applyAll(
    store,
    ids.map((id) => change(id, 0, large)),
  );
  const practices = Array.from({ length: 40 }, (_, index) => `small-${index}`).sort();
  for (const practiceId of practices) await applyAll(store, [change('ana', 0, { ...small, practiceId })], practiceId);
  return practices;
}

/** Every practice has its turn in as few claims as are promised, whatever their size. Each begins with all free. */
async function allHaveTurns(store: StoreUnderTest, practices: readonly string[]): Promise<void> {
  for (const limit of [1, 10, 100]) {
    const most = Math.ceil((2 * (practices.length + 1)) / limit);
    const waiting = new Set(practices);
    const claims: Claim[] = [];
    for (let made = 0; made < most && waiting.size > 0; made += 1) {
      const given = await claim(store, '15:00:00', limit);
      for (const { practiceId } of given) waiting.delete(practiceId);
      claims.push(...given);
    }
    equal([...waiting], [], `who is in none of ${most} claims of ${limit}`);
    await store.release(claims);
  }
}

export const claimCases: Contract<StoreUnderTest> = [
  {
    name: 'claims what is due now, not what is due later or never',
    async run(store) {
      const later = change('ben', 0, { dueAt: at('15:00:01') });
      await applyAll(store, [change('ana', 0, { dueAt: at('15:00:00') }), later, change('cy', 0)]);
      equal(patientsOf(await claim(store, '14:59:59')), [], 'what is due the second before');
      const claims = await claim(store, '15:00:00');
      equal(
        claims.map(({ practiceId, patientId }) => [practiceId, patientId]),
        [[harbor, 'ana']],
        'what is due to the second',
      );
      equal(patientsOf(await claim(store, '15:00:01')), ['ben'], 'what is due a second later');
    },
  },
  {
    name: 'compares instants, not their text',
    async run(store) {
      const half = change('ana', 0, { dueAt: at('15:00:00.500') });
      await applyAll(store, [half, change('ben', 0, { dueAt: at('15:00:00') })]);
      equal(patientsOf(await claim(store, '15:00:00.499')), ['ben'], 'what is due before the half second');
      equal(patientsOf(await claim(store, '15:00:01')), ['ana'], 'what is due after it');
    },
  },
  {
    name: 'claims the longest due first, and no more than the limit',
    async run(store) {
      const times = { ana: '11:00:00', ben: '10:00:00', cy: '09:00:00' };
      await applyAll(
        store,
        Object.entries(times).map(([id, time]) => change(id, 0, { dueAt: at(time) })),
      );
      equal(patientsOf(await claim(store, '15:00:00', 2)), ['cy', 'ben'], 'the first two');
      equal(patientsOf(await claim(store, '15:00:00', 2)), ['ana'], 'the rest');
    },
  },
  {
    name: 'lets no practice wait until what another has due is done, however small the claims',
    async run(store) {
      const practices = await flood(store, { dueAt: at('09:00:00') }, { dueAt: at('14:59:00') });
      await allHaveTurns(store, practices);
    },
  },
  {
    name: 'lets no alert wait until the alerts of another practice are told, however small the claims',
    async run(store) {
      // The first notice is due at nine, the next climb at ten.
      const climbing = { escalation: 'open', notified: ['escalation-1/notice-0'] } as const;
      await allHaveTurns(store, await flood(store, { escalation: 'open' }, climbing));
    },
  },
  {
    name: 'gives no journey to another claim while the lease lasts',
    async run(store) {
      await dueAtNine(store);
      equal(patientsOf(await claim(store, '15:00:00')), ['ana'], 'the first claim');
      equal(await claim(store, '15:00:00'), [], 'a claim in the same instant');
      equal(await claim(store, '15:00:29.999'), [], 'a claim at the end of the lease');
    },
  },
  {
    name: 'gives no journey to two claims made at once',
    async run(store) {
      await applyAll(
        store,
        ['ana', 'ben', 'cy', 'di'].map((id) => change(id, 0, { dueAt: at('09:00:00') })),
      );
      const claims = await Promise.all([claim(store, '15:00:00', 2), claim(store, '15:00:00', 4)]);
      const given = claims.flatMap(patientsOf);
      equal(given.length, new Set(given).size, 'how often each was given');
    },
  },
  {
    name: 'gives a journey again when its lease has ended',
    async run(store) {
      await dueAtNine(store);
      const [first] = await claim(store, '15:00:00');
      const [second] = await claim(store, '15:00:30');
      equal(second?.patientId, 'ana', 'the claim after the lease');
      holds(first?.leaseId !== second?.leaseId, 'a new claim has a lease of its own');
    },
  },
  {
    name: 'gives a journey again once it is released',
    async run(store) {
      await dueAtNine(store);
      await store.release(await claim(store, '15:00:00'));
      equal(patientsOf(await claim(store, '15:00:01')), ['ana'], 'the claim after the release');
    },
  },
  {
    name: 'passes over the release of a lease that has ended: the newer one stays',
    async run(store) {
      await dueAtNine(store);
      const late = await claim(store, '15:00:00');
      await claim(store, '15:00:30');
      await store.release(late);
      equal(await claim(store, '15:00:31'), [], 'the claim after a late release');
      equal(
        await store.release([{ practiceId: harbor, patientId: 'nobody', leaseId: 'none' }]),
        undefined,
        'a release',
      );
    },
  },
  {
    name: 'keeps the lease of a journey that is changed meanwhile',
    async run(store) {
      await dueAtNine(store);
      await claim(store, '15:00:00');
      await applyAll(store, [change('ana', 1, { dueAt: at('09:30:00') })]);
      equal(await claim(store, '15:00:01'), [], 'a claim during the lease');
      equal(patientsOf(await claim(store, '15:00:30')), ['ana'], 'the claim after it');
    },
  },
  {
    name: 'follows the due time of every change',
    async run(store) {
      await dueAtNine(store);
      await applyAll(store, [change('ana', 1, { dueAt: at('16:00:00') })]);
      equal(await claim(store, '15:00:00'), [], 'a claim of what was put off');
      await applyAll(store, [change('ana', 2)]);
      equal(await claim(store, '17:00:00'), [], 'a claim of what is no longer due');
      await applyAll(store, [change('ana', 3, { dueAt: at('08:00:00') })]);
      equal(patientsOf(await claim(store, '08:00:00')), ['ana'], 'a claim of what was brought forward');
    },
  },
  {
    name: 'frees no lease and loses no journey when the clock is set back',
    async run(store) {
      await dueAtNine(store);
      const claims = await claim(store, '15:00:00');
      equal(await claim(store, '14:00:00'), [], 'a claim an hour back, during the lease');
      await store.release(claims);
      equal(await claim(store, '08:59:59'), [], 'a claim before it is due');
      equal(patientsOf(await claim(store, '14:00:00')), ['ana'], 'the claim after the release');
    },
  },
  {
    name: 'claims by its own clock when no instant is given',
    async run(store) {
      const due = change('ana', 0, { dueAt: '2000-01-01T00:00:00Z' });
      await applyAll(store, [due, change('ben', 0, { dueAt: '9999-01-01T00:00:00Z' })]);
      const claims = await store.claimDue({ limit: 10, leaseMs: 3_600_000 });
      equal(patientsOf(claims), ['ana'], 'what was due long ago');
      equal(await store.claimDue({ limit: 10, leaseMs: 3_600_000 }), [], 'a claim during the lease');
      equal(await store.extend(claims, { leaseMs: 3_600_000 }), claims, 'what is still held');
    },
  },
  {
    name: 'extends a lease from the instant of the call',
    async run(store) {
      await dueAtNine(store);
      const claims = await claim(store, '15:00:00');
      equal(await extend(store, claims, '15:00:20'), claims, 'what is still held');
      equal(await claim(store, '15:00:49.999'), [], 'a claim at the end of the extended lease');
      equal(patientsOf(await claim(store, '15:00:50')), ['ana'], 'the claim after it');
    },
  },
  {
    name: 'extends no lease that has ended or was released, and tells which are held, in the order given',
    async run(store) {
      await applyAll(
        store,
        ['ana', 'ben', 'cy', 'di'].map((id) => change(id, 0, { dueAt: at('09:00:00') })),
      );
      const byId = async (time: string) =>
        [...(await claim(store, time))].sort((a, b) => (a.patientId < b.patientId ? -1 : 1));
      const [ana, ben, cy, di] = await byId('15:00:00');
      if (ana === undefined || ben === undefined || cy === undefined || di === undefined)
        return holds(false, 'four are due');
      await store.release([ben]);
      equal(await extend(store, [di, ben, ana], '15:00:10'), [di, ana], 'what is held after a release');
      equal(await extend(store, [cy], '15:00:30'), [], 'what is held when the lease ends');
      equal(patientsOf(await byId('15:00:30')), ['ben', 'cy'], 'what can be claimed then');
      equal(await extend(store, [cy, ana], '15:00:31'), [ana], 'what is held once another has it');
      equal(await extend(store, [], '15:00:31'), [], 'what is held of nothing');
    },
  },
  {
    name: 'extends the lease of one practice only',
    async run(store) {
      await dueAtNine(store);
      await applyAll(store, [change('ana', 0, { practiceId: mesa, dueAt: at('10:00:00') })], mesa);
      const [here] = await claim(store, '15:00:00');
      if (here === undefined) return holds(false, 'two are due');
      equal(
        await extend(store, [{ ...here, practiceId: mesa }], '15:00:10'),
        [],
        'what is held under the other practice',
      );
      equal(await extend(store, [here], '15:00:10'), [here], 'what is held');
      const claims = await claim(store, '15:00:30');
      equal(
        claims.map(({ practiceId }) => practiceId),
        [mesa],
        'whose lease ended',
      );
    },
  },
  {
    name: 'claims a patient id of two practices as two journeys',
    async run(store) {
      await dueAtNine(store);
      await applyAll(store, [change('ana', 0, { practiceId: mesa, dueAt: at('10:00:00') })], mesa);
      const claims = await claim(store, '15:00:00');
      const practices = (given: typeof claims) => given.map(({ practiceId }) => practiceId);
      equal(practices(claims), [harbor, mesa], 'the practices of the claims');
      await store.release(claims.filter(({ practiceId }) => practiceId === mesa));
      equal(practices(await claim(store, '15:00:01')), [mesa], 'the practice of the one released');
    },
  },
  {
    name: 'tells when the next journey can be claimed: when it is due, or when its lease ends',
    async run(store) {
      equal(await store.nextDueAt(), null, 'what is next in an empty store');
      await applyAll(store, [change('ben', 0, { dueAt: at('10:00:00.500') }), change('cy', 0)]);
      await applyAll(store, [change('ana', 0, { practiceId: mesa, dueAt: at('09:00:00') })], mesa);
      equal(await store.nextDueAt(), at('09:00:00'), 'what is next, long overdue or not');
      const claims = await claim(store, '09:30:00');
      equal(await store.nextDueAt(), at('09:30:30'), 'what is next while the first is held');
      await store.release(claims);
      equal(await store.nextDueAt(), at('09:00:00'), 'what is next once it is released');
    },
  },
  {
    name: 'grants as many permits as a limit has room for, for all callers together',
    async run(store) {
      const ask = async (time: string, key: string, wanted: number, perSecond = 10) =>
        (await store.takePermits([{ key, wanted, perSecond }], at(time)))[0];
      equal(await ask('15:00:00', 'sms', 4), 4, 'what is granted of a full second');
      equal(await ask('15:00:00', 'sms', 10), 6, 'what is left of it');
      equal(await ask('15:00:00', 'sms', 1), 0, 'what is granted of none');
      equal(await ask('15:00:00', 'voice', 1), 1, 'what another limit grants');
      equal(await ask('15:00:00.500', 'sms', 10), 5, 'what half a second brings');
      equal(await ask('16:00:00', 'sms', 99), 10, 'what an hour brings: a second is the most');
      equal(await ask('15:59:59', 'sms', 1), 0, 'what a clock set back brings');
      equal(await ask('15:00:00', 'mail', 100, 100), 100, 'what a fast limit grants');
      equal(await ask('15:00:00.290', 'mail', 99, 100), 29, 'what 290 milliseconds bring, rounding or not');
      equal(await ask('16:00:00', 'letter', 2, 0.5), 1, 'what a slow limit grants: one is always in it');
      equal(await ask('16:00:01', 'letter', 1, 0.5), 0, 'what it grants after a second');
      equal(await ask('16:00:02', 'letter', 1, 0.5), 1, 'what it grants after two');
    },
  },
  {
    name: 'grants permits in the order asked, and never one twice',
    async run(store) {
      const request = (key: string, wanted: number) => ({ key, wanted, perSecond: 5 });
      const asked = [request('b', 3), request('a', 9)];
      equal(await store.takePermits(asked, at('15:00:00')), [3, 5], 'what is granted of two limits');
      equal(await store.takePermits([], at('15:00:00')), [], 'what is granted of none');
      const rushed = await Promise.all(
        Array.from({ length: 4 }, () => store.takePermits([request('c', 2)], at('15:00:00'))),
      );
      equal(
        rushed.flat().reduce((sum, granted) => sum + granted, 0),
        5,
        'what four callers at once are granted together',
      );
    },
  },
];
