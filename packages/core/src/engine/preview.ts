// What a protocol would change for live patients before it goes live. In: stored journeys, the rules to be. Out: the
// changes by patient. Nothing is stored.
import { plan } from '../plan/plan.js';
import { reconcile } from '../plan/reconcile.js';
import type { PlanChange } from '../plan/step.js';
import type { StoredJourney } from '../ports/journey-store.js';
import type { Rules } from './update.js';

export interface PreviewedPatient {
  readonly patientId: string;
  readonly changes: readonly PlanChange[];
}

export function previewOf(
  stored: readonly StoredJourney[],
  { practice, protocol }: Rules,
  now: string,
): readonly PreviewedPatient[] {
  return stored.flatMap(({ patientId, document }) => {
    const changes = reconcile(plan(document.journey, protocol, practice), document.steps, protocol, now, document.seen);
    return changes.length === 0 ? [] : [{ patientId, changes }];
  });
}
