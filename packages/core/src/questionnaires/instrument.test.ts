import { describe, expect, it } from 'vitest';
import { JourneyError } from '../shared/error.js';
import { type Instrument, type Item, parseInstrument } from './instrument.js';
import { healingCheck } from './instruments/healing-check.js';

type Change = (items: readonly Item[]) => readonly unknown[];

const edit =
  (id: string, change: object): Change =>
  (items) =>
    items.map((item) => (item.id === id ? { ...item, ...change } : item));
const without =
  (id: string): Change =>
  (items) =>
    items.filter((item) => item.id !== id);
const onOption =
  (id: string, optionId: string, change: object): Change =>
  (items) =>
    items.map((item) =>
      item.id === id && 'options' in item
        ? {
            ...item,
            options: item.options.map((option) => (option.id === optionId ? { ...option, ...change } : option)),
          }
        : item,
    );

function problemsOf(input: unknown): string[] {
  try {
    parseInstrument(input);
    return [];
  } catch (error) {
    if (!JourneyError.is(error)) throw error;
    expect(error.code).toBe('protocol/invalid');
    return error.problems.map(({ field, problem, mend }) => `${field} ${problem}; ${mend}`);
  }
}
const changed = (change: Change): object => ({ ...healingCheck, items: change(healingCheck.items) });
const withRules = (rules: readonly object[]): object => ({ ...healingCheck, rules });
const comfortLow = healingCheck.rules.find(({ id }) => id === 'comfort-low') as Instrument['rules'][number];

