// The standard instruments: they pass the schema, stay short, and ask each thing on its days.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instrument, optionsOf, parseInstrument, standardTraits } from '../instrument.js';
import { itemsFor } from '../items-for.js';
import { healingCheck } from './healing-check.js';
import { lightCheck } from './light-check.js';

const instruments = [healingCheck, lightCheck] as const;
const context = fc.record({
  daysSinceEvent: fc.integer({ min: 0, max: 400 }),
  traits: fc.subarray([...standardTraits]),
});

function signsOn(instrument: Instrument, daysSinceEvent: number, ...traits: string[]): string[] {
  const signs = itemsFor(instrument, { daysSinceEvent, traits }).find(({ id }) => id === 'signs');
  return signs === undefined ? [] : optionsOf(signs).map(({ id }) => id);
}

describe.each(instruments.map((instrument) => [instrument.id, instrument] as const))('%s', (_id, instrument) => {
  it('passes the schema and survives being stored as JSON', () => {
    expect(parseInstrument(JSON.parse(JSON.stringify(instrument)))).toEqual(instrument);
  });

  it('asks 3 to 5 questions after the gate on every day and for every patient', () => {
    const law = fc.property(context, (where) => {
      const [gate, ...items] = itemsFor(instrument, where);
      expect(gate?.kind).toBe('red-flags');
      const questions = items.filter(({ joins }) => joins === undefined).length;
      expect(questions).toBeGreaterThanOrEqual(3);
      expect(questions).toBeLessThanOrEqual(5);
    });
    fc.assert(law);
  });

  it('shows at most 10 boxes to a patient with one lower implant, 13 after a grafted lower arch', () => {
    for (let day = 0; day <= 60; day += 1) {
      const usual = signsOn(instrument, day, 'surgery', 'lower-jaw').filter((id) => id !== 'none');
      expect(usual.length).toBeLessThanOrEqual(10);
      const arch = signsOn(instrument, day, 'surgery', 'lower-jaw', 'graft', 'arch').filter((id) => id !== 'none');
      expect(arch.length).toBeLessThanOrEqual(13);
    }
  });

  it('speaks of the standard traits alone', () => {
    const parts = instrument.items.flatMap((item) => [item, ...optionsOf(item)]);
    const traits = parts.flatMap(({ onlyIf = [] }) => onlyIf.flatMap((condition) => condition.traits ?? []));
    expect(standardTraits).toEqual(expect.arrayContaining([...new Set(traits)]));
  });

  it('has one content key per label', () => {
    const labels = instrument.items.flatMap((item) => [
      item.label.key,
      ...optionsOf(item).map(({ label }) => label.key),
      ...(item.kind === 'scale' ? [item.low.key, item.high.key] : []),
    ]);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('boxes follow the day and the procedure', () => {
  it.each([
    ['numb lip, chin or tongue', 'numb', ['lower-jaw'], 1, 400],
    ['a locked jaw', 'jaw-tight', ['surgery'], 1, 30],
    ['bleeding', 'bleeding', ['surgery'], 2, 30],
    ['a loose part', 'loose', [], 3, 400],
    ['a loose part of an arch', 'loose', ['arch'], 0, 400],
    ['a loose cap', 'loose', ['second-stage'], 0, 400],
    ['a loose part that hurts', 'loose-painful', [], 3, 400],
    ['fever with swelling', 'fever-swollen', ['surgery'], 3, 400],
    ['fever', 'fever', ['surgery'], 3, 400],
    ['pus', 'pus', [], 3, 400],
    ['growing swelling', 'growing', [], 3, 400],
    ['fluids', 'fluids', ['surgery'], 0, 2],
    ['a rash', 'rash', ['surgery'], 0, 7],
    ['a lost graft', 'graft-out', ['graft'], 1, 400],
    ['the nose after a sinus lift', 'nose', ['sinus'], 1, 400],
    ['a cracked arch', 'cracked', ['arch'], 0, 400],
    ['the bite', 'bite', ['final'], 0, 400],
  ])('%s', (_what, box, traits, from, until) => {
    const isAsked = (day: number) => signsOn(healingCheck, day, ...traits).includes(box);
    expect([isAsked(from), isAsked(until)]).toEqual([true, true]);
    if (from > 0) expect(isAsked(from - 1)).toBe(false);
    if (until < 400) expect(isAsked(until + 1)).toBe(false);
  });

  it.each([
    ['numbness', 'numb', ['surgery', 'sinus', 'graft', 'arch']],
    ['the nose', 'nose', ['surgery', 'lower-jaw', 'graft', 'arch']],
    ['the graft', 'graft-out', ['surgery', 'lower-jaw', 'arch']],
    ['cracks', 'cracked', ['surgery', 'lower-jaw', 'graft']],
  ])('%s is not asked without its procedure', (_what, box, traits) => {
    expect(signsOn(healingCheck, 5, ...traits)).not.toContain(box);
  });

  it('the light check asks about graft, nose and arch where there is one', () => {
    expect(signsOn(lightCheck, 60)).toEqual(['growing', 'pus', 'fever-swollen', 'fever', 'none']);
    expect(signsOn(lightCheck, 60, 'sinus', 'arch')).toEqual([
      'growing',
      'pus',
      'fever-swollen',
      'fever',
      'cracked',
      'graft-out',
      'nose',
      'none',
    ]);
  });
});
