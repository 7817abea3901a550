// Mode 2: inviting back a patient whose window is open and whose right next visit is not booked. In: a journey as
// planners see it. Out: three messages, then a person. Rules owned: when the sequence begins and begins again, what
// withdraws the rest of it, and that a case with staff stays with staff until they release it.
import { courseObstacle, type Planned, personObstacle } from '../cadence/plan-cadence.js';
import type { Reactivation } from '../cadence/protocol.js';
import type { OutreachOutcomeFact } from '../journey/fact.js';
import { live } from '../journey/journey.js';
import { milestoneServed } from '../journey/next-visit.js';
import { type CaseView, conversations, dueAt, isBooked, localDate, newest, type Planning } from '../plan/planning.js';
import { staffDropHours, staffStep } from '../plan/staff-step.js';
import type { MessageStep, NotPlanned, PlannedStep, StepEvent } from '../plan/step.js';
import { addDays, wallClockAt } from '../shared/time.js';

export function planReactivation(planning: Planning): Planned {
  const { reactivation } = planning.protocol;
  const steps: PlannedStep[] = [];
  const notPlanned: NotPlanned[] = [];
  for (const view of planning.cases) {
    const event = view.events.at(-1);
    const leaveOut = (reason: NotPlanned['reason'], words: string) =>
      notPlanned.push({ stepId: 'reactivation', caseId: view.found.id, eventKey: event?.key ?? null, reason, words });
    if (event === undefined) continue;
    if (!reactivation.enabled) {
      leaveOut('switched-off', 'the practice switched it off');
      continue;
    }
    const start = startOf(planning, view, event);
    if (start === null) {
      leaveOut('no-window', 'the case is complete, or no clock runs');
      continue;
    }
    if (start.isAfterBooking)
      leaveOut('booked', `the next visit is booked; invitations begin on ${start.on} should it never be closed`);
    const sequence = sequenceFrom(planning, view, event, start);
    steps.push(...sequence.steps);
    if (sequence.stopped !== null) leaveOut(sequence.stopped.reason, sequence.stopped.words);
  }
  return { steps, notPlanned };
}

interface Start {
  readonly on: string;
  /** Names the episode; empty for the first. */
  readonly episode: string;
  /** Days on which the patient said something that a person goes on with. */
  readonly conversationsOn: readonly string[];
  readonly factIds: readonly string[];
  /** It begins only should a booked visit never be closed. */
  readonly isAfterBooking: boolean;
}

/** The day the sequence begins: the window open for a month, a visit broken, or the case released by staff. */
function startOf(planning: Planning, view: CaseView, event: StepEvent): Start | null {
  const { reactivation } = planning.protocol;
  const wait = view.waits.at(-1);
  if (wait?.opensOn == null || wait.event === 'final' || wait.since === null || wait.since < event.on) return null;
  const first = addDays(wait.opensOn, reactivation.begins.daysAfterWindowOpens);
  const again = [...brokenVisits(planning, view, event), ...releases(planning, event)]
    .sort((a, b) => (a.on < b.on ? -1 : 1))
    .at(-1);
  const rearmed = again === undefined ? null : addDays(again.on, reactivation.rearms.afterDays);
  const isAgain = again !== undefined && rearmed !== null && rearmed > first;
  const on = isAgain ? rearmed : first;
  const { liveFromOn } = planning.practice;
  return {
    on: later(on, liveFromOn),
    episode: isAgain ? `~${again.name}` : '',
    conversationsOn: conversations(planning).map((at) => localDate(planning, at, event.locationId)),
    factIds: isAgain ? [again.factId] : event.factIds,
    isAfterBooking: isAgain && again.isBooking === true,
  };
}

/** Why a sequence may begin again: when, and a day that names it and stays the same when the fact is reported anew. */
interface Again {
  /** A booking that may be forgotten: until then the next visit is booked. */
  readonly isBooking?: boolean;
  readonly on: string;
  readonly name: string;
  readonly factId: string;
}

/**
 * Days on which a right visit of this wait was missed or cancelled, as soon as it was known; of a booked one the day from
 * which it will be in doubt, should it never be closed: then nobody is lost behind a visit the chart forgot.
 */