describe('an instrument', () => {
  it('is refused with the field at fault and its mend', () => {
    expect(problemsOf(changed(edit('comfort', { id: 'Comfort Score' })))).toContain(
      'items[1].id must be an id of small letters, digits and hyphens; write it as lower-jaw',
    );
    expect(problemsOf(changed(edit('comfort', { kind: 'slider' })))).toHaveLength(1);
    expect(problemsOf({ ...healingCheck, weight: 2 })).toEqual([
      'weight is not a known field; correct its spelling or leave it out',
    ]);
    expect(problemsOf(changed(edit('comfort', { label: { key: 'x', text: { es: 'Hola' } } })))).toEqual([
      'items[1].label.text.en must be a text that is not empty; write a few plain words',
    ]);
  });

  it('takes further languages beside English', () => {
    expect(
      problemsOf(changed(edit('comfort', { label: { key: 'x', text: { en: 'How is it?', es: '¿Cómo está?' } } }))),
    ).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'the gate is missing',
      changed(without('red-flags')),
      'items[0] must be the red-flag gate; put the red-flags item first',
    ],
    [
      'the gate stands last',
      changed(([gate, ...rest]) => [...rest, gate]),
      'items[0] must be the red-flag gate; put the red-flags item first',
    ],
    [
      'the gate is optional',
      changed(edit('red-flags', { required: false })),
      'items[0] must be asked of everybody; set required and drop onlyIf',
    ],
    [
      'the gate waits for a day',
      changed(edit('red-flags', { onlyIf: [{ fromDay: 1 }] })),
      'items[0] must be asked of everybody; set required and drop onlyIf',
    ],
    [
      'a flag of the gate raises less than an emergency',
      changed(onOption('red-flags', 'breathing', { raises: [{ tier: 'U' }] })),
      'items[0].options[0] must raise E on every day; raise E without a condition',
    ],
    [
      'a flag of the gate raises only on some days',
      changed(onOption('red-flags', 'breathing', { raises: [{ tier: 'E', onlyIf: [{ fromDay: 1 }] }] })),
      'items[0].options[0] must raise E on every day; raise E without a condition',
    ],
    [
      'the gate cannot be denied',
      changed(onOption('red-flags', 'none', { id: 'nothing', raises: [{ tier: 'E' }], why: 'w', source: 's' })),
      'items[0] has no way to say that nothing applies; add an option with the id none',
    ],
    [
      'none of these raises something',
      changed(onOption('signs', 'none', { raises: [{ tier: 'R' }], why: 'w', source: 's' })),
      `items[5].options[${optionIndex('signs', 'none')}] must be harmless and always there; drop raises and onlyIf`,
    ],
    [
      'a tier comes without a reason',
      changed(onOption('signs', 'numb', { why: undefined })),
      'items[5].options[0] raises a tier without a reason; add why and source',
    ],
    [
      'two items share an id',
      changed(edit('pain', { id: 'comfort' })),
      'items[3].id is used twice; give each its own id',
    ],
    [
      'two options share an id',
      changed(onOption('trend', 'same', { id: 'better' })),
      'items[2].options[1].id is used twice; give each its own id',
    ],
    [
      'a part joins a later item',
      changed(edit('pain-eased', { joins: 'call' })),
      'items[4].joins names no earlier item; name an item above it',
    ],
    [
      'a scale runs backwards',
      changed(edit('pain', { min: 10, max: 0 })),
      'items[3] must have min below max; swap the numbers',
    ],
    [
      'comfort runs to ten',
      changed(edit('comfort', { max: 10 })),
      'items[1] must run from 1 to 5; drop the role or set min and max',
    ],
    [
      'two items ask for comfort',
      changed(edit('pain', { role: 'comfort' })),
      'items[3].role is given twice; keep one comfort item',
    ],
    [
      'days end before they begin',
      changed(edit('pain', { onlyIf: [{ fromDay: 8, toDay: 7 }] })),
      'items[3].onlyIf[0] must not end before it begins; swap fromDay and toDay',
    ],
    [
      'a rule tests an unknown item',
      withRules([comfortLow, { ...comfortLow, id: 'other', all: [{ item: 'mood', atMost: 2 }] }]),
      'rules[1].all[0].item names no item; use the id of an item of this instrument',
    ],
    [
      'a rule tests a number of a choice',
      withRules([comfortLow, { ...comfortLow, id: 'other', all: [{ item: 'trend', atMost: 2 }] }]),
      'rules[1].all[0] does not fit its item; test numbers of scales, options of choices, is of yes-no',
    ],
    [
      'a rule tests an option that is not there',
      withRules([comfortLow, { ...comfortLow, id: 'other', all: [{ item: 'trend', includes: 'worst' }] }]),
      'rules[1].all[0] does not fit its item; test numbers of scales, options of choices, is of yes-no',
    ],
    [
      'a rule tests nothing',
      withRules([comfortLow, { ...comfortLow, id: 'other', all: [{ item: 'pain' }] }]),
      'rules[1].all[0] does not fit its item; test numbers of scales, options of choices, is of yes-no',
    ],
    [
      'a low comfort score reaches nobody',
      withRules([]),
      'rules miss a low comfort score; raise S for comfort of at most 2',
    ],
    [
      'a 2 reaches nobody',
      withRules([{ ...comfortLow, all: [{ item: 'comfort', atMost: 1 }] }]),
      'rules miss a low comfort score; raise S for comfort of at most 2',
    ],
    [
      'a low score reaches somebody tomorrow',
      withRules([{ ...comfortLow, tier: 'R' }]),
      'rules miss a low comfort score; raise S for comfort of at most 2',
    ],
    [
      'a low score counts on some days only',
      withRules([{ ...comfortLow, onlyIf: [{ fromDay: 4 }] }]),
      'rules miss a low comfort score; raise S for comfort of at most 2',
    ],
  ])('cannot be used when %s', (_what, input, problem) => {
    expect(problemsOf(input)).toContain(problem);
  });

  it('may raise more than it must', () => {
    expect(problemsOf(withRules([{ ...comfortLow, tier: 'U', all: [{ item: 'comfort', atMost: 3 }] }]))).toEqual([]);
  });
});

function optionIndex(itemId: string, optionId: string): number {
  const item = healingCheck.items.find(({ id }) => id === itemId);
  return item !== undefined && 'options' in item ? item.options.findIndex(({ id }) => id === optionId) : -1;
}
