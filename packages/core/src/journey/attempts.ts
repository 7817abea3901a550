// A new attempt after an implant was taken out. In: a case with its failures. Out: what counts for the attempt that goes on
// now, and whether it came to its end. Rule owned: where one attempt ends and the next begins.
import type { Case, CaseEvent } from './cases.js';

/** Whether an implant was taken out between two days, both of them included. */
export function isRemovedBetween(failures: readonly CaseEvent[], from: string, until: string): boolean {
  return failures.some(({ on }) => on !== null && from <= on && on <= until);
}

/** The milestones since the last implant was taken out; an implant set that day is among them. */
export function presentAttempt(found: Case): readonly Case['milestones'][number][] {
  const removedOn = found.failures.flatMap(({ on }) => on ?? []).at(-1);
  if (removedOn === undefined) return found.failures.length === 0 ? found.milestones : [];
  return found.milestones.filter(
    ({ on, milestone }) => on !== null && (on > removedOn || (on === removedOn && milestone === 'placement')),
  );
}

/** A final restoration stands and was not followed by the removal of the implant. */
export function isComplete(found: Case): boolean {
  const finals = found.milestones.filter(({ milestone }) => milestone === 'final');
  if (found.failures.length === 0) return finals.length > 0;
  const removedOn = found.failures.at(-1)?.on ?? null;
  return removedOn !== null && finals.some(({ on }) => on !== null && on > removedOn);
}

/** Whether something was done at the site after the implant was taken out. */
export function hasMovedOn({ failures, milestones }: Case): boolean {
  const removedOn = failures.at(-1)?.on ?? null;
  // An exam or a scan after it is part of getting over it.
  return (
    removedOn !== null &&
    milestones.some(
      ({ milestone, on }) => milestone !== 'consult' && milestone !== 'imaging' && on !== null && on > removedOn,
    )
  );
}
