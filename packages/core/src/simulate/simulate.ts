// A made-up patient's months in a blink. In: a scenario, a store, the words, the rules. Out: everything that happened, in
// order. It drives the production engine on a virtual clock: the same verbs, the same store port, channels that record.
import type { Protocol } from '../cadence/protocol.js';
import { nextDueAt } from '../engine/document.js';
import { createImplantJourneys, type ImplantJourneys } from '../engine/engine.js';
import { parseFact } from '../journey/fact.js';
import type { Channel, OutboundMessage } from '../ports/channel.js';
import type { Content } from '../ports/content.js';
import type { JourneyStore, StoredJourney } from '../ports/journey-store.js';
import type { Notice } from '../ports/notifier.js';
import type { Practice } from '../practice/practice.js';
import { instantOf, msOf } from '../shared/instant.js';
import { instantOfWallClock, wallClockAt } from '../shared/time.js';
import { Scenario, type ScenarioInput, type ScriptLine } from './scenario.js';

export interface SimulationOptions {
  readonly store: JourneyStore;
  readonly content: Content;
  readonly practice: Practice;
  readonly protocol: Protocol;
}

/** One thing that happened, with the time on the wall at the practice. */
export interface TranscriptLine {
  readonly at: string;
  readonly wallClock: string;
  readonly who: 'chart' | 'message' | 'patient' | 'alert' | 'staff' | 'provider';
  readonly words: string;
  /** Rule or step behind it; empty when a person acted. */
  readonly rule: string;
}

export interface Simulation {
  readonly scenario: Scenario;
  readonly lines: readonly TranscriptLine[];
  /** The journey as it ends. */
  readonly journey: StoredJourney;
}

/** The made-up patient of every scenario. */
export const simulatedPatientId = 'made-up-1';

/**
 * Runs a scenario. The same scenario gives the same lines, to the byte.
 * @throws {JourneyError} `fact/invalid` when its script holds a fact that does not parse.
 */
