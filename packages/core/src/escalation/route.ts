// Whom an escalation alerts. In: what happened, the location, the policy and the instant. Out: the escalation with its
// first alert, and later with every climb. Rules owned: the team while the location is open, the on-call path where it
// is closed; an alert climbs until somebody acknowledges, an acknowledged one again after its deadline, until closed.
import type { Location } from '../practice/practice.js';
import { compareInstants } from '../shared/instant.js';
import { settle, untoldAssignment } from './act.js';
import { deadlineOf } from './deadline.js';
import type { Escalation, EscalationPolicy, TierPolicy } from './escalation.js';
import { addMinutes, addOpeningMinutes, isOpenAt, nextOpeningAt } from './opening-hours.js';

/** What is known when an escalation is opened. */
export type EscalationInput = Pick<
  Escalation,
  'id' | 'patientId' | 'caseIds' | 'reason' | 'tier' | 'because' | 'stepKey'
>;

/**
 * Opens an escalation. Its alert is due at once, in the tier that never pages the on-call path when the location next
 * opens; it is on the worklist at once in any tier.
 * @param now - Instant at which it became known, UTC; the deadline counts from it.
 */
export function openEscalation(
  input: EscalationInput,
  location: Location,
  policy: EscalationPolicy,
  now: string,
): Escalation {
  const rule = policy[input.tier];
  const at = rule.pageOnCall === 'never' ? (nextOpeningAt(now, location) ?? now) : now;
  const climbDueAt = afterAlert(at, rule.acknowledgeWithin.minutes, rule, location);
  return settle({
    ...input,
    locationId: location.id,
    openedAt: now,
    alert: { at, ...firstAlerted(rule, location, now) },
    respondBy: deadlineOf(input.tier, now, location, policy).at,
    climbDueAt,
    nextClimbAt: climbDueAt,
    climbs: [],
    actions: [],
    owner: null,
    state: 'open',
    closed: null,
  });
}

/**
 * Alerts the next person when a climb is due: somebody it was just assigned to, else the first of team and on-call path
 * (where the location is closed: of on-call path and team) who was not alerted yet, and then everybody each time.
 * However late it is called, it climbs once. Tiers that never page the on-call path climb while the location is open.
 * @returns The very same escalation when no climb is due.
 */
export function climb(escalation: Escalation, location: Location, policy: EscalationPolicy, now: string): Escalation {
  if (escalation.nextClimbAt === null || compareInstants(now, escalation.nextClimbAt) < 0) return escalation;
  const rule = policy[escalation.tier];
  const untold = untoldAssignment(escalation);
  const opening = nextOpeningAt(now, location);
  if (untold === null && rule.pageOnCall === 'never' && opening !== null && compareInstants(opening, now) > 0)
    return settle({ ...escalation, climbDueAt: opening });
  const recipients = untold === null ? nextAlerted(escalation, rule, location, now) : [untold.to];
  const climbs = [...escalation.climbs, { at: now, recipients }];
  const { minutes, slowsToMinutes } = rule.climbEvery;
  const rounds = roundsOf(climbs, everybodyFor(rule, location, now));
  const next = afterAlert(now, Math.min(slowsToMinutes, minutes * 2 ** rounds), rule, location);
  // Where all know, and the night may pass by its deadline, nobody is woken again before the location opens.
  const isNight = rounds > 0 && rule.pageOnCall === 'when-closed' && !isOpenAt(next, location);
  const calm = isNight ? (nextOpeningAt(next, location) ?? next) : next;
  const { respondBy } = escalation;
  const isAhead = compareInstants(respondBy, now) > 0;
  const climbDueAt = isAhead ? earlier(calm, respondBy) : next;
  return settle({ ...escalation, climbs, climbDueAt });
}

function earlier(a: string, b: string): string {
  return compareInstants(a, b) <= 0 ? a : b;
}

/** How many climbs went to everybody. */
function roundsOf(climbs: Escalation['climbs'], everybody: readonly string[]): number {
  return climbs.filter(({ recipients }) => everybody.every((one) => recipients.includes(one))).length;
}

/** Who is asked first, and whether the on-call path is among them. */
function firstAlerted(
  { pageOnCall }: TierPolicy,
  location: Location,
  now: string,
): { readonly recipients: readonly string[]; readonly onCall: boolean } {
  const team = location.team.slice(0, 1);
  const onCall = location.onCall.slice(0, 1);
  if (pageOnCall === 'never') return { recipients: team, onCall: false };
  if (!isOpenAt(now, location)) return { recipients: onCall, onCall: true };
  if (pageOnCall === 'when-closed') return { recipients: team, onCall: false };
  return { recipients: unique([...team, ...onCall]), onCall: true };
}

function nextAlerted(escalation: Escalation, rule: TierPolicy, location: Location, now: string): readonly string[] {
  const everybody = everybodyFor(rule, location, now);
  const alerted = new Set([escalation.alert, ...escalation.climbs].flatMap(({ recipients }) => recipients));
  const next = everybody.find((recipient) => !alerted.has(recipient));
  return next === undefined ? everybody : [next];
}

function everybodyFor({ pageOnCall }: TierPolicy, location: Location, now: string): readonly string[] {
  const { team, onCall } = location;
  if (pageOnCall === 'never') return unique(team);
  return unique(isOpenAt(now, location) ? [...team, ...onCall] : [...onCall, ...team]);
}

/** When an alert that nobody acknowledges is followed by the next. */
function afterAlert(at: string, minutes: number, { pageOnCall }: TierPolicy, location: Location): string {
  const inOpeningHours = pageOnCall === 'never' ? addOpeningMinutes(at, minutes, location) : null;
  return inOpeningHours ?? addMinutes(at, minutes);
}

function unique(recipients: readonly string[]): readonly string[] {
  return [...new Set(recipients)];
}
