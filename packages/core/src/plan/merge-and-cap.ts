// One message a day and three in seven days for one patient, whatever the number of cases. In: the steps all planners
// want. Out: the same steps, some carried by another's message of the day, some moved to a later free day. Rules owned:
// clinical goes before promotional; nothing is dropped here; answers to a patient are left alone.

import type { Protocol, Purpose } from '../cadence/protocol.js';
import { compareText } from '../shared/compare.js';
import { dateOfEpochDay } from '../shared/epoch-day.js';
import { addTo } from '../shared/group.js';
import { compareInstants } from '../shared/instant.js';
import { dueAt, localDay, type Planning } from './planning.js';
import type { MessageStep, PlannedStep } from './step.js';

/** Who goes first on a crowded day. */
export const order: readonly Purpose[] = ['safety', 'scheduling', 'reactivation', 'education', 'recall'];

export function mergeAndCap(planning: Planning, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const result: PlannedStep[] = [];
  const messages: MessageStep[] = [];
  for (const step of steps) {
    if (step.kind === 'staff' || step.isAnswer) result.push(step);
    else messages.push(step);
  }
  const days: Days = new Map();
  for (const step of messages.sort(byUrgency)) {
    const { day, moved } = placeOf(planning, days, step, localDay(planning, step.dueAt, step.event.locationId));
    const lead = days.get(day)?.find((one) => canCarry(one, step));
    if (lead !== undefined) {
      result.push({ ...moved, mergedInto: lead.key, dueAt: lead.dueAt });
      continue;
    }
    addTo(days, day, moved);
    result.push(moved);
  }
  return result;
}

/** The messages that go out by the day at the patient, counted from 1970-01-01. */
type Days = Map<number, MessageStep[]>;

/** One message speaks for one consent: what needs another class goes by itself. */
function canCarry(lead: MessageStep, step: MessageStep): boolean {
  return lead.messageClass === step.messageClass;
}

/** The first day from `wanted` on that can take the step, and the step as it goes out then: hours may move it on again. */
function placeOf(planning: Planning, days: Days, step: MessageStep, wanted: number) {
  for (let from = wanted; ; ) {
    const day = firstFreeDay(days, step, from, planning.protocol.caps);
    const moved = day === wanted ? step : movedTo(planning, step, dateOfEpochDay(day));
    const opens = day === wanted ? day : localDay(planning, moved.dueAt, step.event.locationId);
    if (opens <= day) return { day, moved };
    from = opens;
  }
}

/**
 * The day itself when a message of it can carry the step, or when it has room; else the next such day. Days are counted
 * by the calendar, in any seven that follow one another.
 */
function firstFreeDay(days: Days, step: MessageStep, from: number, caps: Protocol['caps']): number {
  const sentOn = (day: number) => days.get(day)?.length ?? 0;
  for (let day = from; ; day += 1) {
    if (days.get(day)?.some((one) => canCarry(one, step))) return day;
    if (sentOn(day) < caps.perDay && hasRoom(sentOn, day, caps.perSevenDays)) return day;
  }
}

/** Whether another message fits a day without more than so many in any seven days that follow one another. */
export function hasRoom(sentOn: (day: number) => number, day: number, perSevenDays: number): boolean {
  let sent = 0;
  for (let before = day - 6; before < day; before += 1) sent += sentOn(before);
  // The seven days slide from those that end on the day to those that begin with it.
  for (let last = day; last <= day + 6; last += 1) {
    sent += sentOn(last);
    if (sent + 1 > perSevenDays) return false;
    sent -= sentOn(last - 6);
  }
  return true;
}

function movedTo(planning: Planning, step: MessageStep, on: string): MessageStep {
  const zoneTime = planning.protocol.sendWindow[step.messageClass];
  const at = Object.values(zoneTime.hours)[0]?.open ?? '10:00';
  return { ...step, dueAt: dueAt(planning, on, at, step.event.locationId, step.messageClass), cappedFrom: step.dueAt };
}

/** Urgent purposes take their days first; among equals the earlier, then the key, so that the order is always the same. */
function byUrgency(a: MessageStep, b: MessageStep): number {
  return (
    order.indexOf(a.purpose) - order.indexOf(b.purpose) ||
    compareInstants(a.dueAt, b.dueAt) ||
    compareText(a.key, b.key)
  );
}
