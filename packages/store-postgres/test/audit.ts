// Whoever can write to the database, a superuser included, is found out. Every test alters tables behind the back of the
// store, with all its triggers off. The same cases run on an embedded Postgres and on a server.
import { type AuditEntry, emptyDocument, type JourneyChange } from '@implant-journey/core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AuditAnchor, AuditLine, PostgresStore } from '../src/index.js';
import { harbor, journeyDue, mesa, secrets } from './journeys.js';
import { type Place, storesAt } from './place.js';

const entry = (what: string): AuditEntry => ({
  about: 'step',
  id: 'placement-19/day-3',
  at: '2026-03-02T09:00:00Z',
  by: 'engine',
  what,
  why: 'made up',
  consent: { id: 'consent-1', revision: 1 },
  protocol: { id: 'standard', version: 1 },
  words: 'en 1',
});

const change = (patientId: string, expectedRevision: number): JourneyChange => ({
  ...journeyDue(harbor, patientId, '2026-03-02T09:00:00Z'),
  expectedRevision,
  audit: [entry(`change ${expectedRevision + 1} of ${patientId}`)],
});

const rowOf = (revision: number, patient = 'ana') =>
  `practice_id = '${harbor}' and patient_id = '${patient}' and revision = ${revision}`;

/** A journey in which nothing waits any more. */
function idle(patientId: string, expectedRevision: number): JourneyChange {
  return { patientId, expectedRevision, document: emptyDocument(harbor, patientId), facts: [], audit: [entry('over')] };
}

/** What somebody who knows how hashes are made would do to hide a change: all of them again, in order. */
const rehashed = `do $redo$
declare one record; before bytea := null;
begin
  for one in select * from $.audit where patient_id = 'ana' order by revision loop
    before := $.audit_hash(before, one.practice_id, one.patient_id, one.revision, one.recorded_at, one.entries);
    update $.audit set head = before where practice_id = one.practice_id and patient_id = 'ana' and revision = one.revision;
  end loop;
  update $.journey set audit_head = before where patient_id = 'ana';
end $redo$`;

