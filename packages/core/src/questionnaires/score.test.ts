import { describe, expect, it } from 'vitest';
import type { CheckAnswers } from './answers.js';
import type { Instrument } from './instrument.js';
import { healingCheck } from './instruments/healing-check.js';
import { lightCheck } from './instruments/light-check.js';
import type { CheckContext } from './items-for.js';
import { scoreAnswers } from './score.js';
import type { Tier } from './tier.js';

const fine: CheckAnswers = { 'red-flags': ['none'], comfort: 5, trend: 'same', signs: ['none'], call: false };
const at = (daysSinceEvent: number | null, ...traits: string[]): CheckContext => ({
  daysSinceEvent,
  traits: ['surgery', ...traits],
});
const scored = (change: CheckAnswers, context: CheckContext = at(3), instrument: Instrument = healingCheck) =>
  scoreAnswers(instrument, { ...fine, ...change }, context);
const rulesOf = ({ reasons }: ReturnType<typeof scoreAnswers>) => reasons.map(({ rule }) => rule);
const without = (...ids: string[]): CheckAnswers =>
  Object.fromEntries(Object.entries(fine).filter(([id]) => !ids.includes(id)));

describe('the gate', () => {
  it.each(['breathing', 'swallowing', 'airway-swelling', 'allergy', 'bleeding', 'very-ill'])(
    '%s is an emergency and ends the check',
    (flag) => {
      expect(scoreAnswers(healingCheck, { 'red-flags': [flag] }, at(3))).toEqual({
        kind: 'scored',
        tier: 'E',
        comfort: null,
        wantsCall: false,
        freeText: false,
        band: 'emergency',
        reasons: [{ rule: `red-flags/${flag}`, itemId: 'red-flags', tier: 'E' }],
      });
    },
  );

  it('a flag beside "none of these" wins', () => {
    const result = scored({ 'red-flags': ['none', 'breathing'] });
    expect([result.kind, result.tier, rulesOf(result)]).toEqual([
      'scored',
      'E',
      ['red-flags/breathing', 'none-and-more'],
    ]);
  });

  it('left out, it is not a no', () => {
    expect(scoreAnswers(healingCheck, without('red-flags'), at(3))).toMatchObject({
      kind: 'unscorable',
      missing: ['red-flags'],
      tier: null,
      band: 'middle',
    });
  });
});

describe('comfort', () => {
  it.each<[number, number, Tier | null, string]>([
    [1, 1, 'S', 'low'],
    [1, 30, 'S', 'low'],
    [2, 1, 'S', 'low'],
    [3, 1, null, 'middle'],
    [3, 6, null, 'middle'],
    [3, 7, 'R', 'middle'],
    [3, 8, 'R', 'middle'],
    [4, 7, null, 'good'],
    [5, 7, null, 'good'],
  ])('%i on day %i', (comfort, day, tier, band) => {
    expect(scored({ comfort }, at(day))).toMatchObject({ kind: 'scored', comfort, tier, band });
  });

  it.each<[number | null, number, Tier | null, string[]]>([
    [5, 3, 'S', ['comfort-fell']],
    [4, 3, null, []],
    [3, 3, 'R', ['comfort-middle-again']],
    [2, 3, null, []],
    [null, 3, null, []],
    [5, 4, null, []],
    [4, 4, null, []],
    [3, 5, null, []],
    [4, 2, 'S', ['comfort-fell', 'comfort-low']],
    [2, 2, 'S', ['comfort-low']],
  ])('%s at the previous check, now %i', (before, comfort, tier, rules) => {
    const result = scored({ comfort }, { ...at(3), previous: { comfort: before } });
    expect([result.tier, rulesOf(result)]).toEqual([tier, rules]);
  });

  it.each([0, 6, -1, 2.5, 8, 'terrible', '10', true])('%s is an odd scale: staff ask the same day', (comfort) => {
    const result = scored({ comfort });
    expect(result).toMatchObject({ kind: 'unscorable', missing: ['comfort'], tier: 'S', comfort: null, band: 'low' });
    expect(rulesOf(result)).toEqual(['odd-scale']);
  });
});

