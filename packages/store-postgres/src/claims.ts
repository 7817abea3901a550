// What workers share: claims, permits of providers, turns at a chart. In: how many, for how long. Out: claims in order of
// their due time, what was granted. Rule owned: without an instant the database's clock decides, one clock for all workers.
import { type Claim, instantOf, type JourneyStore } from '@implant-journey/core';
import type { Call } from './database.js';

interface ClaimRow {
  readonly practice_id: string;
  readonly patient_id: string;
  readonly lease_id: string;
  readonly due: number;
}

export type Claims = Pick<JourneyStore, 'claimDue' | 'extend' | 'release' | 'nextDueAt' | 'takePermits' | 'claimFeed'>;

export function claimsIn(call: Call): Claims {
  return {
    async claimDue({ now, limit, leaseMs }) {
      const rows = await call<ClaimRow>('claim_due', now ?? null, limit, millis(leaseMs));
      return [...rows]
        .sort((a, b) => a.due - b.due || compare(a.practice_id, b.practice_id) || compare(a.patient_id, b.patient_id))
        .map(({ practice_id, patient_id, lease_id }) => ({
          practiceId: practice_id,
          patientId: patient_id,
          leaseId: lease_id,
        }));
    },
    async extend(claims, { now, leaseMs }) {
      if (claims.length === 0) return [];
      const rows = await call<{ readonly extend_claims: string }>(
        'extend_claims',
        JSON.stringify(claims.filter(isOurs).map(rowOf)),
        now ?? null,
        millis(leaseMs),
      );
      const held = new Set(rows.map(({ extend_claims }) => extend_claims));
      return claims.filter(({ leaseId }) => held.has(leaseId));
    },
    async release(claims) {
      if (claims.length > 0) await call('release_claims', JSON.stringify(claims.filter(isOurs).map(rowOf)));
    },
    async nextDueAt() {
      const [row] = await call<{ readonly due_at: Date | null }>('next_due');
      const dueAt = row?.due_at ?? null;
      return dueAt === null ? null : instantOf(dueAt.getTime());
    },
    async takePermits(requests, now) {
      if (requests.length === 0) return [];
      const asked = requests.map(({ key, wanted, perSecond }) => ({ key, wanted, per_second: perSecond }));
      const rows = await call<{ readonly granted: number }>('take_permits', JSON.stringify(asked), now);
      return rows.map(({ granted }) => granted);
    },
    async claimFeed(practiceId, source, { now, until }) {
      const [row] = await call<{ readonly is_ours: boolean }>('claim_feed', practiceId, source, now, until);
      return row?.is_ours === true;
    },
  };
}

const millis = (length: number) => `${length} milliseconds`;
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
/** A lease of another store is no UUID, and none that could be held here. */
const isOurs = ({ leaseId }: Claim) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(leaseId);

function rowOf({ practiceId, patientId, leaseId }: Claim) {
  return { practice_id: practiceId, patient_id: patientId, lease_id: leaseId };
}
