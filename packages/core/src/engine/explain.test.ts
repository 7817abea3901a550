import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { documentWith, reachable, rules } from '../../test/documents.js';
import { at } from '../../test/escalations.js';
import { day, day0 } from '../../test/plans.js';
import type { JourneyFact } from '../journey/fact.js';
import { appointment, hold } from '../testing/facts.js';
import { emptyDocument } from './document.js';
import { explainStep, explainWhyNot } from './explain.js';
import { update } from './update.js';

const placed = row('D6010 #9', day0, { id: 'row-1' });
const documentOf = (facts: readonly JourneyFact[], now = `${day0} 15:40`) =>
  update(emptyDocument('harbor', 'made-up-1'), [...reachable, ...facts], rules, at(now)).document;
const whyNot = (stepId: string, facts: readonly JourneyFact[] = [placed], now?: string) =>
  explainWhyNot(documentOf(facts, now), rules, '9', stepId);

describe('why a step is there', () => {
  it('is told with rule, rows, protocol version, due time, state and history', () => {
    expect(explainStep(documentOf([placed]), 'placement:row-1/day-3-check')).toEqual({
      key: 'placement:row-1/day-3-check',
      words:
        'day-3-check after placement of 2026-01-12: swelling has peaked; pain that starts or grows now needs a look',
      rule: 'day-3-check',
      why: 'swelling has peaked; pain that starts or grows now needs a look',
      factIds: ['row-1'],
      protocol: { id: 'standard', version: 1 },
      dueAt: at(`${day(3)} 10:00`),
      state: { kind: 'planned' },
      trail: [{ at: at(`${day0} 15:40`), what: expect.stringContaining('planned: ') }],
    });
  });

  it('is nothing for a key nobody knows', () => {
    expect(explainStep(documentWith([]), 'placement:row-1/day-3-check')).toBeNull();
  });

  it('tells of every step of a plan', () => {
    const document = documentOf([placed]);
    for (const { step } of document.steps) expect(explainStep(document, step.key)?.words).toContain(step.stepId);
  });
});

describe('why a step is not there', () => {
  it.each<[string, string, readonly JourneyFact[], string]>([
    ['a trait', 'day-1-check', [placed], 'trait-missing after placement:row-1: only after lower-jaw treatment'],
    ['a window', 'window-opens', [placed], 'no-window after placement:row-1'],
    [
      'a booking',
      'day-45',
      [placed, appointment({ startsAt: `${day(84)}T15:00:00Z`, work: [{ code: 'D6011', teeth: ['9'] }] })],
      'booked after placement:row-1: the next visit is booked',
    ],
    [
      'a hold, of the whole sequence',
      'reactivation-2',
      [placed, hold({ startsOn: day(50), endsOn: null })],
      'on-hold after placement:row-1: the case is on hold',
    ],
    ['a line the protocol lacks', 'day-2', [placed], 'the protocol has no such line'],
  ])('names %s', (_what, stepId, facts, words) => {
    expect(whyNot(stepId, facts)).toEqual([expect.stringContaining(words)]);
  });

  it('is nothing for a step that is there, repeated or not', () => {
    expect([whyNot('day-3-check'), whyNot('monthly-check'), whyNot('monthly-check#2')]).toEqual([[], [], []]);
  });

  it('tells of a case nobody knows that it has had no event', () => {
    expect(explainWhyNot(documentOf([placed]), rules, '20', 'day-3-check')).toEqual([
      'the case has had no event it follows',
    ]);
  });
});
