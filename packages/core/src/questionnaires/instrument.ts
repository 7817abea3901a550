// What a check asks and what its answers raise, as data a practice can change. In: unknown input. Out: a versioned
// instrument, or the fields at fault with their mend. Rule owned: which parts an instrument is made of; what must fit
// together is in instrument-checks.ts.
import { z } from 'zod';
import { parseOrRefuse } from '../shared/parse.js';
import { instrumentProblems } from './instrument-checks.js';
import { Tier } from './tier.js';

const idError = 'must be an id of small letters, digits and hyphens; write it as lower-jaw';
const Id = z.string({ error: idError }).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: idError });
const wordsError = 'must be a text that is not empty; write a few plain words';
const Words = z.string({ error: wordsError }).min(1, { error: wordsError });
const dayError = 'must be whole days since the event; 0 is the day itself';
const Day = z.int({ error: dayError }).min(0, { error: dayError });
const Point = z.int({ error: 'must be a whole number' });
const list = <T extends z.ZodType>(schema: T) =>
  z.array(schema).min(1, { error: 'must not be empty; leave it out instead' }).readonly();

/** Words for a patient: the key of the content and a short text by language; English is always there. */
const Label = z.strictObject({ key: Words, text: z.object({ en: Words }).catchall(Words) });

/** A stretch of days after the event, for patients with one of the traits; what is left out does not matter. */
export const Condition = z
  .strictObject({
    /** First day on which it holds. */
    fromDay: Day.optional(),
    /** Last day on which it holds. */
    toDay: Day.optional(),
    /** At least one of these, such as `lower-jaw` or `sinus`. */
    traits: list(Id).optional(),
  })
  .refine(({ fromDay = 0, toDay = fromDay }) => fromDay <= toDay, {
    error: 'must not end before it begins; swap fromDay and toDay',
  });
/** Holds when one of the conditions does; left out, it always holds. */
const OnlyIf = list(Condition).optional();

/** What is true of one answer. All fields given must hold. */
export const Test = z.strictObject({
  item: Id,
  /** A number of at least this. */
  atLeast: Point.optional(),
  /** A number of at most this. */
  atMost: Point.optional(),
  /** An option that was chosen. */
  includes: Id.optional(),
  /** Yes or no. */
  is: z.boolean().optional(),
  /** Comfort at least this much lower than at the previous check. */
  fellBy: Point.optional(),
  /** Comfort the same as at the previous check. */
  unchanged: z.literal(true).optional(),
});

/** Why a number or a rule is as it is, and who says so: a publication, or plainly a preference. */
const reasoned = { why: Words, source: Words };

/** A tier that an answer raises, always or under a condition. */
const Raise = z.strictObject({ tier: Tier, onlyIf: OnlyIf });

/** The id `none` is kept for "none of these". */
export const Option = z.strictObject({
  id: Id,
  label: Label,
  onlyIf: OnlyIf,
  raises: list(Raise).optional(),
  why: Words.optional(),
  source: Words.optional(),
});

function item<Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) {
  return z.strictObject({
    kind: z.literal(kind),
    id: Id,
    label: Label,
    /** The check cannot be scored without it; a missing answer is not a "no". */
    required: z.boolean(),
    /** Required also when this is true of another answer. */
    requiredIf: Test.optional(),
    onlyIf: OnlyIf,
    /** Shown under this earlier item as a part of its question. */
    joins: Id.optional(),
    ...shape,
  });
}

export const Item = z.discriminatedUnion('kind', [
  /** The gate: several choices, `none` must be chosen where nothing applies, and one flag ends the check. */
  item('red-flags', { options: list(Option) }),
  /** A whole number; both ends are told in words. */
  item('scale', {
    min: Point,
    max: Point,
    low: Label,
    high: Label,
    ...reasoned,
    /** The comfort score of the check: 1 very uncomfortable, 5 comfortable. */
    role: z.literal('comfort').optional(),
  }),
  /** One of several. */
  item('choice', { options: list(Option) }),
  /** Any of several; where it is required, `none` must be among them. */
  item('boxes', { options: list(Option) }),
  item('yes-no', {
    /** A yes asks for a call. */
    role: z.literal('call').optional(),
  }),
  /** Free words: always read by a person. */
  item('text', {}),
]);

/** A rule over one answer or several. */
const ScoringRule = z.strictObject({
  id: Id,
  tier: Tier,
  /** All of these; the first names the item the rule speaks of. */
  all: list(Test),
  onlyIf: OnlyIf,
  ...reasoned,
});

const Parts = z.strictObject({
  id: Id,
  /** Grows with every change, so that an old answer can be scored as it was asked. */
  version: z.int().min(1),
  label: Label,
  /** In the order shown; the gate first. */
  items: list(Item),
  rules: z.array(ScoringRule).readonly(),
});
export type Instrument = z.output<typeof Parts>;

export const Instrument = Parts.superRefine((instrument, context) => {
  for (const { path, problem, mend } of instrumentProblems(instrument))
    context.addIssue({ code: 'custom', path: [...path], message: `${problem}; ${mend}` });
});

export type Condition = z.output<typeof Condition>;
export type Test = z.output<typeof Test>;
export type Option = z.output<typeof Option>;
export type Item = z.output<typeof Item>;

/** Traits of an event that the standard instruments ask for; a practice may add its own. */
export const standardTraits = [
  /** Anything was cut: extraction, graft, placement, second stage. */
  'surgery',
  'lower-jaw',
  'sinus',
  'graft',
  /** A fixed arch is worn, interim or final. */
  'arch',
  'second-stage',
  'final',
] as const;

/** The options of an item; none where it has no choices. */
export function optionsOf(item: Item): readonly Option[] {
  return 'options' in item ? item.options : [];
}

/**
 * Reads an instrument.
 * @throws {JourneyError} `protocol/invalid` naming each field at fault and its mend.
 */
export function parseInstrument(input: unknown): Instrument {
  return parseOrRefuse(Instrument, input, 'protocol/invalid', 'instrument');
}
