// Measures everything that happens in memory when a fact arrives: fold, plan, reconcile with what is stored. In: a story
// and how many cases a round. Out: contenders and the goal. Each case is read anew before the clock starts, so that nothing
// can be remembered from the one before. The yardstick is what luxon takes for the dates of such a plan alone.
import { foldFacts, plan, reconcile, simulatedPractice, standardProtocol } from '@implant-journey/core';
import type { Contender, Measurement } from '../measurement.js';
import { luxon } from '../plan-dates/luxon.js';
import { type Known, type Life, start } from './life.js';

const zone = 'America/Chicago';

export function wholeCase(story: string, life: Life, casesPerRound: number): Measurement {
  const { facts, stored } = life.read();
  const planned = plan(foldFacts(start, facts), standardProtocol, simulatedPractice).steps;
  const work = (known: Known) =>
    reconcile(
      plan(foldFacts(start, known.facts), standardProtocol, simulatedPractice),
      known.stored,
      standardProtocol,
      life.now,
      known.seen,
    );
  const core = (name: string): Contender => ({
    name,
    unitsPerRound: casesPerRound,
    run(watch) {
      for (let number = 0; number < casesPerRound; number += 1) work(watch.uncounted(life.read));
    },
  });
  const dates = luxon(zone);
  const days = Math.ceil(casesPerRound / 20);
  return {
    title: `fold + plan + reconcile, ${story}: ${facts.length} facts, ${planned.length} steps wanted, ${stored.length} stored, nothing changed`,
    unit: 'case',
    contenders: [
      core('core'),
      core('core, again'),
      {
        name: 'luxon, 45 dates alone',
        unitsPerRound: days,
        run() {
          for (let day = 0; day < days; day += 1) dates('2026-01-12');
        },
      },
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
    disagreement: () => (work(life.read()).length === 0 ? null : 'reconciling what is stored gave changes'),
  };
}