describe('trend', () => {
  it.each<[number | null, Tier | null]>([
    [2, null],
    [3, null],
    [4, 'S'],
    [5, 'S'],
    [null, 'S'],
  ])('worse on day %s', (day, tier) => {
    expect(scored({ trend: 'worse' }, at(day)).tier).toBe(tier);
  });

  it.each(['better', 'same'])('%s raises nothing', (trend) => {
    expect(scored({ trend }, at(20)).tier).toBeNull();
  });
});

describe('pain from 0 to 10', () => {
  it.each<[number, number, Tier | null]>([
    [3, 4, null],
    [4, 3, null],
    [4, 4, 'S'],
    [4, 5, 'S'],
    [6, 3, null],
    [7, 0, 'S'],
    [7, 1, 'S'],
    [10, 3, 'S'],
  ])('%i on day %i, eased', (pain, day, tier) => {
    expect(scored({ pain, 'pain-eased': true }, at(day)).tier).toBe(tier);
  });

  it.each<[number, Tier | null]>([
    [6, null],
    [7, 'U'],
    [8, 'U'],
  ])('%i not eased', (pain, tier) => {
    expect(scored({ pain, 'pain-eased': false }, at(1))).toMatchObject({ kind: 'scored', tier });
  });

  it('asks whether 7 is eased, and keeps the tier meanwhile', () => {
    expect(scored({ pain: 6 }, at(1))).toMatchObject({ kind: 'scored', tier: null });
    expect(scored({ pain: 7 }, at(1))).toMatchObject({ kind: 'unscorable', missing: ['pain-eased'], tier: 'S' });
  });

  it('a number off its scale is asked again although it is optional', () => {
    expect(scored({ pain: 11 })).toMatchObject({ kind: 'unscorable', missing: ['pain'], tier: 'S' });
  });
});

describe('boxes', () => {
  it.each<[string, number, string[], Tier]>([
    ['numb', 1, ['lower-jaw'], 'U'],
    ['numb', 2, ['lower-jaw'], 'U'],
    ['numb', 9, ['lower-jaw'], 'U'],
    ['jaw-tight', 3, [], 'U'],
    ['bleeding', 2, [], 'U'],
    ['bleeding', 3, [], 'U'],
    ['loose-painful', 14, [], 'U'],
    ['loose', 14, [], 'S'],
    ['cracked', 0, ['arch'], 'S'],
    ['fever-swollen', 3, [], 'U'],
    ['fever', 3, [], 'S'],
    ['pus', 5, [], 'S'],
    ['growing', 3, [], 'S'],
    ['growing', 4, [], 'S'],
    ['fluids', 1, [], 'S'],
    ['rash', 2, [], 'S'],
    ['graft-out', 3, ['graft'], 'S'],
    ['nose', 3, ['sinus'], 'S'],
    ['bite', 7, ['final'], 'R'],
  ])('%s on day %i %j', (box, day, traits, tier) => {
    const result = scored({ signs: [box] }, at(day, ...traits));
    expect([result.kind, result.tier, rulesOf(result)]).toEqual(['scored', tier, [`signs/${box}`]]);
  });

  it.each([
    ['numbness on the day itself is expected', 'numb', 0, ['lower-jaw']],
    ['bleeding on the day after is expected', 'bleeding', 1, []],
  ])('%s: nobody asks, and if told a person reads it', (_what, box, day, traits) => {
    const result = scored({ signs: [box] }, at(day, ...traits));
    expect([result.tier, rulesOf(result)]).toEqual(['R', ['not-asked']]);
  });

  it('on an unknown day numbness counts', () => {
    expect(scored({ signs: ['numb'] }, at(null, 'lower-jaw')).tier).toBe('U');
  });

  it('a flag counts although the procedure would not have asked for it', () => {
    expect(scored({ signs: ['nose'] }, at(3)).tier).toBe('S');
  });

  it('5 with a flag: the flag wins', () => {
    expect(scored({ comfort: 5, signs: ['pus'] })).toMatchObject({ comfort: 5, tier: 'S', band: 'low' });
  });

  it('the worst wins over many harmless ones', () => {
    const result = scored({ comfort: 3, signs: ['pus', 'numb'], call: true }, at(7, 'lower-jaw'));
    expect([result.tier, rulesOf(result)]).toEqual([
      'U',
      ['signs/numb', 'signs/pus', 'wants-call', 'comfort-middle-late'],
    ]);
  });
});

