// The audit as it is stored, journey by journey. In: a practice, or one patient of it. Out: chains with their rows, opened
// where a key is left. Rule owned: a chain comes from one look at the tables, so that writers do not disturb a check.
import type { KeyObject } from 'node:crypto';
import type { AuditEntry } from '@implant-journey/core';
import { type DataKeys, type KeyRow, practiceItself } from '../data-keys.js';
import type { Call } from '../database.js';
import { open } from '../seal.js';
import type { ChainedRow } from './chain.js';

export interface AuditRow extends ChainedRow {
  readonly head: Uint8Array;
  /** `shredded`: its key was destroyed. `closed`: there is a key, and it does not open it. */
  readonly told: readonly AuditEntry[] | 'shredded' | 'closed';
}

export interface Chain {
  readonly patientId: string;
  /** Null when rows are left of a journey that is gone. */
  readonly journey: {
    readonly revision: number;
    readonly head: Uint8Array | null;
    readonly auditedFrom: number;
    readonly base: Uint8Array | null;
  } | null;
  readonly rows: readonly AuditRow[];
}

interface Row extends KeyRow {
  readonly journey_revision: number | null;
  readonly audited_from: number;
  readonly audit_base: Uint8Array | null;
  readonly audit_head: Uint8Array | null;
  /** Null for a journey without rows. */
  readonly revision: number | null;
  readonly recorded_us: string;
  readonly entries: Uint8Array;
  readonly head: Uint8Array;
}

const journeysAtOnce = 50;

export async function* readChains(
  call: Call,
  dataKeys: DataKeys,
  practiceId: string,
  only: string | null,
): AsyncGenerator<Chain> {
  for (let after = ''; ; ) {
    const rows = await call<Row>('read_audit', practiceId, only, after, journeysAtOnce);
    const byPatient = new Map<string, Row[]>();
    for (const row of rows) byPatient.set(row.patient_id, [...(byPatient.get(row.patient_id) ?? []), row]);
    const owner = (row: Row) => (row.generation === 0 ? practiceItself : row.patient_id);
    const keyed = rows.filter(({ revision }) => revision !== null);
    const keys = await dataKeys.of(
      practiceId,
      keyed.map((row) => ({ ...row, patient_id: owner(row), generation: Math.max(row.generation, 1) })),
    );
    for (const [patientId, own] of byPatient) {
      // A row without a key is explained by a shredding that follows it, and by nothing else.
      const shreddedAt = own.findLast(({ generation }) => generation === 0)?.revision ?? 0;
      yield chainOf(patientId, own, (row) => {
        const key = row.wrapped === null ? undefined : keys.get(owner(row));
        if (key === undefined) return (row.revision as number) < shreddedAt ? 'shredded' : 'closed';
        return opened(key.dataKey, { practiceId, patientId, revision: row.revision as number }, row.entries);
      });
      after = patientId;
    }
    if (byPatient.size < journeysAtOnce) return;
  }

  function chainOf(patientId: string, rows: readonly Row[], tell: (row: Row) => AuditRow['told']): Chain {
    const [first] = rows as [Row];
    const journey = {
      revision: first.journey_revision as number,
      head: first.audit_head,
      auditedFrom: first.audited_from,
      base: first.audit_base,
    };
    return {
      patientId,
      journey: first.journey_revision === null ? null : journey,
      rows: rows.flatMap((row): AuditRow[] => {
        const { revision, recorded_us: recordedUs, entries, head } = row;
        return revision === null
          ? []
          : [{ practiceId, patientId, revision, recordedUs, entries, head, told: tell(row) }];
      }),
    };
  }
}

function opened(
  dataKey: KeyObject,
  place: { readonly practiceId: string; readonly patientId: string; readonly revision: number },
  entries: Uint8Array,
): AuditRow['told'] {
  try {
    return JSON.parse(open(dataKey, { ...place, column: 'audit' }, entries)) as readonly AuditEntry[];
  } catch {
    return 'closed';
  }
}
