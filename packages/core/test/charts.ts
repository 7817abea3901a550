// Charts in a few words for tests: `row('D6010 #19', '2026-01-05')`. In: a code and a place as a chart prints
// them. Out: a procedure fact with an id of its own. Nothing here knows a rule of the code under test.
import {
  assessJourney,
  type CaseRules,
  emptyJourney,
  foldFacts,
  type JourneyFact,
  type ProcedureFact,
  parseTeeth,
  standardCaseRules,
} from '@implant-journey/core';
import { procedure } from '@implant-journey/core/testing';

let rows = 0;

/** A row such as `D6010 #19`, `D6114 U` or `D7951 UL`, completed on a day, or planned when there is none. */
export function row(
  what: string,
  on: string | null | 'planned',
  fields: Parameters<typeof procedure>[0] = {},
): ProcedureFact {
  const [code = '', place = ''] = what.split(' ');
  rows += 1;
  const isPlanned = on === 'planned';
  return procedure({
    id: `row-${String(rows).padStart(4, '0')}`,
    code,
    status: isPlanned ? 'planned' : 'completed',
    serviceOn: isPlanned ? null : on,
    plannedOn: isPlanned ? '2026-01-02' : null,
    ...(place.startsWith('#') && { teeth: [...(parseTeeth(place) ?? [])] }),
    ...(/^[UL]$/.test(place) && { arch: place as 'U' | 'L' }),
    ...(/^[UL][LR]$/.test(place) && { quadrant: place as 'UL' }),
    ...fields,
  });
}

/** Every case of a chart, with where it stands on a day. */
export function read(facts: readonly JourneyFact[], asOf = '2026-11-20', rules: CaseRules = standardCaseRules) {
  const { cases, notes } = assessJourney(foldFacts(emptyJourney('harbor', 'made-up-1'), facts), rules, asOf);
  return {
    notes,
    cases: cases.map(({ case: found, status }) => ({
      ...found,
      ...status,
      events: found.milestones.map(({ milestone, on }) => `${milestone} ${on ?? 'unknown'}`),
    })),
  };
}

/** The one case of a chart. */
export function only(facts: readonly JourneyFact[], asOf?: string, rules?: CaseRules) {
  const { cases } = read(facts, asOf, rules);
  if (cases.length !== 1) throw new Error(`expected one case, found ${cases.map(({ id }) => id).join(', ') || 'none'}`);
  return cases[0] as (typeof cases)[number];
}