export async function simulate(
  input: ScenarioInput,
  { store, content, practice, protocol }: SimulationOptions,
): Promise<Simulation> {
  const scenario = Scenario.parse(input);
  const zone = practice.locations[0]?.zone ?? 'UTC';
  const instant = (wallTime: string) => instantOfWallClock(`${wallTime}:00`, zone);
  const lines: TranscriptLine[] = [];
  const agenda = new Agenda();
  let now = instant(scenario.from);
  let number = 0;
  const note = (who: TranscriptLine['who'], words: string, rule = '') =>
    lines.push({ at: now, wallClock: wallClockAt(now, zone).slice(0, 16), who, words, rule });
  const silent = new Set<Channel['name']>();
  const sentTo: { step: string; checkId: string; attemptId: string }[] = [];

  const channel = (name: Channel['name'], ceiling: Channel['ceiling']): Channel => ({
    name,
    ceiling,
    phi: 'covered',
    send: async (message) => {
      if (silent.has(name)) {
        note('provider', `${name}: no answer from the provider`);
        return { kind: 'unknown' };
      }
      arrive(name, message);
      return { kind: 'accepted', providerId: `provider-${message.attemptId}` };
    },
    find: async () => ({ kind: 'not-found' }),
  });

  const engine: ImplantJourneys = createImplantJourneys({
    store,
    clock: { now: () => now },
    practices: [{ practice, protocol }],
    channels: [channel('sms', 'L1'), channel('portal', 'L2'), channel('email', 'L1')],
    content,
    notifier: { notify: (notice) => tellNotice(notice) },
    newId: () => {
      number += 1;
      return `attempt-${number}`;
    },
  });

  async function tellNotice({ tier, recipients, escalationId, respondBy }: Notice) {
    const { document } = await engine.journey(practice.id, simulatedPatientId);
    const reason = document.escalations.find(({ id }) => id === escalationId)?.reason ?? '';
    note(
      'alert',
      `tier ${tier} to ${recipients.join(', ')}: ${reason}; respond by ${wallClockAt(respondBy, zone).slice(0, 16)}`,
      reason,
    );
  }

  function arrive(name: string, message: OutboundMessage) {
    sentTo.push({ step: '', checkId: '', attemptId: message.attemptId });
    note('message', `${name}: ${message.subject === null ? '' : `[${message.subject}] `}${message.body}`);
  }

  /** Names the messages of this tick by their steps, and lets the patient's habits follow. */
  async function follow() {
    const { document } = await engine.journey(practice.id, simulatedPatientId);
    for (const sent of sentTo.splice(0)) {
      const one = document.steps.find(({ attempts }) => attempts.some(({ id }) => id === sent.attemptId));
      if (one === undefined) continue;
      const base = one.step.stepId.replace(/[#~].*$/, '');
      const habit = scenario.habits.find(({ on }) => on === base) ?? scenario.habits.find(({ on }) => on === '*');
      if (habit === undefined) continue;
      const at = instantOf(msOf(now) + habit.afterMinutes * 60_000);
      agenda.add(at, async () => {
        if (habit.read)
          await engine.receive(practice.id, {
            kind: 'delivery',
            patientId: simulatedPatientId,
            attemptId: sent.attemptId,
            state: 'read',
            at: now,
          });
        if (habit.answers !== undefined && one.step.kind === 'check') {
          note('patient', `answers ${base}: ${answerWords(habit.answers)}`, base);
          await engine.receive(practice.id, {
            kind: 'check-answer',
            id: `answer-${sent.attemptId}`,
            patientId: simulatedPatientId,
            checkId: one.step.key,
            answers: habit.answers,
            at: now,
          });
        }
        if (habit.reply !== undefined) await reply(habit.reply);
      });
    }
  }

  async function reply(text: string) {
    number += 1;
    note('patient', `writes: ${text}`);
    const { document } = await engine.journey(practice.id, simulatedPatientId);
    const from = document.journey.contactPoint.find(({ use }) => use === 'mobile')?.value ?? '';
    await engine.receive(practice.id, { kind: 'reply', id: `reply-${number}`, channel: 'sms', from, text, at: now });
  }

  async function perform(line: ScriptLine) {
    switch (line.kind) {
      case 'chart':
        note('chart', line.words);
        return engine.record(
          practice.id,
          line.facts.map((fact) => parseFact({ ...fact, recordedAt: now })),
        );
      case 'reply':
        return reply(line.text);
      case 'staff': {
        const open = (await engine.worklist(practice.id)).filter(({ escalation }) => escalation.reason === line.reason);
        for (const { escalation } of open) {
          number += 1;
          note(
            'staff',
            `${line.by} ${line.action} ${line.reason}${line.outcome === undefined ? '' : `: ${line.outcome}`}`,
            line.reason,
          );
          await engine.act(practice.id, {
            id: `action-${number}`,
            patientId: escalation.patientId,
            escalationId: escalation.id,
            action: line.action,
            by: line.by,
            outcome: line.outcome ?? null,
          });
        }
        return;
      }
      case 'provider':
        if (line.does === 'time-out') silent.add(line.channel);
        else silent.delete(line.channel);
        note('provider', `${line.channel}: ${line.does === 'time-out' ? 'stops answering' : 'answers again'}`);
        return;
      default:
        return line satisfies never;
    }
  }

  for (const line of scenario.script) agenda.add(instant(line.at), () => perform(line));
  const until = instant(scenario.until);
  for (;;) {
    const { document } = await engine.journey(practice.id, simulatedPatientId);
    const next = [agenda.next(), nextDueAt(document)].filter((at) => at !== null).sort((a, b) => msOf(a) - msOf(b))[0];
    if (next === undefined || msOf(next) > msOf(until)) break;
    // What is overdue is done now; time never goes back.
    now = msOf(next) > msOf(now) ? next : now;
    await agenda.run(now);
    await engine.dispatchDue();
    await follow();
  }
  return { scenario, lines, journey: await engine.journey(practice.id, simulatedPatientId) };
}

/** What will happen, in order of time, then of the order in which it was written down. */
class Agenda {
  private readonly items: { at: string; act: () => Promise<void> }[] = [];

  add(at: string, act: () => Promise<void>): void {
    const index = this.items.findIndex((item) => msOf(item.at) > msOf(at));
    this.items.splice(index === -1 ? this.items.length : index, 0, { at, act });
  }

  next(): string | null {
    return this.items[0]?.at ?? null;
  }

  async run(now: string): Promise<void> {
    while (this.items[0] !== undefined && msOf(this.items[0].at) <= msOf(now)) await this.items.shift()?.act();
  }
}

function answerWords(answers: Readonly<Record<string, unknown>>): string {
  return Object.entries(answers)
    .map(([item, answer]) => `${item} ${Array.isArray(answer) ? answer.join('+') : String(answer)}`)
    .join(', ');
}
