// What must fit together inside an instrument. In: an instrument whose parts have the right shape. Out: each problem
// with its place and mend. Rules owned: the gate comes first and cannot be passed silently; a flag raises a tier on
// every day; a low comfort score always reaches staff the same day.
import type { Instrument, Item, Option, Test } from './instrument.js';
import { compareTiers } from './tier.js';

interface InstrumentProblem {
  readonly path: readonly (string | number)[];
  readonly problem: string;
  readonly mend: string;
}

/** Everything that does not fit together; empty when the instrument can be used. */
export function instrumentProblems(instrument: Instrument): InstrumentProblem[] {
  const { items, rules } = instrument;
  return [
    ...repeated(items, ['items']),
    ...repeated(rules, ['rules']),
    ...gateProblems(items),
    ...items.flatMap((item, index) => itemProblems(item, index, items)),
    ...rules.flatMap((rule, index) =>
      rule.all.flatMap((test, at) => testProblems(test, items, ['rules', index, 'all', at])),
    ),
    ...comfortProblems(instrument),
  ];
}

function repeated(parts: readonly { id: string }[], path: readonly (string | number)[]): InstrumentProblem[] {
  return parts.flatMap(({ id }, index) =>
    parts.findIndex((other) => other.id === id) < index
      ? [{ path: [...path, index, 'id'], problem: 'is used twice', mend: 'give each its own id' }]
      : [],
  );
}

function gateProblems(items: readonly Item[]): InstrumentProblem[] {
  return items.flatMap((item, index) => {
    if ((item.kind === 'red-flags') === (index === 0)) return [];
    return index === 0
      ? [{ path: ['items', 0], problem: 'must be the red-flag gate', mend: 'put the red-flags item first' }]
      : [{ path: ['items', index], problem: 'is a second red-flag gate', mend: 'keep the first one alone' }];
  });
}

function itemProblems(item: Item, index: number, items: readonly Item[]): InstrumentProblem[] {
  const path = ['items', index];
  const found: InstrumentProblem[] = [];
  if (item.joins !== undefined && !items.slice(0, index).some(({ id }) => id === item.joins))
    found.push({ path: [...path, 'joins'], problem: 'names no earlier item', mend: 'name an item above it' });
  if (item.requiredIf !== undefined) found.push(...testProblems(item.requiredIf, items, [...path, 'requiredIf']));
  if (item.kind === 'scale' && item.min >= item.max)
    found.push({ path, problem: 'must have min below max', mend: 'swap the numbers' });
  if ('options' in item) found.push(...optionProblems(item, path));
  if (item.kind === 'red-flags' && (!item.required || item.onlyIf !== undefined))
    found.push({ path, problem: 'must be asked of everybody', mend: 'set required and drop onlyIf' });
  return found;
}

function optionProblems(item: Extract<Item, { options: unknown }>, path: readonly (string | number)[]) {
  const at = (index: number) => [...path, 'options', index];
  const found = repeated(item.options, [...path, 'options']);
  const none = item.options.find(({ id }) => id === 'none');
  if (none === undefined && (item.kind === 'red-flags' || (item.kind === 'boxes' && item.required)))
    found.push({ path, problem: 'has no way to say that nothing applies', mend: 'add an option with the id none' });
  for (const [index, option] of item.options.entries()) {
    if (option.raises !== undefined && (option.why === undefined || option.source === undefined))
      found.push({ path: at(index), problem: 'raises a tier without a reason', mend: 'add why and source' });
    if (option.id === 'none' && (option.raises !== undefined || option.onlyIf !== undefined))
      found.push({ path: at(index), problem: 'must be harmless and always there', mend: 'drop raises and onlyIf' });
    if (item.kind === 'red-flags' && option.id !== 'none' && !alwaysEmergency(option))
      found.push({ path: at(index), problem: 'must raise E on every day', mend: 'raise E without a condition' });
  }
  return found;
}

function alwaysEmergency({ onlyIf, raises = [] }: Option): boolean {
  return onlyIf === undefined && raises.some((raise) => raise.tier === 'E' && raise.onlyIf === undefined);
}

function testProblems(test: Test, items: readonly Item[], path: readonly (string | number)[]): InstrumentProblem[] {
  const item = items.find(({ id }) => id === test.item);
  if (item === undefined)
    return [{ path: [...path, 'item'], problem: 'names no item', mend: 'use the id of an item of this instrument' }];
  const { atLeast, atMost, includes, is, fellBy, unchanged } = test;
  const isComfort = item.kind === 'scale' && item.role === 'comfort';
  const fits = [
    [atLeast !== undefined || atMost !== undefined, item.kind === 'scale'],
    [includes !== undefined, 'options' in item && item.options.some(({ id }) => id === includes)],
    [is !== undefined, item.kind === 'yes-no'],
    [fellBy !== undefined || unchanged !== undefined, isComfort],
  ] as const;
  const asksSomething = fits.some(([asked]) => asked);
  if (asksSomething && fits.every(([asked, fitting]) => !asked || fitting)) return [];
  return [{ path, problem: 'does not fit its item', mend: 'test numbers of scales, options of choices, is of yes-no' }];
}

function comfortProblems({ items, rules }: Instrument): InstrumentProblem[] {
  const found: InstrumentProblem[] = [];
  for (const role of ['comfort', 'call'] as const) {
    const [, second] = items.flatMap((item, index) => ('role' in item && item.role === role ? [index] : []));
    if (second !== undefined)
      found.push({ path: ['items', second, 'role'], problem: 'is given twice', mend: `keep one ${role} item` });
  }
  const index = items.findIndex((item) => item.kind === 'scale' && item.role === 'comfort');
  const comfort = items[index];
  if (comfort?.kind !== 'scale') return found;
  if (comfort.min !== 1 || comfort.max !== 5)
    found.push({ path: ['items', index], problem: 'must run from 1 to 5', mend: 'drop the role or set min and max' });
  const catchesLow = rules.some(
    ({ tier, all: [test, ...more], onlyIf }) =>
      compareTiers(tier, 'S') <= 0 && onlyIf === undefined && more.length === 0 && isLow(test, comfort.id),
  );
  if (!catchesLow)
    found.push({ path: ['rules'], problem: 'miss a low comfort score', mend: 'raise S for comfort of at most 2' });
  return found;
}

/** A test that holds for both 1 and 2. */
function isLow(test: Test | undefined, item: string): boolean {
  if (test?.item !== item || test.fellBy !== undefined || test.unchanged) return false;
  return (test.atLeast ?? 1) <= 1 && (test.atMost ?? 5) >= 2;
}
