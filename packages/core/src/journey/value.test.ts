import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { planItem } from '../testing/index.js';
import { deriveCases } from './cases.js';
import { standardCaseRules } from './chart-row.js';
import type { JourneyFact } from './fact.js';
import { foldFacts } from './fold-facts.js';
import { emptyJourney } from './journey.js';
import { learnFees, valueAtRisk } from './value.js';

const read = (facts: readonly JourneyFact[]) => {
  const journey = foldFacts(emptyJourney('harbor', 'made-up-1'), facts);
  return { journey, cases: deriveCases(journey, standardCaseRules).cases };
};
const finished = [
  row('D6010 #3', '2025-01-05', { feeCents: 200_000 }),
  row('D6057 #3', '2025-06-05', { feeCents: 80_000 }),
  row('D6058 #3', '2025-07-05', { feeCents: 150_000 }),
  row('D6010 #5', '2025-01-05', { feeCents: 210_000 }),
  row('D6065 #5', '2025-07-05', { feeCents: 170_000 }),
];
const worth = (facts: readonly JourneyFact[], own: readonly JourneyFact[] = finished) => {
  const { journey, cases } = read(facts);
  const first = cases[0];
  return first === undefined ? null : valueAtRisk(first, journey, learnFees(read(own).cases));
};

describe('the value of what is still to come', () => {
  it('is the fees of the plan not yet done', () => {
    const plan = [
      row('D6057 #19', 'planned', { feeCents: 86_000 }),
      row('D6058 #19', 'planned', { feeCents: 152_000 }),
    ];
    expect(worth([row('D6010 #19', '2026-01-05', { feeCents: 215_000 }), ...plan])).toEqual({
      cents: 238_000,
      basis: 'planned',
    });
  });

  it('leaves out a planned row of something long done', () => {
    const left = row('D6010 #19', 'planned', { feeCents: 215_000 });
    expect(worth([row('D6010 #19', '2026-01-05'), left, row('D6058 #19', 'planned', { feeCents: 152_000 })])).toEqual({
      cents: 152_000,
      basis: 'planned',
    });
  });

  it('follows the fee of the treatment plan where it differs', () => {
    const crown = row('D6058 #19', 'planned', { id: 'crown', feeCents: 152_000 });
    expect(
      worth([row('D6010 #19', '2026-01-05'), crown, planItem({ procedureId: 'crown', feeCents: 140_000 })]),
    ).toEqual({ cents: 140_000, basis: 'planned' });
  });

  it('is what finished cases of the kind came to when no final is planned: the middle of 2,300 and 1,700', () => {
    expect(worth([row('D6010 #19', '2026-01-05')])).toEqual({ cents: 200_000, basis: 'typical' });
  });

  it('is unknown when neither the plan nor a finished case tells', () => {
    expect(worth([row('D6010 #19', '2026-01-05')], [])).toBeNull();
    expect(worth([row('D6010 #4', '2026-01-05'), row('D6114 U', 'planned')])).toBeNull();
  });
});
