// A made-up patient's story as data: what the chart says when, how the patient behaves, what staff do. In: such a story.
// Rule owned: what a script may say. Times are wall-clock times at the practice, `YYYY-MM-DD HH:mm`.
import { z } from 'zod';
import { channels } from '../cadence/protocol.js';
import type { Fact } from '../journey/fact.js';

const WallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/, { error: 'must be a wall-clock time; write it as 2026-01-12 16:30' });
const Words = z.string().min(1);
const Answers = z.record(Words, z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]));

/** Something that happens at a time of its own. */
const ScriptLine = z.discriminatedUnion('kind', [
  /** Snapshots the chart reports; `words` is what a reader of the transcript is told. */
  z.strictObject({
    kind: z.literal('chart'),
    at: WallTime,
    words: Words,
    facts: z.array(z.custom<z.input<typeof Fact>>()).readonly(),
  }),
  z.strictObject({ kind: z.literal('reply'), at: WallTime, text: Words }),
  /** A person deals with every open escalation of a reason. */
  z.strictObject({
    kind: z.literal('staff'),
    at: WallTime,
    by: Words,
    reason: Words,
    action: z.enum(['acknowledged', 'closed']),
    outcome: Words.optional(),
  }),
  /** What the provider of a channel does from then on. */
  z.strictObject({
    kind: z.literal('provider'),
    at: WallTime,
    channel: z.enum(channels),
    does: z.enum(['accept', 'time-out']),
  }),
]);
export type ScriptLine = z.output<typeof ScriptLine>;

/** How the patient behaves when a message arrives. */
const Habit = z.strictObject({
  /** Line of the protocol the message comes from; `*` for every other. */
  on: Words,
  afterMinutes: z.number().int().min(0),
  read: z.boolean().default(true),
  answers: Answers.optional(),
  reply: Words.optional(),
});

export const Scenario = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: Words,
  /** What a good practice would want to see. */
  expects: Words,
  from: WallTime,
  until: WallTime,
  script: z.array(ScriptLine).readonly(),
  habits: z.array(Habit).readonly().default([]),
});
export type Scenario = z.output<typeof Scenario>;
export type ScenarioInput = z.input<typeof Scenario>;
