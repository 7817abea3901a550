// Journeys in and out: `load`, `apply`, the ledger. In: patients, changes. Out: documents, what became of each change.
// Rules owned: a batch is one round trip each way, however many patients; what leaves this file is sealed.
import {
  type ApplyResult,
  addressesOf,
  auditOf,
  emptyDocument,
  type JourneyChange,
  type JourneyDocument,
  type JourneyFact,
  nextAlertAt,
  nextDueAt,
  type StoredJourney,
  waitsForStaff,
} from '@implant-journey/core';
import type { AddressHashes, Hasher } from './address-hashes.js';
import { historyRows } from './address-histories.js';
import type { DataKey, DataKeys, KeyRow } from './data-keys.js';
import type { Call } from './database.js';
import { open, seal, unreadable } from './seal.js';

export interface JourneyRow extends KeyRow {
  readonly revision: number;
  /** Null once shredded. */
  readonly document: Uint8Array | null;
}

interface LedgerRow extends Omit<KeyRow, 'patient_id'> {
  readonly revision: number;
  readonly facts: Uint8Array;
}

export function journeysIn(call: Call, dataKeys: DataKeys, hashes: AddressHashes) {
  async function load(practiceId: string, patientIds: readonly string[]): Promise<readonly StoredJourney[]> {
    if (patientIds.length === 0) return [];
    const rows = await call<JourneyRow>('load_journeys', practiceId, [...new Set(patientIds)]);
    const keys = await dataKeys.of(practiceId, rows);
    const byPatient = new Map(rows.map((row) => [row.patient_id, row]));
    for (const { patient_id, wrapped } of rows) if (wrapped === null) dataKeys.forget(practiceId, patient_id);
    return patientIds.map((patientId) => {
      const row = byPatient.get(patientId);
      const document = row === undefined ? null : documentOf(practiceId, row, keys.get(patientId));
      return {
        practiceId,
        patientId,
        revision: row?.revision ?? 0,
        document: document ?? emptyDocument(practiceId, patientId),
      };
    });
  }

  async function apply(practiceId: string, changes: readonly JourneyChange[]): Promise<readonly ApplyResult[]> {
    const results: ApplyResult[] = changes.map(() => ({ kind: 'conflict' }));
    for (const wave of wavesOf(changes))
      for (const { number, revision } of await applyWave(practiceId, wave))
        results[number] = { kind: 'applied', revision };
    return results;
  }

  async function applyWave(practiceId: string, wave: readonly Numbered[]) {
    const keys = await keysFor(practiceId, wave);
    const sendable = wave.flatMap((one) => {
      const key = keys.get(one.change.patientId);
      return key === undefined ? [] : [{ one, key }];
    });
    if (sendable.length === 0) return [];
    const hasher = await hashes.hasherOf(practiceId);
    const rows = sendable.map(({ one, key }) => rowOf(practiceId, one, key, hasher));
    const applied = await call<{ readonly number: number; readonly revision: number }>(
      'apply_and_wake',
      practiceId,
      sendable.map(({ one }) => one.change.patientId),
      JSON.stringify(rows),
      rows.reduce<string | null>((soonest, { due_at }) => sooner(soonest, due_at), null),
    );
    const numbers = new Set(applied.map(({ number }) => number));
    for (const { one, key } of sendable) {
      if (numbers.has(one.number)) dataKeys.remember(practiceId, one.change.patientId, key);
      else dataKeys.forget(practiceId, one.change.patientId);
    }
    return applied;
  }

  /** The key of each patient, made for those without; none for a journey that is not stored at the expected revision. */
  async function keysFor(practiceId: string, wave: readonly Numbered[]): Promise<ReadonlyMap<string, DataKey>> {
    const keys = new Map<string, DataKey>();
    const unknown: string[] = [];
    const without: { patientId: string; generation: number }[] = [];
    for (const { change } of wave) {
      const known = dataKeys.known(practiceId, change.patientId);
      if (known !== undefined) keys.set(change.patientId, known);
      else if (change.expectedRevision === 0) without.push({ patientId: change.patientId, generation: 1 });
      else unknown.push(change.patientId);
    }
    if (unknown.length > 0) {
      const rows = await call<KeyRow>('keys_in_use', practiceId, unknown);
      for (const [patientId, key] of await dataKeys.of(practiceId, rows)) keys.set(patientId, key);
      for (const { patient_id, generation } of rows)
        if (!keys.has(patient_id)) without.push({ patientId: patient_id, generation: generation + 1 });
    }
    for (const [patientId, key] of await dataKeys.create(practiceId, without)) keys.set(patientId, key);
    return keys;
  }

  /** The facts of every change, in the order in which they came; those from before a shredding are gone. */
  async function facts(practiceId: string, patientId: string): Promise<readonly JourneyFact[]> {
    const rows = await call<LedgerRow>('read_ledger', practiceId, patientId);
    const keys = await dataKeys.of(
      practiceId,
      rows.map((row) => ({ ...row, patient_id: patientId })),
    );
    const key = keys.get(patientId);
    return rows.flatMap(({ revision, generation, facts: sealed }): JourneyFact[] => {
      if (key?.generation !== generation) return [];
      return JSON.parse(
        open(key.dataKey, { practiceId, patientId, column: 'facts', revision }, sealed),
      ) as JourneyFact[];
    });
  }

  return { load, apply, facts };
}

interface Numbered {
  /** The place of the change in the call. */
  readonly number: number;
  readonly change: JourneyChange;
}

/** Changes of one patient follow each other; those of different patients go together. */
function wavesOf(changes: readonly JourneyChange[]): readonly (readonly Numbered[])[] {
  const waves: Numbered[][] = [];
  const soFar = new Map<string, number>();
  changes.forEach((change, number) => {
    const wave = soFar.get(change.patientId) ?? 0;
    soFar.set(change.patientId, wave + 1);
    waves[wave] = [...(waves[wave] ?? []), { number, change }];
  });
  return waves;
}

export function documentOf(practiceId: string, row: JourneyRow, key: DataKey | undefined): JourneyDocument | null {
  const { patient_id: patientId, revision, document } = row;
  if (document === null) return null;
  if (key === undefined) throw unreadable({ practiceId, patientId, column: 'document' });
  return JSON.parse(
    open(key.dataKey, { practiceId, patientId, column: 'document', revision }, document),
  ) as JourneyDocument;
}

/** A change as `apply_changes` takes it: sealed, hashed, and what the database must see to find it when it is due. */
function rowOf(practiceId: string, { number, change }: Numbered, key: DataKey, hasher: Hasher) {
  const { patientId, expectedRevision, document, facts, audit } = change;
  const revision = expectedRevision + 1;
  const sealed = (column: 'document' | 'facts' | 'audit', value: unknown) =>
    seal(key.dataKey, { practiceId, patientId, column, revision }, JSON.stringify(value)).toString('base64');
  return {
    number,
    patient_id: patientId,
    expected: expectedRevision,
    document: sealed('document', document),
    generation: key.generation,
    key_id: key.fresh?.keyId,
    wrapped: key.fresh === undefined ? undefined : Buffer.from(key.fresh.wrapped).toString('base64'),
    due_at: nextDueAt(document),
    alert_at: nextAlertAt(document),
    waits: waitsForStaff(document),
    facts: facts.length === 0 ? null : sealed('facts', facts),
    addresses: addressesOf(document).map((address) => hasher.address(address)),
    histories: historyRows(practiceId, document, key, hasher),
    audit: sealed('audit', audit ?? auditOf(document, document, facts)),
  };
}

function sooner(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return Date.parse(a) <= Date.parse(b) ? a : b;
}
