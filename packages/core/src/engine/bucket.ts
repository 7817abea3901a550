// What is left of a limit, as stores in memory keep it. In: what was left, what is wanted, the instant. Out: what is granted,
// what is left. Rule owned: a limit fills with time up to one second's worth, one at least; a clock set back fills nothing.
import type { PermitRequest } from '../ports/journey-store.js';

export interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** What a sum of fractions lacks to a whole is no more than rounding. */
const rounding = 1e-9;

export function takeFrom(
  bucket: Bucket | undefined,
  { wanted, perSecond }: Pick<PermitRequest, 'wanted' | 'perSecond'>,
  nowMs: number,
): { readonly granted: number; readonly bucket: Bucket } {
  const room = Math.max(1, perSecond);
  const { left, atMs } = bucket ?? { left: room, atMs: nowMs };
  const filled = Math.min(room, left + (Math.max(0, nowMs - atMs) / 1000) * perSecond);
  const granted = Math.min(wanted, Math.floor(filled + rounding));
  return { granted, bucket: { left: Math.max(0, filled - granted), atMs: Math.max(atMs, nowMs) } };
}
