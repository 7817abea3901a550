// The promises of the look-ups and of what is kept beside the journeys: addresses, open escalations, patients, feeds and
// the directory. Ids come in order of their text, character by character, as `<` compares: B before a.
import { emptyDirectory } from '../../journey/journey.js';
import { consent, contactPoint, location } from '../../testing/facts.js';
import { equal } from '../assert.js';
import type { Contract } from '../contract.js';
import { applyAll, at, change, harbor, mesa, type StoreUnderTest, type Told } from './store-under-test.js';

type Point = Parameters<typeof contactPoint>[0];

/** A journey with one contact point. */
const reachable = (patientId: string, expectedRevision: number, point: Point, told: Told = {}) =>
  change(patientId, expectedRevision, { ...told, facts: [contactPoint({ patientId, ...point })] });

export const lookupCases: Contract<StoreUnderTest> = [
  {
    name: 'finds a patient by an address, however it is written',
    async run(store) {
      const mail = reachable('ben', 0, { use: 'email', value: 'Ben@Example.test' });
      await applyAll(store, [reachable('ana', 0, { value: '(312) 555-0142' }), mail]);
      for (const number of ['(312) 555-0142', '+13125550142', '312.555.0142'])
        equal(await store.findByAddress(harbor, number), ['ana'], `who has ${number}`);
      equal(await store.findByAddress(harbor, ' ben@example.TEST'), ['ben'], 'who has the mail address');
      equal(await store.findByAddress(harbor, '+13125550143'), [], 'who has a number nobody has');
    },
  },
  {
    name: 'finds everybody who shares an address, in order of id',
    async run(store) {
      await applyAll(
        store,
        ['a', 'cy', 'B'].map((id) => reachable(id, 0, { value: '312-555-0142' })),
      );
      equal(await store.findByAddress(harbor, '3125550142'), ['B', 'a', 'cy'], 'who has the number');
    },
  },
  {
    name: 'finds nobody by an address that was deleted or replaced',
    async run(store) {
      await applyAll(store, [
        reachable('ana', 0, { value: '312-555-0142' }),
        reachable('ben', 0, { value: '312-555-0143' }),
      ]);
      await applyAll(store, [reachable('ana', 1, { value: '312-555-0142', deleted: true })]);
      await applyAll(store, [reachable('ben', 1, { value: '312-555-0144' })]);
      equal(await store.findByAddress(harbor, '312-555-0142'), [], 'who has the deleted number');
      equal(await store.findByAddress(harbor, '312-555-0143'), [], 'who has the replaced number');
      equal(await store.findByAddress(harbor, '312-555-0144'), ['ben'], 'who has the new number');
    },
  },
  {
    name: 'finds addresses within the practice only',
    async run(store) {
      await applyAll(store, [reachable('ana', 0, { value: '312-555-0142' }, { practiceId: mesa })], mesa);
      equal(await store.findByAddress(harbor, '312-555-0142'), [], 'who has the number here');
      equal(await store.findByAddress(mesa, '312-555-0142'), ['ana'], 'who has it there');
    },
  },
  {
    name: 'tells stops and messages of every address asked, in order of address, then of id',
    async run(store) {
      const stop = consent({ patientId: 'B', id: 'stop', decision: 'revoked', address: '+1 312 555 0142' });
      await applyAll(store, [
        change('a', 0, { textedTo: '(312) 555-0142' }),
        change('B', 0, { facts: [stop] }),
        change('A', 0, { textedTo: '312-555-0143' }),
      ]);
      const told = await store.addressHistory(harbor, ['3125550143', '3125550142', '3125550142', '3125550199']);
      const { id, channel, messageClass, decision, decidedAt } = stop;
      const address = '3125550142';
      equal(
        told,
        [
          { patientId: 'B', address, stops: [{ id, channel, messageClass, decision, decidedAt, address }], sentAt: [] },
          { patientId: 'a', address, stops: [], sentAt: [at('09:00:00')] },
          { patientId: 'A', address: '3125550143', stops: [], sentAt: [at('09:00:00')] },
        ],
        'what is known of the addresses',
      );
      equal(await store.addressHistory(harbor, []), [], 'what is known of none');
    },
  },
  {
    name: 'tells what the newest document knows of an address, whoever has it now',
    async run(store) {
      const gone = contactPoint({ patientId: 'ana', value: '312-555-0142', deleted: true });
      await applyAll(store, [change('ana', 0, { textedTo: '312-555-0143' })]);
      await applyAll(store, [change('ana', 1, { facts: [gone], textedTo: '312-555-0142' })]);
      const told = await store.addressHistory(harbor, ['3125550142', '3125550143']);
      equal(
        told.map(({ address }) => address),
        ['3125550142'],
        'addresses of the newest document',
      );
    },
  },
  {
    name: 'tells of addresses within the practice only',
    async run(store) {
      await applyAll(store, [change('ana', 0, { practiceId: mesa, textedTo: '312-555-0142' })], mesa);
      equal(await store.addressHistory(harbor, ['3125550142']), [], 'what is known here');
      equal((await store.addressHistory(mesa, ['3125550142'])).length, 1, 'what is known there');
    },
  },
  {
    name: 'names patients with an escalation that is not closed, in order of id',
    async run(store) {
      const waiting = change('b', 0, { escalation: 'acknowledged' });
      await applyAll(store, [
        waiting,
        change('C', 0, { escalation: 'open' }),
        change('a', 0, { escalation: 'closed' }),
      ]);
      await applyAll(store, [change('none', 0)]);
      equal(await store.withOpenEscalations(harbor), ['C', 'b'], 'who waits');
      await applyAll(store, [change('C', 1, { escalation: 'closed' })]);
      equal(await store.withOpenEscalations(harbor), ['b'], 'who waits after a closing');
    },
  },
  {
    name: 'names open escalations of the practice only',
    async run(store) {
      await applyAll(store, [change('ana', 0, { practiceId: mesa, escalation: 'open' })], mesa);
      equal(await store.withOpenEscalations(harbor), [], 'who waits here');
      equal(await store.withOpenEscalations(mesa), ['ana'], 'who waits there');
    },
  },
  {
    name: 'names every patient of the practice once, in order of id',
    async run(store) {
      await applyAll(store, [change('a', 0), change('10', 0), change('B', 0), change('9', 0)]);
      await applyAll(store, [change('a', 1)]);
      await applyAll(store, [change('elsewhere', 0, { practiceId: mesa })], mesa);
      equal(await store.patients(harbor), ['10', '9', 'B', 'a'], 'the patients');
    },
  },
  {
    name: 'keeps where each feed of each practice stands',
    async run(store) {
      const [first, second] = ['2026-03-02T09:00:00Z', '2026-03-02T10:00:00Z'].map((asOf) => ({ cursor: asOf, asOf }));
      if (first === undefined || second === undefined) return;
      equal(await store.feed(harbor, 'chart'), null, 'a feed before its first batch');
      await store.saveFeed(harbor, 'chart', first);
      equal(await store.feed(harbor, 'chart'), first, 'the feed');
      equal(await store.feed(harbor, 'billing'), null, 'another feed');
      equal(await store.feed(mesa, 'chart'), null, 'the feed of another practice');
      await store.saveFeed(mesa, 'chart', first);
      await store.saveFeed(harbor, 'chart', second);
      equal(await store.feed(harbor, 'chart'), second, 'the feed after another batch');
      equal(await store.feed(mesa, 'chart'), first, 'the feed of the other practice');
    },
  },
  {
    name: 'lets one caller at a time read a feed, until its turn is over',
    async run(store) {
      const turn = (now: string, practiceId = harbor, source = 'chart') =>
        store.claimFeed(practiceId, source, { now: at(now), until: at('09:05:00') });
      const rushed = await Promise.all([turn('09:00:00'), turn('09:00:00'), turn('09:00:00')]);
      equal(rushed.filter(Boolean).length, 1, 'how many of three at once may read');
      equal(await turn('09:04:59.999'), false, 'whether another may before the turn is over');
      equal(await turn('09:00:00', harbor, 'billing'), true, 'whether another feed may be read');
      equal(await turn('09:00:00', mesa), true, 'whether the feed of another practice may be read');
      equal(await store.feed(harbor, 'chart'), null, 'where the feed stands');
      equal(await turn('09:05:00'), true, 'whether another may when the turn is over');
    },
  },
  {
    name: 'keeps the directory of each practice',
    async run(store) {
      const one = { practitioner: [], location: [location()] };
      const two = { practitioner: [], location: [location({ revision: 2, name: 'Harbor Dental' })] };
      equal(await store.directory(harbor), emptyDirectory, 'the directory before the first');
      await store.saveDirectory(harbor, one);
      equal(await store.directory(harbor), one, 'the directory');
      equal(await store.directory(mesa), emptyDirectory, 'the directory of another practice');
      await store.saveDirectory(mesa, one);
      await store.saveDirectory(harbor, two);
      equal(await store.directory(harbor), two, 'the directory after another');
      equal(await store.directory(mesa), one, 'the directory of the other practice');
    },
  },
];