describe('people', () => {
  it('a wish for a call is at least R', () => {
    expect(scored({ call: true })).toMatchObject({ kind: 'scored', tier: 'R', wantsCall: true, band: 'middle' });
    expect(scored({ call: true, comfort: 1 })).toMatchObject({ tier: 'S', wantsCall: true });
    expect(scored({ call: false })).toMatchObject({ tier: null, wantsCall: false });
  });

  it('free words are at least R, whatever they say', () => {
    expect(scored({ words: 'Thank you all!' })).toMatchObject({ tier: 'R', freeText: true, band: 'middle' });
    expect(scored({ words: '   ' })).toMatchObject({ tier: null, freeText: false });
  });

  it('free words raise and never lower', () => {
    expect(scored({ words: 'I cannot breathe well' })).toMatchObject({ tier: 'E', band: 'emergency' });
    expect(scored({ comfort: 1, words: 'all is fine, ignore the rest' })).toMatchObject({ tier: 'S' });
  });
});

describe('what does not fit', () => {
  it('an answer nobody asked for is reported', () => {
    expect(scored({ mood: 'fine' }).reasons).toEqual([{ rule: 'unknown-answer', itemId: 'mood', tier: 'R' }]);
  });

  it('an unknown option is reported, and is no answer', () => {
    const result = scored({ signs: ['aching-ear'] });
    expect(result).toMatchObject({ kind: 'unscorable', missing: ['signs'], tier: 'R' });
    expect(rulesOf(result)).toEqual(['unknown-option']);
  });

  it('an unreadable yes or no is reported, and is no answer', () => {
    expect(scored({ call: 'perhaps' })).toMatchObject({ kind: 'unscorable', missing: ['call'], tier: 'R' });
  });
});

describe('a missing answer', () => {
  it.each(['red-flags', 'comfort', 'trend', 'signs', 'call'])('%s is asked again', (id) => {
    expect(scoreAnswers(healingCheck, without(id), at(3))).toMatchObject({
      kind: 'unscorable',
      missing: [id],
      tier: null,
    });
  });

  it('names all in the order shown; optional ones are not missed', () => {
    expect(scoreAnswers(healingCheck, {}, at(3))).toMatchObject({
      missing: ['red-flags', 'comfort', 'trend', 'signs', 'call'],
    });
  });

  it('never loses the tier of what was answered', () => {
    const answers = { ...without('comfort', 'trend'), signs: ['bleeding'] };
    expect(scoreAnswers(healingCheck, answers, at(3))).toMatchObject({
      kind: 'unscorable',
      missing: ['comfort', 'trend'],
      tier: 'U',
      band: 'urgent',
    });
  });

  it('is not missed where it was not asked', () => {
    expect(scoreAnswers(healingCheck, without('signs'), { daysSinceEvent: 1, traits: [] }).kind).toBe('scored');
  });
});

it('a late answer is scored by the day it was given', () => {
  const answers = { comfort: 3, trend: 'worse' };
  expect(scored(answers, at(3)).tier).toBeNull();
  expect(scored(answers, at(6)).tier).toBe('S');
});

describe('the light check', () => {
  const still: CheckAnswers = { 'red-flags': ['none'], moves: 'no', signs: ['none'], call: false };

  it.each<[string, CheckAnswers, Tier | null, string]>([
    ['nothing moves', {}, null, 'good'],
    ['something moves', { moves: 'yes' }, 'S', 'low'],
    ['something moves and hurts', { moves: 'yes-painful' }, 'U', 'urgent'],
    ['new pain', { signs: ['growing'] }, 'S', 'low'],
    ['pus', { signs: ['pus'] }, 'S', 'low'],
    ['fever', { signs: ['fever'] }, 'S', 'low'],
    ['fever with a swollen face', { signs: ['fever-swollen'] }, 'U', 'urgent'],
    ['a call', { call: true }, 'R', 'middle'],
  ])('%s', (_what, change, tier, band) => {
    expect(scoreAnswers(lightCheck, { ...still, ...change }, { daysSinceEvent: 60, traits: [] })).toMatchObject({
      kind: 'scored',
      comfort: null,
      tier,
      band,
    });
  });
});
