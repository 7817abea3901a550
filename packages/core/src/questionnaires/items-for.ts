// What a patient is asked on a day. In: an instrument, the day and traits of the event. Out: the items to show, each
// with the options to show. Rule owned: when a condition holds.
import type { Condition, Instrument, Item, Option } from './instrument.js';

/** What a check is about, at the instant it is answered. */
export interface CheckContext {
  /**
   * Calendar days in the patient's zone from the event to the answer. Null when the day of the event is unknown: then
   * every rule about days is taken to hold.
   */
  readonly daysSinceEvent: number | null;
  /** Such as `lower-jaw` or `sinus`; `standardTraits` lists those the standard instruments ask for. */
  readonly traits: readonly string[];
  /** The check before this one of the same event, as it was scored. */
  readonly previous?: { readonly comfort: number | null } | undefined;
}

/** Whether one of the conditions holds; without conditions always. */
export function holds(
  onlyIf: readonly Condition[] | undefined,
  { daysSinceEvent: day, traits }: CheckContext,
): boolean {
  return (
    onlyIf === undefined ||
    onlyIf.some(
      ({ fromDay = 0, toDay = Number.POSITIVE_INFINITY, traits: wanted }) =>
        (day === null || (fromDay <= Math.max(day, 0) && day <= toDay)) &&
        (wanted === undefined || wanted.some((trait) => traits.includes(trait))),
    )
  );
}

/** Whether an item is asked: an item whose only choice would be "none of these" is not. */
export function isAsked(item: Item, context: CheckContext): boolean {
  if (!holds(item.onlyIf, context)) return false;
  return !('options' in item) || item.options.some((option) => option.id !== 'none' && holds(option.onlyIf, context));
}

/** Whether an option of an item is shown. */
export function isOffered(item: Item, option: Option, context: CheckContext): boolean {
  return isAsked(item, context) && holds(option.onlyIf, context);
}

/**
 * The items a patient sees, in order, each with the options that apply.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { healingCheck, itemsFor } from '@implant-journey/core';
 * const shown = itemsFor(healingCheck, { daysSinceEvent: 1, traits: ['surgery', 'lower-jaw'] });
 * assert.deepEqual(shown.map(({ id }) => id), ['red-flags', 'comfort', 'trend', 'pain', 'pain-eased', 'signs', 'call', 'words']);
 * ```
 */
export function itemsFor(instrument: Instrument, context: CheckContext): readonly Item[] {
  return instrument.items
    .filter((item) => isAsked(item, context))
    .map((item) =>
      'options' in item ? { ...item, options: item.options.filter(({ onlyIf }) => holds(onlyIf, context)) } : item,
    );
}
