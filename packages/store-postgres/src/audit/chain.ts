// The hashes of the audit, computed apart from the database that is to be checked. In: what a row or an anchor tells. Out:
// the hash it must have. The schema computes the same when it writes (sql/0002-audit.sql).
import { createHash } from 'node:crypto';

export interface ChainedRow {
  readonly practiceId: string;
  readonly patientId: string;
  readonly revision: number;
  /** Microseconds since 1970, in digits. */
  readonly recordedUs: string;
  readonly entries: Uint8Array;
}

/** @param previous - The hash of the row before; null for the first. */
export function headOf(previous: Uint8Array | null, row: ChainedRow): Buffer {
  return createHash('sha256')
    .update(previous ?? Buffer.alloc(0))
    .update(sized(row.practiceId))
    .update(sized(row.patientId))
    .update(int4(row.revision))
    .update(int8(row.recordedUs))
    .update(row.entries)
    .digest();
}

export function anchorHashOf(
  previous: Uint8Array | null,
  anchor: { readonly practiceId: string; readonly number: number; readonly madeUs: string; readonly told: string },
): Buffer {
  return createHash('sha256')
    .update(previous ?? Buffer.alloc(0))
    .update(sized(anchor.practiceId))
    .update(int4(anchor.number))
    .update(int8(anchor.madeUs))
    .update(anchor.told)
    .digest();
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([int4(bytes.length), bytes]);
}

function int4(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int8(digits: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(digits));
  return bytes;
}
