// What to change so that the stored plan matches the desired one. In: desired plan, stored steps, the instant. Out: plan
// changes. Rules owned: what a patient has received is never sent again, whatever was corrected; sent steps never
// change; every stored step keeps exactly one state; applying the changes and asking again gives none.
import type { Protocol } from '../cadence/protocol.js';
import { JourneyError } from '../shared/error.js';
import { addTo } from '../shared/group.js';
import { msOf } from '../shared/instant.js';
import { same } from '../shared/same.js';
import { compensations } from './compensate.js';
import { followChart, type IsSameEvent, type Sighting, sameEventBy } from './follow-chart.js';
import { isStale, lateness } from './lateness.js';
import {
  type DesiredPlan,
  hasGoneOut,
  isPending,
  type PlanChange,
  type PlannedStep,
  type StepState,
  type StoredStep,
} from './step.js';

/**
 * Decides what to change so that the stored plan matches the desired one.
 * @param now - Instant of this run, UTC. Steps first seen too late are expired or handed to staff by their own rule.
 * @param seen - The rows of the chart as they were followed so far, with this chart or without it; none before the first.
 *   The stored steps do not tell them: of those of one event some move to its new row, and some stay with the old.
 * @returns Changes in the order of the desired plan, then of the stored steps; empty when nothing differs.
 * @throws {JourneyError} `plan/duplicate-step` when two desired steps share a key.
 */
export function reconcile(
  desired: DesiredPlan,
  stored: readonly StoredStep[],
  protocol: Protocol,
  now: string,
  seen: readonly Sighting[],
): readonly PlanChange[] {
  const byKey = new Map(stored.map((one) => [one.step.key, one]));
  const isSameEvent = sameEventBy(followChart(seen, desired.events));
  const reachedPatient = (one: StoredStep) => hasGoneOut(one) || wasCarried(one, byKey);
  const owed = compensations(stored, reachedPatient, desired.events, isSameEvent, protocol, now);
  const matches = assign([...desired.steps, ...owed], stored, reachedPatient, isSameEvent);
  const taken = new Set(matches.map(({ own }) => own));
  const open = matches.filter(({ isOut }) => !isOut);
  const changes = withCarriers(open, now).flatMap(({ step, own }) => changeFor(step, own, now));
  for (const one of stored) {
    if (taken.has(one) || !(isPending(one) || isWaitingForLead(one, byKey))) continue;
    changes.push({ kind: 'end', key: one.step.key, reason: 'withdrawn', why: whyGone(one, desired) });
  }
  return changes;
}

/** Whether the message of another step, already out, carried this one. */
function wasCarried({ state, step }: StoredStep, byKey: ReadonlyMap<string, StoredStep>): boolean {
  if (state.kind !== 'ended' || state.reason !== 'merged' || step.kind === 'staff' || step.mergedInto === null)
    return false;
  const lead = byKey.get(step.mergedInto);
  return lead !== undefined && hasGoneOut(lead);
}

/** Merged into a message that has not gone out: it can still be taken back. */
function isWaitingForLead(one: StoredStep, byKey: ReadonlyMap<string, StoredStep>): boolean {
  return one.state.kind === 'ended' && one.state.reason === 'merged' && !wasCarried(one, byKey);
}

/** A desired step and the stored one it is; `isOut` when the patient has, or may have, that one. */
interface Match {
  readonly step: PlannedStep;
  readonly own: StoredStep | undefined;
  readonly isOut: boolean;
}

/**
 * Which stored step each desired one is: what the patient has, or the same key; else by the evidence of its event.
 * Where several share that evidence (two events became one), the one planned for this event already goes before one that
 * waits: so asking again finds the one chosen, also when it waits no more.
 */
function assign(
  wanted: readonly PlannedStep[],
  stored: readonly StoredStep[],
  reachedPatient: (one: StoredStep) => boolean,
  isSameEvent: IsSameEvent,
): readonly Match[] {
  const byStepId = groupByStepId(stored);
  const seen = new Set<string>();
  const taken = new Set<StoredStep>();
  const owns = new Map<PlannedStep, StoredStep>();
  const take = (step: PlannedStep, own: StoredStep | undefined) => {
    if (own === undefined) return;
    owns.set(step, own);
    taken.add(own);
  };
  const candidates = wanted.map((step) => {
    if (seen.has(step.key))
      throw new JourneyError('plan/duplicate-step', 'two planned steps share a key; report this defect', {
        subject: { stepId: step.stepId },
      });
    seen.add(step.key);
    const like = (byStepId.get(step.stepId) ?? []).filter(
      (one) => one.step.key === step.key || isSameEvent(one.step.event, step.event),
    );
    take(step, like.find(reachedPatient) ?? like.find((one) => one.step.key === step.key));
    return { step, like };
  });
  for (const fits of [isPlannedAs, isPending, () => true])
    for (const { step, like } of candidates) {
      if (owns.has(step)) continue;
      const own = like.find((one) => !taken.has(one) && fits(one, step));
      take(step, own);
    }
  return wanted.map((step) => {
    const own = owns.get(step);
    return { step, own, isOut: own !== undefined && reachedPatient(own) };
  });
}

/** Whether a stored step was last planned for that event and that time. */
function isPlannedAs({ step }: StoredStep, { event, dueAt }: PlannedStep): boolean {
  return step.event.key === event.key && step.dueAt === dueAt;
}

