import { describe, expect, it } from 'vitest';
import { type CheckAnswers, isAnswered, readAnswer } from './answers.js';
import type { Item } from './instrument.js';
import { healingCheck } from './instruments/healing-check.js';

const item = (id: string): Item => {
  const found = healingCheck.items.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no item ${id}`);
  return found;
};
const read = (id: string, value: CheckAnswers[string]) => readAnswer(item(id), { [id]: value });

describe('reading an answer', () => {
  it.each([
    ['the lower end', 1, { kind: 'number', value: 1 }],
    ['the upper end', 5, { kind: 'number', value: 5 }],
    ['a number spelled by a form', ' 4 ', { kind: 'number', value: 4 }],
    ['a number below the scale', 0, { kind: 'odd-scale' }],
    ['a number above the scale', 6, { kind: 'odd-scale' }],
    ['a spelled number above the scale', '8', { kind: 'odd-scale' }],
    ['half a point', 4.5, { kind: 'odd-scale' }],
    ['no number at all', Number.NaN, { kind: 'odd-scale' }],
    ['words on a scale', 'terrible', { kind: 'odd-scale' }],
    ['a truth on a scale', true, { kind: 'odd-scale' }],
    ['an empty field', '', { kind: 'missing' }],
    ['a blank field', '  ', { kind: 'missing' }],
    ['an empty list', [], { kind: 'missing' }],
  ])('comfort: %s', (_what, value, answer) => {
    expect(read('comfort', value)).toEqual(answer);
  });

  it.each([
    ['a yes', 'yes', { kind: 'yes-no', yes: true }],
    ['a true', true, { kind: 'yes-no', yes: true }],
    ['a no', 'no', { kind: 'yes-no', yes: false }],
    ['a false', false, { kind: 'yes-no', yes: false }],
    ['something else', 'maybe', { kind: 'unreadable' }],
    ['a number', 1, { kind: 'unreadable' }],
  ])('a call: %s', (_what, value, answer) => {
    expect(read('call', value)).toEqual(answer);
  });

  it.each([
    ['none', ['none'], { kind: 'options', chosen: ['none'], unknown: false }, true],
    ['one, as text', 'numb', { kind: 'options', chosen: ['numb'], unknown: false }, true],
    [
      'several, in the order of the item',
      ['pus', 'numb'],
      { kind: 'options', chosen: ['numb', 'pus'], unknown: false },
      true,
    ],
    ['a flag beside something unknown', ['pus', 'x'], { kind: 'options', chosen: ['pus'], unknown: true }, true],
    ['none beside something unknown', ['none', 'x'], { kind: 'options', chosen: ['none'], unknown: true }, false],
    ['something unknown', ['x'], { kind: 'options', chosen: [], unknown: true }, false],
    ['a yes where boxes are', true, { kind: 'options', chosen: [], unknown: true }, false],
  ])('boxes: %s', (_what, value, answer, answered) => {
    expect(read('signs', value)).toEqual(answer);
    expect(isAnswered(read('signs', value))).toBe(answered);
  });

  it('two of one choice are reported, and a flag among them counts', () => {
    expect(read('trend', ['better', 'worse'])).toEqual({ kind: 'options', chosen: ['better', 'worse'], unknown: true });
  });

  it('an answer is never taken from what every object has', () => {
    expect(readAnswer({ ...item('words'), id: 'constructor' }, {})).toEqual({ kind: 'missing' });
  });
});
