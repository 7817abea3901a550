// What a protocol would change for live patients before it goes live. In: stored journeys, the rules to be. Out: the
// changes by patient. Nothing is stored.
import { sightingsOf } from '../plan/follow-chart.js';
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
    const { journey, steps, seen = sightingsOf(steps) } = document;
    const changes = reconcile(plan(journey, protocol, practice), steps, protocol, now, seen);
    return changes.length === 0 ? [] : [{ patientId, changes }];
  });
}
