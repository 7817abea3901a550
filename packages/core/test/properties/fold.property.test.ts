import {
  assessJourney,
  deriveCases,
  emptyJourney,
  foldFacts,
  type JourneyFact,
  standardCaseRules,
} from '@implant-journey/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivals, history, noise, renumbered } from './histories.js';

const start = emptyJourney('harbor', 'made-up-1');
const asOf = '2026-11-20';
const runs = { numRuns: Number(process.env.FOLD_RUNS ?? 2000) };
const fold = (facts: readonly JourneyFact[]) => foldFacts(start, facts);
/** Cases without the exam and the scan: those have no tooth, and a patient may have others. */
const told = (facts: readonly JourneyFact[]) =>
  read(facts).cases.map(({ case: found, status }) => ({
    found: {
      ...found,
      milestones: found.milestones.filter(({ milestone }) => !['consult', 'imaging'].includes(milestone)),
    },
    status,
  }));
/** What a reader sees of the cases, without the numbers of rows. */
const withoutIds = (facts: readonly JourneyFact[]) =>
  told(facts).map(({ found, status }) => ({
    ...status,
    nextVisit: status.nextVisit && { ...status.nextVisit, appointmentId: '' },
    id: found.id,
    kind: found.kind,
    milestones: found.milestones.map(({ factIds: _ids, ...milestone }) => milestone),
    failures: found.failures.map(({ on }) => on),
  }));
const read = (facts: readonly JourneyFact[]) => assessJourney(fold(facts), standardCaseRules, asOf);

describe('laws of the fold', () => {
  it('the same facts in any order, repeated, in any batches give the identical journey and cases', () => {
    const law = fc.property(
      history.chain((facts) => fc.tuple(fc.constant(facts), arrivals(facts))),
      ([facts, batches]) => {
        const arrived = batches.reduce(foldFacts, start);
        expect(arrived).toEqual(fold(facts));
        expect(assessJourney(arrived, standardCaseRules, asOf)).toEqual(read(facts));
      },
    );
    fc.assert(law, runs);
  });

  it('a fact that is known already changes nothing', () => {
    const law = fc.property(history, (facts) => {
      const journey = fold(facts);
      expect(foldFacts(journey, facts)).toBe(journey);
    });
    fc.assert(law, runs);
  });

  it('cases depend on the newest snapshots alone, whatever was corrected on the way', () => {
    const law = fc.property(history, (facts) => {
      const journey = fold(facts);
      const newest = [
        ...journey.patient,
        ...journey.procedure,
        ...journey.appointment,
        ...journey.hold,
        ...journey.milestoneReport,
        ...journey.planItem,
      ];
      expect(read(newest)).toEqual(read(facts));
    });
    fc.assert(law, runs);
  });
});

describe('laws of the cases', () => {
  it('other numbers for the rows change nothing else', () => {
    const law = fc.property(history, (facts) => {
      expect(withoutIds(renumbered(facts))).toEqual(withoutIds(facts));
    });
    fc.assert(law, runs);
  });

  it("every case's milestones are in order of date and counted", () => {
    const law = fc.property(history, (facts) => {
      for (const { milestones } of deriveCases(fold(facts), standardCaseRules).cases) {
        const days = milestones.map(({ on }) => on ?? '');
        expect(days).toEqual([...days].sort());
        for (const name of new Set(milestones.map(({ milestone }) => milestone))) {
          const counts = milestones.filter(({ milestone }) => milestone === name).map(({ occurrence }) => occurrence);
          expect(counts).toEqual(counts.map((_count, index) => index + 1));
        }
      }
    });
    fc.assert(law, runs);
  });

  it('each procedure belongs to at most one case, and each site too', () => {
    const law = fc.property(history, (facts) => {
      const { cases } = deriveCases(fold(facts), standardCaseRules);
      const rows = cases.flatMap((found) => found.rows.map(({ id }) => id));
      expect(rows.length).toBe(new Set(rows).size);
      const teeth = cases.flatMap((found) => [...found.implantTeeth, ...found.pontics]);
      expect(teeth.length).toBe(new Set(teeth).size);
      expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    });
    fc.assert(law, runs);
  });

  it('a milestone rests on live rows of its case, or on an exam or scan of the patient', () => {
    const law = fc.property(history, (facts) => {
      const journey = fold(facts);
      const live = new Set<string>([
        ...journey.procedure.filter(({ deleted }) => !deleted).map(({ id }) => id),
        ...journey.milestoneReport.filter(({ deleted }) => !deleted).map(({ id }) => `milestone-report/${id}`),
      ]);
      for (const found of deriveCases(journey, standardCaseRules).cases) {
        const own = new Set(found.rows.map(({ id }) => id));
        for (const { milestone, factIds } of found.milestones) {
          expect(factIds.length).toBeGreaterThan(0);
          for (const id of factIds)
            expect(live.has(id) && (own.has(id) || milestone === 'consult' || milestone === 'imaging')).toBe(true);
        }
      }
    });
    fc.assert(law, runs);
  });

  it('a noise procedure or visit never changes a case', () => {
    const law = fc.property(history, noise, (facts, strays) => {
      // Teeth and plans anywhere in an arch that is treated as a whole do belong to it.
      fc.pre(facts.every((fact) => fact.kind !== 'procedure' || (fact.arch === null && fact.code !== 'D6191')));
      expect(told([...facts, ...strays])).toEqual(told(facts));
    });
    fc.assert(law, runs);
  });

  it('a stalled case has nothing booked and a late day that is past; a dropped one is stalled', () => {
    const law = fc.property(history, (facts) => {
      for (const { status } of read(facts).cases) {
        if (status.outcome === 'dropped') expect(status.stalledSince).not.toBeNull();
        if (status.stalledSince === null) continue;
        expect(status.nextVisit).toBeNull();
        expect(status.stalledSince < asOf).toBe(true);
        expect(['active', 'dropped', 'failed']).toContain(status.outcome);
      }
    });
    fc.assert(law, runs);
  });
});
