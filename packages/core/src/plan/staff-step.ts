// A staff item as a planned step. In: what it is about, for whom, until when. Out: the step. Rule owned: how long after it was
// due an item still helps.
import type { StaffStep } from './step.js';

/** Old charts must not bury staff: what a message could not do a week ago is not handed over. Unit: hours. */
export const staffDropHours = 7 * 24;

/** The name of the call that follows a check nobody answers; for its line as for its key. */
export function silenceAfter(check: string): string {
  return `${check}/not-reached`;
}

interface StaffItem extends Pick<StaffStep, 'event' | 'stepId' | 'reason' | 'tier' | 'dueAt'> {
  readonly why: string;
  /** Left out: a person hears of it, however late it is noticed. */
  readonly dropAfterHours?: number;
  readonly about?: readonly string[];
  /** Left out: the rows of the event. */
  readonly factIds?: readonly string[];
}

export function staffStep({
  event,
  stepId,
  reason,
  tier,
  dueAt,
  why,
  dropAfterHours,
  about = [],
  factIds = event.factIds,
}: StaffItem): StaffStep {
  return {
    key: `${event.key}/${stepId}`,
    stepId,
    event,
    kind: 'staff',
    reason,
    tier,
    dueAt,
    dropAfterHours: dropAfterHours ?? null,
    about,
    because: { rule: stepId, why, factIds },
  };
}