function groupByStepId(stored: readonly StoredStep[]): ReadonlyMap<string, readonly StoredStep[]> {
  const groups = new Map<string, StoredStep[]>();
  for (const one of stored) {
    addTo(groups, one.step.stepId, one);
  }
  return groups;
}

/**
 * The same steps, each carried by a message that is still to go out. Where that of the plan is not (it left without them,
 * or ended), the first of its steps that can go takes its place.
 */
function withCarriers(open: readonly Match[], now: string): readonly Match[] {
  if (!open.some(({ step }) => step.kind !== 'staff' && step.mergedInto !== null)) return open;
  const byKey = new Map(open.map((match) => [match.step.key, match]));
  const carriers = new Map<string, string>();
  const carrierOf = (lead: string) => {
    const match = byKey.get(lead);
    const known = carriers.get(lead) ?? (match !== undefined && isToGoOut(match, now) ? lead : undefined);
    if (known !== undefined) carriers.set(lead, known);
    return known;
  };
  return open.map((match) => {
    const { step, own } = match;
    if (step.kind === 'staff' || step.mergedInto === null) return match;
    const carrier = carrierOf(step.mergedInto);
    if (carrier !== undefined)
      return { ...match, step: { ...step, mergedInto: byKey.get(carrier)?.own?.step.key ?? carrier } };
    const alone = { step: { ...step, mergedInto: null }, own };
    if (isToGoOut(alone, now)) carriers.set(step.mergedInto, step.key);
    return { ...match, ...alone };
  });
}

/** Whether a message that nothing carries waits for its time after this run. */
function isToGoOut({ step: desired, own }: Pick<Match, 'step' | 'own'>, now: string): boolean {
  const step = own === undefined ? desired : keyedAs(own, desired);
  if (own !== undefined && own.state.kind === 'ended' && !mayReturn(own, step)) return false;
  if (own !== undefined && isPending(own) && same(own.step, step)) return true;
  return firstState(step, now).state?.kind === 'planned';
}

function changeFor(desired: PlannedStep, own: StoredStep | undefined, now: string): readonly PlanChange[] {
  if (own === undefined) {
    const { state, why } = firstState(desired, now);
    if (desired.kind === 'staff' && state === null) return [{ kind: 'open', step: desired, why }];
    return state === null ? [] : [{ kind: 'add', step: desired, state, why }];
  }
  const step = keyedAs(own, desired);
  if (own.state.kind === 'ended' && !mayReturn(own, step)) return [];
  const isSame = same(own.step, step);
  if (isPending(own) && isSame) return [];
  const { state, why } = firstState(step, now);
  if (step.kind === 'staff' && state === null) return [{ kind: 'open', step, why }];
  if (state === null || (isSame && sameEnd(own.state, state))) return [];
  return [{ kind: 'move', key: own.step.key, step, state, why: isPending(own) ? whyMoved(own.step, step) : why }];
}

/** A stored step keeps its key, whatever its event is called by now. */
function keyedAs({ step: { key } }: StoredStep, desired: PlannedStep): PlannedStep {
  return desired.key === key ? desired : { ...desired, key };
}

/** A step that ended without going out may come back when what ended it is gone. */
function mayReturn({ state, step: before }: StoredStep, step: PlannedStep): boolean {
  if (state.kind !== 'ended') return true;
  switch (state.reason) {
    case 'withdrawn':
    case 'merged':
      return true;
    case 'expired':
      return step.dueAt !== before.dueAt;
    case 'suppressed':
    case 'failed':
    case 'handed-to-staff':
      return false;
    default:
      return state.reason satisfies never;
  }
}

/** The state of a step that is new or back; null for a staff item that is due now. */
function firstState(step: PlannedStep, now: string): { readonly state: StepState | null; readonly why: string } {
  const ended = (reason: Extract<StepState, { kind: 'ended' }>['reason'], why: string) => ({
    state: { kind: 'ended' as const, reason, why, at: now },
    why,
  });
  const planned = { state: { kind: 'planned' as const }, why: step.because.why };
  if (step.kind === 'staff') {
    if (msOf(step.dueAt) > msOf(now)) return planned;
    return isStale(step, now) ? ended('expired', 'learned too late to help') : { state: null, why: step.because.why };
  }
  if (step.mergedInto !== null) return ended('merged', 'one message a day: another carries it');
  if (msOf(step.dueAt) > msOf(now)) return planned;
  const verdict = lateness(step, now);
  if (verdict.kind === 'send') return planned;
  return ended('expired', verdict.kind === 'drop' ? step.late.why : 'learned too late to send');
}

function sameEnd(a: StepState, b: StepState): boolean {
  return a.kind === 'ended' && b.kind === 'ended' && a.reason === b.reason;
}

function whyMoved(before: PlannedStep, after: PlannedStep): string {
  if (before.dueAt !== after.dueAt)
    return after.kind !== 'staff' && after.cappedFrom !== null ? 'the week is full' : 'its event or window moved';
  return 'its event or words changed';
}

function whyGone({ step }: StoredStep, desired: DesiredPlan): string {
  const base = step.stepId.replace(/[#~/].*$/, '');
  const told = desired.notPlanned.find(
    ({ stepId, caseId }) => caseId === step.event.caseId && (stepId === base || base.startsWith(stepId)),
  );
  return told?.words ?? 'its reason is gone from the chart';
}
