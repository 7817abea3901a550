// The laws every document must keep after every tick, as lists of what is wrong. In: a world, what was seen before. Out:
// faults in words; none when the books are in order.
import { type Escalation, hasGoneOut, isPending, nextDueAt, type StoredStep } from '@implant-journey/core';
import { stepDueAt } from '../../src/engine/document.js';
import type { Delivered, World } from './world.js';

/** Each step ever planned is there once, in one state; what waits has a due time that nobody overlooks. */
export function createBooks() {
  const keys = new Set<string>();
  const opened = new Map<string, Escalation>();
  return (world: World): readonly string[] => {
    const { steps, escalations } = world.document;
    const found = [...faultsOfSteps(world, keys), ...faultsOfEscalations(world, opened)];
    for (const { step } of steps) keys.add(step.key);
    for (const one of escalations) opened.set(one.id, one);
    return found;
  };
}

function faultsOfSteps({ document, delivered }: World, keys: ReadonlySet<string>): readonly string[] {
  const { steps } = document;
  const found: string[] = [];
  const byKey = new Map(steps.map((one) => [one.step.key, one]));
  if (byKey.size !== steps.length) found.push('a step is there twice');
  for (const key of keys) if (!byKey.has(key)) found.push(`${key} disappeared`);
  const next = nextDueAt(document);
  for (const one of steps) {
    const due = stepDueAt(one);
    const waits = isPending(one) || one.state.kind === 'claimed' || one.state.kind === 'unknown';
    if (waits !== (due !== null)) found.push(`${one.step.key} ${one.state.kind} is due ${due}`);
    if (due !== null && (next === null || next > due)) found.push(`${one.step.key} is overlooked`);
    if (one.state.kind === 'ended' && one.state.reason === 'merged')
      found.push(...faultsOfMerged(one, byKey, next, delivered));
  }
  return found;
}

/** A step carried by another was in its message, waits for it, or is taken up again at once. */
function faultsOfMerged(
  { step }: StoredStep,
  byKey: ReadonlyMap<string, StoredStep>,
  next: string | null,
  delivered: readonly Delivered[],
): readonly string[] {
  const lead = step.kind === 'staff' ? undefined : byKey.get(step.mergedInto ?? '');
  if (lead === undefined) return [`${step.key} is merged into nothing`];
  if (lead.state.kind === 'sent') {
    const isIn = delivered.some(({ steps }) =>
      [lead.step.key, step.key].every((key) => steps.some((one) => one.key === key)),
    );
    return isIn ? [] : [`${step.key} is not in the message of ${lead.step.key}`];
  }
  if (isPending(lead) || hasGoneOut(lead)) return [];
  return next !== null && next <= step.dueAt ? [] : [`${step.key} is stranded with ${lead.step.key}`];
}

/** Opened is closed with an outcome, or open; nothing that was opened goes, or is opened anew. */
function faultsOfEscalations({ document }: World, opened: ReadonlyMap<string, Escalation>): readonly string[] {
  const { escalations, steps } = document;
  const byId = new Map(escalations.map((one) => [one.id, one]));
  const found: string[] = byId.size === escalations.length ? [] : ['an escalation is there twice'];
  for (const before of opened.values()) {
    const now = byId.get(before.id);
    if (now === undefined) found.push(`${before.reason} disappeared`);
    else if (now.openedAt !== before.openedAt || now.tier !== before.tier || now.reason !== before.reason)
      found.push(`${before.reason} became another`);
    else if (before.state === 'closed' && now.state !== 'closed') found.push(`${before.reason} was opened again`);
  }
  for (const { state, closed, reason } of escalations) {
    const isClosed = closed !== null && closed.by !== '' && closed.outcome !== '';
    if ((state === 'closed') !== isClosed) found.push(`${reason} is ${state} without an outcome, or with one`);
  }
  for (const { step, state } of steps) {
    if (step.kind !== 'staff' || state.kind !== 'ended' || state.reason !== 'handed-to-staff') continue;
    if (!escalations.some(({ stepKey }) => stepKey === step.key)) found.push(`${step.key} was handed to nobody`);
  }
  return found;
}

/** Ordinary messages keep the hours of all zones, one a day and three in seven days by the first, and every stop. */
export function faultsOfSending(world: World, zones: readonly [string, ...string[]]): readonly string[] {
  const { delivered, document } = world;
  const failed = new Set<string>(
    document.journey.delivery.flatMap(({ id, state }) => (state === 'failed' ? [id] : [])),
  );
  const found: string[] = [];
  const days: number[] = [];
  for (const { at, attemptId, channel, steps } of delivered) {
    if (isStopped(world, channel, at)) found.push(`${channel} at ${at} after a stop`);
    if (steps[0]?.isAnswer !== false) continue;
    for (const zone of zones) {
      const { hour } = clockIn(zone, at);
      if (hour < 9 || hour >= 20) found.push(`${at} is ${hour} h in ${zone}`);
    }
    if (!failed.has(attemptId)) days.push(Date.parse(clockIn(zones[0], at).on) / 86_400_000);
  }
  for (const day of days) {
    if (days.filter((other) => other === day).length > 1) found.push('two messages on a day');
    if (days.filter((other) => other >= day && other < day + 7).length > 3) found.push('four messages in seven days');
  }
  return found;
}

/** Steps the patient has twice, though no message failed on the way; answers may be repeated when their fate is unknown. */
export function repeated({ delivered, document }: World): readonly string[] {
  const failed = new Set<string>(
    document.journey.delivery.flatMap(({ id, state }) => (state === 'failed' ? [id] : [])),
  );
  const keys = delivered
    .filter(({ attemptId }) => !failed.has(attemptId))
    .flatMap(({ steps }) => steps.flatMap(({ key, isAnswer }) => (isAnswer ? [] : [key])));
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

const clocks = new Map<string, Intl.DateTimeFormat>();
/** What Intl says a clock in the zone shows: an oracle of its own. */
function clockIn(zone: string, at: string): { readonly on: string; readonly hour: number } {
  const format =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  clocks.set(zone, format);
  const [on = '', time = ''] = format.format(new Date(at)).split(', ');
  return { on, hour: Number(time.slice(0, 2)) };
}

/** Whether the last word on a channel before an instant was a stop; what is decided at that very instant counts either way. */
function isStopped({ document }: World, channel: string, at: string): boolean {
  const said = document.journey.consent.filter((one) => one.channel === channel && one.decidedAt <= at);
  const last = said
    .map(({ decidedAt }) => decidedAt)
    .sort()
    .at(-1);
  return said.some((one) => one.decidedAt === last && one.decision === 'revoked') && last !== at;
}
