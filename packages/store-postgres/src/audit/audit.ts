// The verbs of the audit: anchor, verify, export. In: a practice. Out: an anchor to keep, a verdict, lines for an auditor.
import type { AuditEntry } from '@implant-journey/core';
import type { DataKeys } from '../data-keys.js';
import type { Call } from '../database.js';
import { type AuditAnchor, compareAnchors, instantOfUs, makeAnchor, readAnchors } from './anchors.js';
import { readChains } from './read-audit.js';
import { type AuditVerdict, verifyChains } from './verify-audit.js';

/** One line of an export: one change of one journey. */
export interface AuditLine {
  readonly practiceId: string;
  readonly patientId: string;
  readonly revision: number;
  readonly recordedAt: string;
  /** Null when the patient was shredded, or when the row cannot be opened: `verifyAudit` tells which. */
  readonly entries: readonly AuditEntry[] | null;
  /** The hash of this row and all before it, hexadecimal. */
  readonly head: string;
}

export function auditIn(call: Call, dataKeys: DataKeys) {
  return {
    anchorAudit: (practiceId: string): Promise<AuditAnchor> => makeAnchor(call, practiceId),

    async verifyAudit(
      practiceId: string,
      { anchors: kept = [] }: { readonly anchors?: readonly AuditAnchor[] } = {},
    ): Promise<AuditVerdict> {
      const { anchors, findings } = await readAnchors(call, practiceId);
      const chains = readChains(call, dataKeys, practiceId, null);
      return verifyChains(chains, anchors, [...findings, ...compareAnchors(anchors, kept)]);
    },

    async *exportAudit(practiceId: string, patientId: string | null = null): AsyncGenerator<string> {
      for await (const chain of readChains(call, dataKeys, practiceId, patientId))
        for (const row of chain.rows) {
          const line: AuditLine = {
            practiceId,
            patientId: chain.patientId,
            revision: row.revision,
            recordedAt: instantOfUs(row.recordedUs),
            entries: typeof row.told === 'string' ? null : row.told,
            head: Buffer.from(row.head).toString('hex'),
          };
          yield `${JSON.stringify(line)}\n`;
        }
    },
  };
}
