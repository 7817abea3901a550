// What every planner needs to know of one journey: its cases with their events and waits, who and where the patient is,
// what is booked, held or ended. In: journey, protocol, practice. Out: answers that depend on facts alone, never on a
// clock: what is booked is asked for the day a step is due.
import { earliestAllowedAt } from '../cadence/contact-window.js';
import type { Protocol } from '../cadence/protocol.js';
import { escalationIdOf } from '../escalation/escalation-id.js';
import { type Triage, triageReply } from '../inbound/triage.js';
import { type Case, deriveCases } from '../journey/cases.js';
import { type CodeLookup, codeLookup } from '../journey/code-map.js';
import type { CheckAnswerFact, EnrolmentFact, HoldFact, PatientFact, ReplyFact } from '../journey/fact.js';
import { type Journey, live } from '../journey/journey.js';
import { rightVisitsOf } from '../journey/next-visit.js';
import { concerns, type Wait, waitHistory } from '../journey/wait.js';
import type { Location, Practice } from '../practice/practice.js';
import { canBeScored } from '../questionnaires/score.js';
import { dateOfEpochDay, epochDayOf } from '../shared/epoch-day.js';
import { compareInstants, instantOf, msOf } from '../shared/instant.js';
import { addDays, wallClockAt } from '../shared/time.js';
import { zoneClock } from '../shared/zone-clock.js';
import { type ClinicalEvent, eventsOf } from './clinical-event.js';
import type { StepEvent } from './step.js';

/** Later than any date a chart holds: a plan looks at everything that is known. */
const endOfTime = '2999-12-31';

export interface CaseView {
  readonly found: Case;
  /** In order of time; a step carries its event as it stands here. */
  readonly events: readonly StepEvent[];
  readonly waits: readonly Wait[];
  readonly holds: readonly HoldFact[];
  /** Days at the practice for which a right next visit is booked, past ones too. */
  readonly bookedOn: readonly string[];
}

/** A reply and what it may mean. */
export interface ReadReply {
  readonly fact: ReplyFact;
  readonly triage: Triage;
}

export interface Planning {
  /** Zones by location, remembered: every step asks. */
  readonly zones: Map<string | null, readonly string[]>;
  readonly journey: Journey;
  readonly protocol: Protocol;
  readonly practice: Practice;
  readonly cases: readonly CaseView[];
  readonly lookup: CodeLookup;
  /** Days for which a visit is booked that looks after the implant: maintenance or hygiene. */
  readonly recallBookedOn: readonly string[];
  readonly replies: readonly ReadReply[];
  readonly lastEngagedAt: string | null;
  readonly patient: PatientFact | null;
  readonly enrolment: EnrolmentFact | null;
  /** Dead by the chart, or by a reply that staff have not dealt with yet: nothing is sent. */
  readonly mayBeDead: boolean;
}

export function planningOf(journey: Journey, protocol: Protocol, practice: Practice): Planning {
  const { cases } = deriveCases(journey, protocol.cases);
  const lookup = codeLookup(protocol.cases.codeMap);
  // A hold without an end shifts no date: what falls into it is left out instead.
  const shifting = { ...journey, hold: journey.hold.filter(({ endsOn }) => endsOn !== null) };
  const replies = live(journey.reply).map((fact) => ({ fact, triage: triageReply(fact.text, fact) }));
  return {
    zones: new Map(),
    journey,
    protocol,
    practice,
    cases: cases.map((found) => ({
      found,
      holds: live(journey.hold).filter((hold) => concerns(hold, found)),
      events: eventsOf(found).map(stepEventOf),
      waits: waitHistory(found, shifting, protocol.cases, endOfTime),
      bookedOn: rightVisitsOf(found, cases, journey, lookup).map(({ wallClock }) => wallClock.slice(0, 10)),
    })),
    lookup,
    recallBookedOn: recallBookedOn(journey, lookup),
    replies,
    lastEngagedAt: lastEngagedAt(journey),
    patient: live(journey.patient).at(-1) ?? null,
    enrolment: newest(live(journey.enrolment), ({ decidedAt }) => decidedAt),
    mayBeDead: mayBeDead(journey, replies),
  };
}

function stepEventOf({ practitionerId: _, ...event }: ClinicalEvent): StepEvent {
  return event;
}

function mayBeDead(journey: Journey, replies: readonly ReadReply[]): boolean {
  if (live(journey.patient).at(-1)?.status === 'deceased') return true;
  const told = replies.filter(({ triage }) => triage.deceased);
  if (told.length === 0) return false;
  const closed = new Set(
    live(journey.escalationAction).flatMap((one) => (one.action === 'closed' ? [one.escalationId] : [])),
  );
  return told.some(({ fact }) => !closed.has(escalationIdOf({ key: `reply:${fact.id}/possible-death` })));
}

export function newest<F>(facts: readonly F[], at: (fact: F) => string): F | null {
  return facts.reduce<F | null>(
    (best, fact) => (best === null || compareInstants(at(fact), at(best)) >= 0 ? fact : best),
    null,
  );
}

export function locationOf(
  { practice, patient }: Pick<Planning, 'practice' | 'patient'>,
  locationId: string | null,
): Location {
  const find = (id: string | null | undefined) => practice.locations.find((location) => location.id === id);
  return find(locationId) ?? find(patient?.locationId) ?? (practice.locations[0] as Location);
}

