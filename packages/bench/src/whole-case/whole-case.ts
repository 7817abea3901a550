// Measures everything that happens in memory when a fact arrives: fold, plan, reconcile with what is stored. In: how many
// cases a round. Out: contenders and the goal. The yardstick is what luxon takes for the dates of such a plan alone.
import {
  applyChanges,
  emptyJourney,
  foldFacts,
  type JourneyFact,
  parseFact,
  plan,
  reconcile,
  scenarios,
  simulatedPractice,
  standardProtocol,
} from '@implant-journey/core';
import type { Contender, Measurement } from '../measurement.js';
import { luxon } from '../plan-dates/luxon.js';

const now = '2026-01-12T22:00:00Z';
const zone = 'America/Chicago';

/** The facts of one made-up patient's whole treatment, as the chart tells them in the end. */
function wholeTreatment(): readonly JourneyFact[] {
  const script = scenarios[0]?.script ?? [];
  return script.flatMap((line) =>
    line.kind === 'chart' ? line.facts.map((fact) => parseFact(fact) as JourneyFact) : [],
  );
}

export function wholeCase(casesPerRound: number): Measurement {
  const facts = wholeTreatment();
  const start = emptyJourney('harbor', 'made-up-1');
  const desired = plan(foldFacts(start, facts), standardProtocol, simulatedPractice);
  const stored = applyChanges([], reconcile(desired, [], standardProtocol, now), desired.protocol, now);
  const work = () =>
    reconcile(plan(foldFacts(start, facts), standardProtocol, simulatedPractice), stored, standardProtocol, now);
  const repeated = (name: string, run: () => unknown, unitsPerRound: number): Contender => ({
    name,
    unitsPerRound,
    run() {
      let last: unknown;
      for (let unit = 0; unit < unitsPerRound; unit += 1) last = run();
      return last;
    },
  });
  const dates = luxon(zone);
  return {
    title: `fold + plan + reconcile of one case: ${facts.length} facts, ${desired.steps.length} steps, nothing changed`,
    unit: 'case',
    contenders: [
      repeated('core', work, casesPerRound),
      repeated('core, again', work, casesPerRound),
      repeated('luxon, 45 dates alone', () => dates('2026-01-12'), Math.ceil(casesPerRound / 20)),
    ],
    same: ['core', 'core, again'],
    goals: [
      {
        // 20,000 cases a second and core are 50 µs a case, where luxon takes 1.7 ms for the dates.
        text: 'at least 34 times as fast as the dates alone with luxon',
        of: 'luxon, 45 dates alone',
        over: 'core',
        bound: 'at least',
        factor: 34,
      },
    ],
    disagreement: () => (work().length === 0 ? null : 'reconciling what was just applied gave changes'),
  };
}
