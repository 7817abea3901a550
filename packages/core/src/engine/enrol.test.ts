import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { at } from '../../test/escalations.js';
import { day, day0, journeyOf } from '../../test/plans.js';
import { standardProtocol } from '../cadence/standard-protocol.js';
import type { JourneyFact } from '../journey/fact.js';
import { foldFacts } from '../journey/fold-facts.js';
import { emptyJourney } from '../journey/journey.js';
import type { PracticeInput } from '../practice/practice.js';
import { enrolment, procedure } from '../testing/facts.js';
import { practice } from '../testing/practice.js';
import { enrolmentFor } from './enrol.js';

const now = at(`${day0} 15:40`);
const placed = row('D6010 #9', day0, { locationId: 'chicago', practitionerId: 'dr-rivera' });
const enrol = (pilot: PracticeInput['pilot'], facts: readonly JourneyFact[] = [placed]) =>
  enrolmentFor(journeyOf(facts), { practice: practice({ pilot }), protocol: standardProtocol }, now);

describe('a pilot', () => {
  it.each<[string, PracticeInput['pilot'], string]>([
    ['takes everybody unless told otherwise', {}, 'messages'],
    ['takes cases that begin on its first day', { casesFromOn: day0 }, 'messages'],
    ['leaves out cases that began the day before', { casesFromOn: day(1) }, 'excluded'],
    ['takes its location', { locationIds: ['chicago'] as never }, 'messages'],
    ['leaves out another location', { locationIds: ['phoenix'] as never }, 'excluded'],
    ['takes its provider', { practitionerIds: ['dr-rivera'] as never }, 'messages'],
    ['leaves out another provider', { practitionerIds: ['dr-noor'] as never }, 'excluded'],
    ['of a share of none takes nobody', { share: 0 }, 'excluded'],
    ['holds everybody out of a comparison of all', { holdoutShare: 1 }, 'holdout'],
    ['excludes before it holds out', { share: 0, holdoutShare: 1 }, 'excluded'],
  ])('%s', (_what, pilot, arm) => {
    expect(enrol(pilot)).toMatchObject({ kind: 'enrolment', id: 'pilot:made-up-1', arm, decidedAt: now });
  });

  it.each<[string, PracticeInput['pilot'], readonly JourneyFact[]]>([
    ['without a pilot', null, [placed]],
    ['before the first event', {}, [row('D6010 #9', 'planned')]],
    ['once it is decided', {}, [placed, enrolment({ arm: 'holdout' })]],
  ])('decides nothing %s', (_what, pilot, facts) => {
    expect(enrol(pilot, facts)).toBeNull();
  });

  it('keeps an arm when the shares change', () => {
    const first = enrol({ holdoutShare: 1 });
    expect(enrol({ holdoutShare: 0 }, [placed, first as never])).toBeNull();
  });
});

describe('the draw', () => {
  const armOf = (patientId: string, pilot: PracticeInput['pilot']) => {
    const fact = procedure({ patientId, teeth: ['9'], serviceOn: day0 });
    const journey = foldFacts(emptyJourney('harbor', patientId), [fact]);
    return enrolmentFor(journey, { practice: practice({ pilot }), protocol: standardProtocol }, now)?.arm;
  };
  const patients = Array.from({ length: 1000 }, (_, index) => `patient-${index}`);
  const share = (pilot: PracticeInput['pilot'], arm: string) =>
    patients.filter((patientId) => armOf(patientId, pilot) === arm).length / patients.length;

  it('gives a patient the same arm each time', () => {
    const arms = () => patients.slice(0, 50).map((patientId) => armOf(patientId, { share: 0.5, holdoutShare: 0.5 }));
    expect(arms()).toEqual(arms());
  });

  it.each([0.1, 0.5, 0.9])('takes a share of %d within four points', (wanted) => {
    expect(Math.abs(share({ share: wanted }, 'messages') - wanted)).toBeLessThan(0.04);
    expect(Math.abs(share({ holdoutShare: wanted }, 'holdout') - wanted)).toBeLessThan(0.04);
  });

  it('holds out within the share as outside it: one draw says nothing of the other', () => {
    const held = share({ share: 0.5, holdoutShare: 0.5 }, 'holdout');
    expect(Math.abs(held - 0.25)).toBeLessThan(0.04);
  });

  it('keeps who took part in a smaller share when it grows', () => {
    const [few, many] = [{ share: 0.2 }, { share: 0.6 }];
    expect(patients.filter((id) => armOf(id, few) === 'messages' && armOf(id, many) !== 'messages')).toEqual([]);
  });
});
