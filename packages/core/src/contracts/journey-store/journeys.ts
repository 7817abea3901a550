// The promises of `load` and `apply`: order, revisions, all or nothing, practices apart.
import { emptyDocument, type JourneyDocument } from '../../engine/document.js';
import { contactPoint } from '../../testing/facts.js';
import { equal } from '../assert.js';
import type { Contract } from '../contract.js';
import { applyAll, at, change, claim, harbor, loadOne, mesa, type StoreUnderTest } from './store-under-test.js';

export const journeyCases: Contract<StoreUnderTest> = [
  {
    name: 'loads journeys in the order asked, one asked twice given twice',
    async run(store) {
      await applyAll(store, [change('ana', 0), change('ben', 0)]);
      const asked = ['ben', 'never-stored', 'ana', 'ben'];
      const stored = await store.load(harbor, asked);
      equal(
        stored.map(({ patientId }) => patientId),
        asked,
        'the order',
      );
      equal(await store.load(harbor, []), [], 'what is loaded for nobody');
    },
  },
  {
    name: 'gives an empty document at revision 0 for a journey never stored',
    async run(store) {
      const wanted = { practiceId: harbor, patientId: 'ana', revision: 0, document: emptyDocument(harbor, 'ana') };
      equal(await loadOne(store, 'ana'), wanted, 'a journey never stored');
      equal(await store.patients(harbor), [], 'the patients after a load alone');
    },
  },
  {
    name: 'gives back what was applied, and grows the revision by one',
    async run(store) {
      const facts = [contactPoint({ patientId: 'ana' })];
      const first = change('ana', 0, { facts, dueAt: at('15:00:00'), escalation: 'open', notified: ['notice-1'] });
      const second = change('ana', 1, { escalation: 'closed' });
      for (const [index, one] of [first, second].entries()) {
        const revision = index + 1;
        equal(await store.apply(harbor, [one]), [{ kind: 'applied', revision }], 'the result');
        const wanted = { practiceId: harbor, patientId: 'ana', revision, document: one.document };
        equal(await loadOne(store, 'ana'), wanted, 'the stored journey');
      }
      equal(await store.facts(harbor, 'ana'), [...first.facts, ...second.facts], 'the ledger');
    },
  },
  {
    name: 'changes neither document, facts nor due time on another revision than the stored one',
    async run(store) {
      const kept = change('ana', 0);
      await applyAll(store, [kept]);
      for (const revision of [0, 2]) {
        const stale = change('ana', revision, { dueAt: at('09:00:00'), notified: ['stale'] });
        equal(await store.apply(harbor, [stale]), [{ kind: 'conflict' }], 'the result');
      }
      const stored = await loadOne(store, 'ana');
      equal([stored.revision, stored.document], [1, kept.document], 'the stored journey');
      equal(await store.facts(harbor, 'ana'), kept.facts, 'the ledger');
      equal(await claim(store, '15:00:00'), [], 'what is due');
      equal(await store.apply(harbor, [change('ben', 1)]), [{ kind: 'conflict' }], 'a change of nothing stored');
      equal(await store.patients(harbor), ['ana'], 'the patients');
    },
  },
  {
    name: 'applies the other changes of a call when one conflicts, and tells which',
    async run(store) {
      await applyAll(store, [change('ben', 0)]);
      const results = await store.apply(harbor, [change('ana', 0), change('ben', 0), change('cy', 0)]);
      equal(
        results.map(({ kind }) => kind),
        ['applied', 'conflict', 'applied'],
        'the results in the order of the changes',
      );
      equal(await store.patients(harbor), ['ana', 'ben', 'cy'], 'the patients');
      equal((await loadOne(store, 'ben')).revision, 1, 'the revision of the one that conflicted');
    },
  },
  {
    name: 'lets one of two changes made at once through',
    async run(store) {
      const tries = [change('ana', 0, { notified: ['one'] }), change('ana', 0, { notified: ['other'] })];
      const results = await Promise.all(tries.map(async (one) => (await store.apply(harbor, [one]))[0]?.kind));
      equal([...results].sort(), ['applied', 'conflict'], 'the results');
      const winner = tries[results.indexOf('applied')];
      equal((await loadOne(store, 'ana')).document, winner?.document, 'the stored document');
      equal(await store.facts(harbor, 'ana'), winner?.facts, 'the ledger');
    },
  },
  {
    name: 'keeps the journeys of practices apart',
    async run(store) {
      const here = change('ana', 0, { notified: ['here'] });
      const there = change('ana', 0, { practiceId: mesa, notified: ['there'] });
      await applyAll(store, [here]);
      equal((await loadOne(store, 'ana', mesa)).revision, 0, 'the revision at the other practice');
      equal(await store.facts(mesa, 'ana'), [], 'the ledger of the other practice');
      equal(await store.patients(mesa), [], 'the patients of the other practice');
      await applyAll(store, [there], mesa);
      equal((await loadOne(store, 'ana')).document, here.document, 'the document here');
      equal((await loadOne(store, 'ana', mesa)).document, there.document, 'the document there');
    },
  },
  {
    name: 'stays as it is when a caller alters a document it gave or got',
    async run(store) {
      const given = change('ana', 0, { facts: [contactPoint({ patientId: 'ana' })] });
      await applyAll(store, [given]);
      const before = await loadOne(store, 'ana');
      const wanted = JSON.stringify(before);
      tamper(given.document);
      tamper(before.document);
      equal(await loadOne(store, 'ana'), JSON.parse(wanted), 'the stored journey');
    },
  },
];

function tamper(document: JourneyDocument): void {
  try {
    (document.notified as string[]).push('tampered');
    (document.journey.contactPoint as unknown[]).pop();
  } catch {
    // A store may freeze what it gives: then nothing can be altered.
  }
}
