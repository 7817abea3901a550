// Anchors: hashes over the heads of all chains, chained themselves. In: what the database holds, what the host kept. Out:
// anchors, and what is wrong with them. Rule owned: what the host kept elsewhere is what counts.
import type { Call } from '../database.js';
import { anchorHashOf } from './chain.js';
import type { AuditFinding } from './verify-audit.js';

/** To be kept where nobody who can write to the database can write. */
export interface AuditAnchor {
  readonly practiceId: string;
  readonly number: number;
  /** `pruned`: made because old rows were removed. */
  readonly kind: 'periodic' | 'pruned';
  readonly at: string;
  /** Hexadecimal. */
  readonly hash: string;
}

/** A chain as an anchor saw it. */
export interface Leaf {
  readonly patientId: string;
  readonly auditedFrom: number;
  readonly base: Uint8Array | null;
  readonly revision: number;
  readonly head: Uint8Array | null;
}

export interface Anchor extends AuditAnchor {
  readonly leaves: readonly Leaf[];
}

export interface AnchorRow {
  readonly number: number;
  readonly kind: 'periodic' | 'pruned';
  readonly made_us: string;
  readonly hash: Uint8Array;
}

export async function makeAnchor(call: Call, practiceId: string): Promise<AuditAnchor> {
  const [row] = await call<AnchorRow>('anchor_audit', practiceId);
  return anchorOf(practiceId, row as AnchorRow);
}

export async function readAnchors(
  call: Call,
  practiceId: string,
): Promise<{ readonly anchors: readonly Anchor[]; readonly findings: readonly AuditFinding[] }> {
  const rows = await call<AnchorRow & { readonly leaves: string }>('read_anchors', practiceId);
  const findings: AuditFinding[] = [];
  let previous: Uint8Array | null = null;
  let next = 1;
  const anchors = rows.map((row): Anchor => {
    for (; next < row.number; next += 1) findings.push(missing(next));
    const told = { practiceId, number: row.number, madeUs: row.made_us, told: `${row.kind} ${row.leaves}` };
    if (!anchorHashOf(previous, told).equals(Buffer.from(row.hash)))
      findings.push(edited(row.number, 'its hash does not follow'));
    previous = row.hash;
    next = row.number + 1;
    return { ...anchorOf(practiceId, row), leaves: leavesOf(row.leaves) };
  });
  return { anchors, findings };
}

/** What differs between the anchors of the database and those the host kept. */
export function compareAnchors(anchors: readonly Anchor[], kept: readonly AuditAnchor[]): readonly AuditFinding[] {
  if (kept.length === 0) return [];
  const stored = new Map(anchors.map((anchor) => [anchor.number, anchor]));
  const keptNumbers = new Set(kept.map(({ number }) => number));
  const first = Math.min(...keptNumbers);
  const differing = kept.flatMap(({ number, hash }) => {
    const anchor = stored.get(number);
    if (anchor === undefined) return [missing(number)];
    return anchor.hash === hash ? [] : [edited(number, 'not the one that was kept')];
  });
  // Whoever removes rows could claim a pruning; the host knows of none, whatever anchors it kept after it.
  const claimed = anchors
    .filter(({ number, kind }) => kind === 'pruned' && number > first && !keptNumbers.has(number))
    .map(({ number }) => edited(number, 'a pruning of which no anchor was kept'));
  return [...differing, ...claimed];
}

/** The last time each chain was seen. */
export function foldLeaves(anchors: readonly Anchor[]): ReadonlyMap<string, Leaf> {
  return new Map(anchors.flatMap(({ leaves }) => leaves.map((leaf) => [leaf.patientId, leaf] as const)));
}

export function anchorOf(practiceId: string, { number, kind, made_us, hash }: AnchorRow): AuditAnchor {
  return { practiceId, number, kind, at: instantOfUs(made_us), hash: Buffer.from(hash).toString('hex') };
}

function leavesOf(text: string): readonly Leaf[] {
  const leaves = JSON.parse(text) as readonly [string, number, string | null, number, string | null][];
  const bytes = (hex: string | null) => (hex === null ? null : Buffer.from(hex, 'hex'));
  return leaves.map(([patientId, auditedFrom, base, revision, head]) => ({
    patientId,
    auditedFrom,
    base: bytes(base),
    revision,
    head: bytes(head),
  }));
}

/** An instant from microseconds since 1970, to the millisecond. */
export function instantOfUs(us: string): string {
  return new Date(Number(BigInt(us) / 1000n)).toISOString();
}

const missing = (number: number): AuditFinding => ({
  kind: 'anchor-missing',
  patientId: null,
  number,
  words: 'the anchor is gone',
});

const edited = (number: number, words: string): AuditFinding => ({
  kind: 'anchor-edited',
  patientId: null,
  number,
  words,
});