export function auditCases(open: () => Promise<Place>): void {
  let place: Place;
  let store: PostgresStore;
  let owners: PostgresStore;

  /** `$` stands for the schema. */
  const asSuperuser = (statement: string) => place.superuser.run(statement.replaceAll('$.', `${place.schema}.`));

  /** SQL of somebody with every right. */
  async function tamper(...statements: readonly string[]): Promise<void> {
    const tables = ['audit', 'audit_anchor'];
    for (const table of tables) await asSuperuser(`alter table $.${table} disable trigger all`);
    for (const statement of statements) await asSuperuser(statement);
    for (const table of tables) await asSuperuser(`alter table $.${table} enable trigger all`);
  }

  async function findings(anchors: readonly AuditAnchor[] = []) {
    const verdict = await store.verifyAudit(harbor, { anchors });
    expect(verdict.isIntact).toBe(verdict.findings.length === 0);
    return verdict.findings.map(({ kind, patientId, number }) => `${kind} ${patientId ?? 'anchor'} ${number ?? 'all'}`);
  }

  async function lines(practiceId: string, patientId?: string): Promise<readonly AuditLine[]> {
    const all: AuditLine[] = [];
    for await (const line of store.exportAudit(practiceId, patientId)) {
      expect(line.endsWith('\n')).toBe(true);
      all.push(JSON.parse(line) as AuditLine);
    }
    return all;
  }

  beforeEach(async () => {
    place = await open();
    ({ worker: store, owner: owners } = await storesAt(place));
    for (let revision = 0; revision < 5; revision += 1)
      await store.apply(harbor, [change('ana', revision), change('ben', revision)]);
  });

  describe('the audit', () => {
    it('holds one row for every change, and none for one that conflicted', async () => {
      await store.apply(harbor, [change('ana', 2)]);
      const ana = await lines(harbor, 'ana');
      expect(ana.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5]);
      expect(ana.map(({ entries }) => entries?.[0]?.what)).toEqual(
        [1, 2, 3, 4, 5].map((number) => `change ${number} of ana`),
      );
      expect((await lines(harbor)).length).toBe(10);
      expect(await lines(mesa)).toEqual([]);
      expect(await store.verifyAudit(harbor)).toEqual({
        isIntact: true,
        journeys: 2,
        rows: 10,
        anchors: 0,
        findings: [],
      });
    });

    it('tells of the facts alone when a change brings no entries of its own', async () => {
      await store.apply(harbor, [journeyDue(harbor, 'cy', '2026-03-02T09:00:00Z')]);
      const [line] = await lines(harbor, 'cy');
      expect(line?.entries?.map(({ about }) => about)).toEqual(['fact', 'fact', 'fact', 'fact']);
      expect(JSON.stringify(line)).not.toContain(secrets.words);
    });

    it('reads more journeys than a page holds', async () => {
      const ids = Array.from({ length: 120 }, (_, index) => `patient-${index}`);
      await store.apply(
        harbor,
        ids.map((id) => change(id, 0)),
      );
      expect(await store.verifyAudit(harbor)).toMatchObject({ isIntact: true, journeys: 122, rows: 130 });
      expect(new Set((await lines(harbor)).map(({ patientId }) => patientId)).size).toBe(122);
    });

    it('refuses to be changed, emptied or replaced, even by its owner or a superuser', async () => {
      await store.anchorAudit(harbor);
      for (const client of [place.owner, place.superuser])
        for (const statement of [
          'update $.audit set generation = 7',
          'delete from $.audit',
          'truncate $.audit',
          'update $.audit_anchor set number = 7',
          'delete from $.audit_anchor',
          'truncate $.audit_anchor',
        ])
          await expect(
            client.run(
              `set implant_journey.practice_id = '${harbor}'; ${statement.replaceAll('$.', `${place.schema}.`)}`,
            ),
          ).rejects.toThrow(/only added to/);
      expect(await findings()).toEqual([]);
    });
  });

  describe('finds what was done to a row', () => {
    it('edited: other entries', async () => {
      await tamper(`update $.audit set entries = set_byte(entries, 40, get_byte(entries, 40) # 1) where ${rowOf(3)}`);
      expect(await findings()).toEqual(['edited ana 3']);
    });

    it('edited: another instant', async () => {
      await tamper(`update $.audit set recorded_at = recorded_at - interval '1 microsecond' where ${rowOf(3)}`);
      expect(await findings()).toEqual(['edited ana 3']);
    });

    it('edited: another hash', async () => {
      await tamper(`update $.audit set head = sha256('made up') where ${rowOf(3)}`);
      expect(await findings()).toEqual(['edited ana 3', 'edited ana 4']);
    });

    it('edited with every later hash made right again: the key does not open it', async () => {
      await tamper(
        `update $.audit set entries = set_byte(entries, 40, get_byte(entries, 40) # 1) where ${rowOf(3)}`,
        rehashed,
      );
      expect(await findings()).toEqual(['edited ana 3']);
    });

    it('replaced by a row of the same journey, with every hash made right again', async () => {
      await tamper(
        `update $.audit set entries = (select entries from $.audit where ${rowOf(1)}) where ${rowOf(3)}`,
        rehashed,
      );
      expect(await findings()).toEqual(['edited ana 3']);
    });

    it('replaced by a row of another patient, with every hash made right again', async () => {
      await tamper(
        `update $.audit set entries = (select entries from $.audit where ${rowOf(3, 'ben')}) where ${rowOf(3)}`,
        rehashed,
      );
      expect(await findings()).toEqual(['edited ana 3']);
    });

    it('deleted in the middle', async () => {
      await tamper(`delete from $.audit where ${rowOf(3)}`);
      expect(await findings()).toEqual(['missing ana 3']);
    });

    it('deleted in the middle, and the rest moved up with hashes made right again', async () => {
      await tamper(
        `delete from $.audit where ${rowOf(3)}`,
        `update $.audit set revision = revision - 1 where patient_id = 'ana' and revision > 3`,
        `update $.journey set revision = 4 where patient_id = 'ana'`,
        rehashed,
      );
      expect(await findings()).toEqual(['edited ana 3', 'edited ana 4']);
    });

    it('deleted at the end', async () => {
      await tamper(`delete from $.audit where ${rowOf(5)}`);
      expect(await findings()).toEqual(['missing ana 5']);
      await tamper(`delete from $.audit where ${rowOf(4)}`);
      expect(await findings()).toEqual(['missing ana 4', 'missing ana 5']);
    });

    it('deleted at the end, and the journey set back to fit: an anchor saw it', async () => {
      const anchor = await store.anchorAudit(harbor);
      await tamper(
        `delete from $.audit where ${rowOf(5)}`,
        `update $.journey set revision = 4, audit_head = (select head from $.audit where ${rowOf(4)}) where patient_id = 'ana'`,
      );
      expect(await findings([anchor])).toEqual(['missing ana 5']);
    });

    it('swapped with another', async () => {
      await tamper(
        `update $.audit set revision = 99 where ${rowOf(2)}`,
        `update $.audit set revision = 2 where ${rowOf(3)}`,
        `update $.audit set revision = 3 where ${rowOf(99)}`,
      );
      expect(await findings()).toEqual(['edited ana 2', 'edited ana 3', 'edited ana 4']);
    });

    it('inserted: a forged one at the end', async () => {
      await tamper(
        `insert into $.audit select practice_id, patient_id, 6, now(), generation, entries, sha256('x') from $.audit where ${rowOf(5)}`,
      );
      expect(await findings()).toEqual(['added ana 6']);
    });

    it('inserted: a forged one, and the journey with its hash set to fit', async () => {
      await tamper(
        `insert into $.audit select practice_id, patient_id, 6, now(), generation, entries, sha256('x') from $.audit where ${rowOf(5)}`,
        `update $.journey set revision = 6 where patient_id = 'ana'`,
        rehashed,
      );
      expect(await findings()).toEqual(['edited ana 6']);
    });

    it("deleted: a whole journey's audit", async () => {
      await tamper(`delete from $.audit where patient_id = 'ana'`);
      expect(await findings()).toEqual([1, 2, 3, 4, 5].map((number) => `missing ana ${number}`));
    });

    it('deleted: a whole journey with its audit, which an anchor saw', async () => {
      const anchor = await store.anchorAudit(harbor);
      await tamper(`delete from $.audit where patient_id = 'ana'`, `delete from $.journey where patient_id = 'ana'`);
      expect(await findings([anchor])).toEqual(['missing ana all']);
    });

    it('left behind: rows of a journey that was deleted', async () => {
      await tamper(`delete from $.journey where patient_id = 'ana'`);
      expect(await findings()).toEqual(['added ana all']);
    });

    it('made unreadable: the key deleted without a shredding', async () => {
      await tamper(`delete from $.data_key where patient_id = 'ana'`);
      expect(await findings()).toEqual([1, 2, 3, 4, 5].map((number) => `edited ana ${number}`));
    });
  });

  describe('anchors', () => {
    it('follow each other, and there is no new one while nothing changed', async () => {
      const first = await store.anchorAudit(harbor);
      expect(first).toMatchObject({ practiceId: harbor, number: 1, kind: 'periodic' });
      expect(await store.anchorAudit(harbor)).toEqual(first);
      await store.apply(harbor, [change('ana', 5)]);
      const second = await store.anchorAudit(harbor);
      expect(second.number).toBe(2);
      expect(second.hash).not.toBe(first.hash);
      await store.apply(harbor, [change('ana', 6)]);
      expect(await findings([first, second])).toEqual([]);
      expect((await store.anchorAudit(mesa)).number).toBe(1);
    });

    it('are not to be edited or removed, whatever else is made to fit', async () => {
      const first = await store.anchorAudit(harbor);
      await store.apply(harbor, [change('ana', 5)]);
      const second = await store.anchorAudit(harbor);
      await tamper(`update $.audit_anchor set leaves = '[]' where number = 1`);
      expect(await findings()).toEqual(['anchor-edited anchor 1']);
      await tamper(
        `update $.audit_anchor set hash = $.anchor_hash(null, '${harbor}', 1, made_at, kind || ' ' || leaves) where number = 1`,
      );
      expect(await findings([first, second])).toEqual(['anchor-edited anchor 2', 'anchor-edited anchor 1']);
      await tamper('delete from $.audit_anchor where number = 1');
      expect(await findings()).toEqual(['anchor-missing anchor 1', 'anchor-edited anchor 2']);
      await tamper('delete from $.audit_anchor');
      expect(await findings()).toEqual([]);
      expect(await findings([first, second])).toEqual(['anchor-missing anchor 1', 'anchor-missing anchor 2']);
    });
  });

  describe('pruning', () => {
    const later = '2999-01-01T00:00:00Z';

    it('removes old rows of journeys that wait for nothing, and the rest stays verifiable', async () => {
      const anchor = await store.anchorAudit(harbor);
      await store.apply(harbor, [idle('ana', 5)]);
      const pruned = await owners.pruneBefore(harbor, { ledger: later, audit: later });
      // The sixth row of ana no anchor has seen; ben waits for something.
      expect(pruned).toMatchObject({ ledgerRows: 5, auditRows: 5 });
      expect((await lines(harbor, 'ana')).map(({ revision }) => revision)).toEqual([6]);
      expect((await lines(harbor, 'ben')).length).toBe(5);
      expect(await findings([anchor, pruned.anchor as AuditAnchor])).toEqual([]);
      await store.apply(harbor, [change('ana', 6)]);
      expect(await findings([anchor, pruned.anchor as AuditAnchor])).toEqual([]);
      await tamper(`delete from $.audit where ${rowOf(6)}`);
      expect(await findings()).toEqual(['missing ana 6', 'missing ana 6']);
    });

    it('removes nothing recorded since, and nothing without an instant', async () => {
      await store.apply(harbor, [idle('ana', 5)]);
      await store.anchorAudit(harbor);
      const nothing = { ledgerRows: 0, auditRows: 0, anchor: null };
      expect(
        await owners.pruneBefore(harbor, { ledger: '2020-01-01T00:00:00Z', audit: '2020-01-01T00:00:00Z' }),
      ).toEqual(nothing);
      expect(await owners.pruneBefore(harbor, {})).toEqual(nothing);
      expect(await owners.pruneBefore(harbor, { ledger: later })).toEqual({ ...nothing, ledgerRows: 5 });
    });

    it('cannot be claimed by somebody who removed rows: the host kept no anchor of it', async () => {
      const anchor = await store.anchorAudit(harbor);
      await tamper(
        `update $.journey set audited_from = 3, anchored_revision = 0, audit_base = (select head from $.audit where ${rowOf(2)}) where patient_id = 'ana'`,
        `delete from $.audit where patient_id = 'ana' and revision < 3`,
      );
      expect(await findings([anchor])).toEqual(['missing ana 1']);
      await tamper(`select $.add_anchor('${harbor}', 'pruned')`);
      expect(await findings([anchor])).toEqual(['anchor-edited anchor 2']);
      // Not even once the host has kept another.
      await store.apply(harbor, [change('ben', 5)]);
      const next = await store.anchorAudit(harbor);
      expect(next.number).toBe(3);
      expect(await findings([anchor, next])).toEqual(['anchor-edited anchor 2']);
    });

    it('gives the anchor that tells of it, and needs no right to make another', async () => {
      const anchor = await store.anchorAudit(harbor);
      await store.apply(harbor, [idle('ana', 5)]);
      const pruned = await owners.pruneBefore(harbor, { audit: later });
      expect(pruned.anchor).toMatchObject({ practiceId: harbor, number: 2, kind: 'pruned' });
      await store.apply(harbor, [change('ben', 5)]);
      const next = await store.anchorAudit(harbor);
      expect(await findings([anchor, pruned.anchor as AuditAnchor, next])).toEqual([]);
      // Who kept nothing from before the pruning cannot miss what it took.
      expect(await findings([next])).toEqual([]);
    });
  });

  describe('shredding', () => {
    it('leaves a chain that still holds, says who did it and why, and opens nothing before it', async () => {
      const anchor = await store.anchorAudit(harbor);
      expect(await store.shredPatient(harbor, 'ana', { by: 'dr-cole', why: 'asked for it on 2 March' })).toBe(true);
      expect(await findings([anchor])).toEqual([]);
      const told = await lines(harbor, 'ana');
      expect(told.map(({ entries }) => entries?.[0]?.what ?? null)).toEqual([null, null, null, null, null, 'shredded']);
      expect(told.at(-1)?.entries?.[0]).toMatchObject({ by: 'dr-cole', why: 'asked for it on 2 March' });
      await store.apply(harbor, [change('ana', 6)]);
      expect(await findings([anchor])).toEqual([]);
      expect((await lines(harbor, 'ana')).at(-1)?.entries?.[0]?.what).toBe('change 7 of ana');
    });
  });
}