/** Zones whose clocks must all allow a message: the patient's when known, else the location's and those practice names. */
export function zonesOf(
  planning: Pick<Planning, 'practice' | 'patient'>,
  locationId: string | null,
): readonly string[] {
  const { patient, practice } = planning;
  if (patient?.zone) return [patient.zone];
  return [...new Set([locationOf(planning, locationId).zone, ...practice.possibleZones])];
}

function rememberedZones(planning: Planning, locationId: string | null): readonly string[] {
  const known = planning.zones.get(locationId) ?? zonesOf(planning, locationId);
  planning.zones.set(locationId, known);
  return known;
}

/** The instant of a wall-clock time at the patient, or the first after it at which a message may go out. */
export function dueAt(
  planning: Planning,
  on: string,
  at: string,
  locationId: string | null,
  messageClass: 'care' | 'marketing' = 'care',
): string {
  const zones = rememberedZones(planning, locationId);
  const minute = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
  const wantedMs = zoneClock(zones[0] as string).instantOf(epochDayOf(on), minute);
  return instantOf(earliestAllowedAt(wantedMs, zones, planning.protocol.sendWindow[messageClass]));
}

/** The calendar date at the patient. */
export function localDate(planning: Planning, instant: string, locationId: string | null): string {
  return dateOfEpochDay(localDay(planning, instant, locationId));
}

/** The same, counted from 1970-01-01. */
export function localDay(planning: Planning, instant: string, locationId: string | null): number {
  return zoneClock(rememberedZones(planning, locationId)[0] as string).wallClockAt(msOf(instant)).epochDay;
}

/** Whether the right next visit is booked as seen on a day; a visit just past may have taken place. */
export function isBooked({ protocol }: Planning, { bookedOn }: CaseView, on: string): boolean {
  if (bookedOn.length === 0) return false;
  const asOf = addDays(on, -1 - protocol.bookedGrace.days);
  return bookedOn.some((day) => day > asOf);
}

/** Whether a visit for looking after the implant is booked around a day. */
export function isRecallBooked({ recallBookedOn: days }: Planning, on: string): boolean {
  return days.some((day) => day >= addDays(on, -30) && day <= addDays(on, 90));
}

function recallBookedOn(journey: Journey, lookup: CodeLookup): readonly string[] {
  return live(journey.appointment).flatMap((visit) => {
    if (visit.status !== 'scheduled' || visit.startsAt === null) return [];
    const isMaintenance = visit.work.some(({ code }) => {
      const meaning = code === null ? null : lookup(code, null);
      return meaning?.kind === 'known' && meaning.entry.treatment === 'maintenance';
    });
    return visit.hygiene || isMaintenance ? [wallClockAt(visit.startsAt, visit.zone).slice(0, 10)] : [];
  });
}

/** The wait that began with an event, as its window stands. */
export function waitAfter({ waits }: CaseView, event: StepEvent): Wait | null {
  return waits.find(({ since }) => since === event.on) ?? null;
}

/** When the patient last showed signs of life: read, replied, answered, or was reached by staff; null: never. */
export function lastEngagedAt(journey: Journey): string | null {
  let last: string | null = null;
  const heard = (at: string) => {
    if (last === null || compareInstants(at, last) > 0) last = at;
  };
  for (const { state, at, deleted } of journey.delivery) if (state === 'read' && !deleted) heard(at);
  for (const { receivedAt } of live(journey.reply)) heard(receivedAt);
  for (const { answeredAt } of live(journey.checkAnswer)) heard(answeredAt);
  for (const { outcome, at } of live(journey.outreachOutcome)) if (reached.has(outcome)) heard(at);
  return last;
}

/** Whether the practice learned, at an instant or later, how the patient is: from a check that could be scored, a reply
 *  that tells a score or a symptom, staff who reached the patient. */
export function isHealthReportedSince({ journey, protocol, replies }: Planning, since: string): boolean {
  return (
    journey.checkAnswer.some(
      (fact) => compareInstants(fact.answeredAt, since) >= 0 && !fact.deleted && tellsHealth(fact, protocol),
    ) ||
    replies.some(({ fact, triage: { comfort, tier } }) => {
      const isSymptom = tier === 'E' || tier === 'U' || tier === 'S';
      return compareInstants(fact.receivedAt, since) >= 0 && (comfort !== null || isSymptom);
    }) ||
    live(journey.outreachOutcome).some(({ outcome, at }) => compareInstants(at, since) >= 0 && outcome === 'reached')
  );
}

function tellsHealth({ instrument: id, answers, traits }: CheckAnswerFact, { checks }: Protocol): boolean {
  const instrument = checks.instruments.find((one) => one.id === id);
  return instrument !== undefined && canBeScored(instrument, answers, { daysSinceEvent: 0, traits });
}

/** Instants of what a person goes on with: conversations with staff, and replies that say more than how it feels. */
export function conversations({ journey, replies }: Planning): readonly string[] {
  return [
    ...replies.flatMap(({ fact, triage }) => (triage.toHuman ? [fact.receivedAt] : [])),
    ...live(journey.outreachOutcome).flatMap(({ outcome, at }) => (reached.has(outcome) ? [at] : [])),
  ].sort(compareInstants);
}

const reached: ReadonlySet<string> = new Set(['booked', 'reached', 'declined', 'call-later']);
