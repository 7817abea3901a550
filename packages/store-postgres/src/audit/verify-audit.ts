// Whether the audit is as it was written. In: chains, anchors of the database, anchors the host kept elsewhere. Out: what
// was edited, removed, added or put elsewhere, by name. Rule owned: nothing is taken from the database on trust that can
// be computed; what it can lie about alone (the end of a chain) is held against the anchors.
import { type Anchor, foldLeaves, type Leaf } from './anchors.js';
import { headOf } from './chain.js';
import type { AuditRow, Chain } from './read-audit.js';

export interface AuditFinding {
  /**
   * `edited`: not what was written there, or put there from elsewhere. `missing`: removed. `added`: more than the journey
   * has changed. `anchor-edited`, `anchor-missing`: the same of an anchor.
   */
  readonly kind: 'edited' | 'missing' | 'added' | 'anchor-edited' | 'anchor-missing';
  /** Null for an anchor. */
  readonly patientId: string | null;
  /** The revision of the row, or the number of the anchor; null when the whole chain is meant. */
  readonly number: number | null;
  readonly words: string;
}

export interface AuditVerdict {
  readonly isIntact: boolean;
  readonly journeys: number;
  readonly rows: number;
  readonly anchors: number;
  readonly findings: readonly AuditFinding[];
}

const same = (a: Uint8Array | null, b: Uint8Array | null) =>
  a === b || (a !== null && b !== null && Buffer.from(a).equals(Buffer.from(b)));

export async function verifyChains(
  chains: AsyncIterable<Chain>,
  anchors: readonly Anchor[],
  anchorFindings: readonly AuditFinding[],
): Promise<AuditVerdict> {
  const findings = [...anchorFindings];
  const anchored = new Map(foldLeaves(anchors));
  let [journeys, rows] = [0, 0];
  for await (const chain of chains) {
    journeys += 1;
    rows += chain.rows.length;
    findings.push(...checkChain(chain), ...checkLeaf(chain, anchored.get(chain.patientId)));
    anchored.delete(chain.patientId);
  }
  for (const { patientId } of anchored.values())
    findings.push({ kind: 'missing', patientId, number: null, words: 'an anchor knows a journey that is gone' });
  return { isIntact: findings.length === 0, journeys, rows, anchors: anchors.length, findings };
}

function checkChain({ patientId, journey, rows }: Chain): readonly AuditFinding[] {
  const finding = (kind: AuditFinding['kind'], number: number | null, words: string): AuditFinding => ({
    kind,
    patientId,
    number,
    words,
  });
  if (journey === null) return [finding('added', null, 'rows of a journey that is not stored')];
  const findings: AuditFinding[] = [];
  let previous = journey.base;
  let isKnown = true;
  let next = journey.auditedFrom;
  for (const row of rows) {
    if (row.revision < next || row.revision > journey.revision) {
      findings.push(finding('added', row.revision, 'the journey has no such change'));
      continue;
    }
    for (; next < row.revision; next += 1) {
      findings.push(finding('missing', next, 'the row of this change is gone'));
      isKnown = false;
    }
    const isChained = !isKnown || same(headOf(previous, row), row.head);
    if (!isChained || row.told === 'closed')
      findings.push(
        finding('edited', row.revision, isChained ? 'its key does not open it' : 'its hash does not follow'),
      );
    previous = row.head;
    isKnown = true;
    next += 1;
  }
  for (; next <= journey.revision; next += 1) findings.push(finding('missing', next, 'the row of this change is gone'));
  if (findings.length === 0 && !same(previous, journey.head))
    findings.push(finding('edited', journey.revision, 'the journey names another hash as its last'));
  return findings;
}

/** Holds a chain against the last anchor that saw it. */
function checkLeaf({ patientId, journey, rows }: Chain, leaf: Leaf | undefined): readonly AuditFinding[] {
  if (leaf === undefined || journey === null) return [];
  const findings: AuditFinding[] = [];
  const finding = (kind: AuditFinding['kind'], number: number, words: string) =>
    findings.push({ kind, patientId, number, words });
  if (journey.auditedFrom !== leaf.auditedFrom || !same(journey.base, leaf.base))
    finding('missing', leaf.auditedFrom, 'the audit begins elsewhere than an anchor saw, and no pruning was anchored');
  if (leaf.revision > journey.revision) finding('missing', leaf.revision, 'an anchor saw a change that is gone');
  const row = rows.find(({ revision }: AuditRow) => revision === leaf.revision);
  const head = row?.head ?? (leaf.revision < journey.auditedFrom ? journey.base : null);
  if (leaf.revision <= journey.revision && !same(head, leaf.head))
    finding(head === null ? 'missing' : 'edited', leaf.revision, 'not what an anchor saw');
  return findings;
}
