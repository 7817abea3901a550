// What becomes of a step that is late. In: a step and an instant. Out: send it, send its other words, hand it to staff,
// or drop it. Rule owned: old words never arrive in a burst. A step the caps moved is late from its new day on.
import { addHours, msOf } from '../shared/instant.js';
import type { MessageStep, StaffStep } from './step.js';

export type Verdict =
  | { readonly kind: 'send'; readonly template: string }
  | { readonly kind: 'staff' }
  | { readonly kind: 'drop' };

/** @param now - Instant at which the step would go out. */
export function lateness({ late, dueAt, template }: MessageStep, now: string): Verdict {
  const { sendWithinHours, variant, otherwise } = late;
  const isWithin = (hours: number) => msOf(now) <= msOf(addHours(dueAt, hours));
  if (isWithin(sendWithinHours)) return { kind: 'send', template };
  if (variant !== null && isWithin(variant.withinHours)) return { kind: 'send', template: variant.template };
  return { kind: otherwise };
}

/** Whether a staff item is so old that it would only bury staff. */
export function isStale({ dueAt, dropAfterHours }: StaffStep, now: string): boolean {
  return dropAfterHours !== null && msOf(now) > msOf(addHours(dueAt, dropAfterHours));
}