function brokenVisits(planning: Planning, view: CaseView, event: StepEvent): readonly Again[] {
  const found = planning.cases.map((other) => other.found);
  return live(planning.journey.appointment).flatMap((visit) => {
    const isBroken = visit.status === 'broken' || visit.status === 'unscheduled';
    if ((!isBroken && visit.status !== 'scheduled') || visit.startsAt === null) return [];
    const day = wallClockAt(visit.startsAt, visit.zone).slice(0, 10);
    if (day <= event.on || milestoneServed(visit, view.found, found, planning.lookup) === null) return [];
    if (!isBroken)
      return [{ on: addDays(day, planning.protocol.bookedGrace.days), name: day, factId: visit.id, isBooking: true }];
    const known = wallClockAt(visit.recordedAt, visit.zone).slice(0, 10);
    return [{ on: earlier(known, day), name: day, factId: visit.id }];
  });
}

/** Days on which staff gave the case back to automation. */
function releases(planning: Planning, event: StepEvent): readonly Again[] {
  return outreachSince(planning, event, event.on).flatMap(({ at, id, returnToAutomation }) => {
    const on = localDate(planning, at, event.locationId);
    return returnToAutomation ? [{ on, name: on, factId: id }] : [];
  });
}

function outreachSince(planning: Planning, { locationId }: StepEvent, since: string): readonly OutreachOutcomeFact[] {
  return live(planning.journey.outreachOutcome).filter(({ at }) => localDate(planning, at, locationId) >= since);
}

function sequenceFrom(planning: Planning, view: CaseView, event: StepEvent, start: Start) {
  const { reactivation } = planning.protocol;
  const steps: PlannedStep[] = [];
  let on = start.on;
  const stop = (day: string) => obstacleOn(planning, view, event, start, day);
  for (const message of reactivation.messages) {
    if (!message.enabled) continue;
    on = addDays(on, message.afterDays);
    const stopped = stop(on);
    if (stopped !== null) return { steps, stopped };
    steps.push(messageOn(planning, event, reactivation, message, on, start));
  }
  on = addDays(on, reactivation.staff.afterDays);
  const stopped = stop(on);
  if (stopped !== null) return { steps, stopped };
  const staff = staffStep({
    event,
    stepId: `reactivation-staff${start.episode}`,
    reason: 'reactivation-exhausted',
    tier: reactivation.staff.tier,
    dueAt: dueAt(planning, on, reactivation.at, event.locationId),
    why: reactivation.staff.why,
    dropAfterHours: staffDropHours,
  });
  return { steps: [...steps, staff], stopped: null };
}

function obstacleOn(planning: Planning, view: CaseView, event: StepEvent, start: Start, on: string) {
  const obstacle = personObstacle(planning, 'reactivation') ?? courseObstacle(view, 'reactivation', on, event.on);
  if (obstacle !== null) return obstacle;
  if (view.found.failures.some((failure) => (failure.on ?? '') > event.on && view.waits.at(-1)?.event !== 'failure'))
    return { reason: 'superseded' as const, words: 'an implant was taken out' };
  if (isBooked(planning, view, on)) return { reason: 'booked' as const, words: 'the next visit is booked' };
  // What staff agreed before the visit that was then broken is over; else their last word counts.
  const since = start.episode === '' ? event.on : start.on;
  if (newest(outreachSince(planning, event, since), ({ at }) => at)?.returnToAutomation === false)
    return { reason: 'with-staff' as const, words: 'staff talk with the patient; they release the case when done' };
  // What came before the sequence began is no response to it.
  if (start.conversationsOn.some((day) => day >= start.on && day <= on))
    return { reason: 'responded' as const, words: 'the patient answered: a person goes on' };
  return null;
}

function messageOn(
  planning: Planning,
  event: StepEvent,
  reactivation: Reactivation,
  message: Reactivation['messages'][number],
  on: string,
  start: Start,
): MessageStep {
  const stepId = `${message.id}${start.episode}`;
  return {
    key: `${event.key}/${stepId}`,
    stepId,
    event,
    kind: 'message',
    purpose: 'reactivation',
    messageClass: message.messageClass,
    template: message.template,
    instrument: null,
    channels: message.channels,
    late: message.late,
    dueAt: dueAt(planning, on, reactivation.at, event.locationId, message.messageClass),
    saysNotBooked: true,
    isAnswer: false,
    values: {},
    mergedInto: null,
    cappedFrom: null,
    because: { rule: message.id, why: message.why, factIds: start.factIds },
  };
}

function earlier(a: string, b: string): string {
  return [a, b].sort()[0] as string;
}

function later(a: string, b: string): string {
  return [a, b].sort()[1] as string;
}
