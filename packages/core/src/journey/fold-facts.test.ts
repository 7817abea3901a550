import { describe, expect, it } from 'vitest';
import { location, patient, procedure } from '../testing/index.js';
import { type FactInput, type JourneyFact, parseFact } from './fact.js';
import { foldDirectory, foldFacts, groupByPatient, sameContent } from './fold-facts.js';
import { emptyDirectory, emptyJourney, live } from './journey.js';

const start = emptyJourney('harbor', 'made-up-1');
const snapshot = (fields: object) =>
  parseFact({
    id: '7',
    revision: 1,
    recordedAt: '2026-01-05T15:00:00Z',
    patientId: 'made-up-1',
    ...fields,
  } as FactInput) as JourneyFact;

describe('foldFacts', () => {
  it('keeps the newest revision, whichever came last', () => {
    const planned = procedure({ status: 'planned', revision: 1 });
    const done = procedure({ status: 'completed', revision: 2 });
    expect(foldFacts(start, [done, planned]).procedure).toEqual([done]);
    expect(foldFacts(start, [planned, done]).procedure).toEqual([done]);
  });

  it('lets no older snapshot bring a deleted row back', () => {
    const gone = procedure({ deleted: true, revision: 3 });
    const journey = foldFacts(start, [gone, procedure({ revision: 2 })]);
    expect(live(journey.procedure)).toEqual([]);
    expect(journey.procedure).toEqual([gone]);
  });

  it('leaves the very same journey when nothing is new', () => {
    const journey = foldFacts(start, [procedure()]);
    expect(foldFacts(journey, [procedure()])).toBe(journey);
  });

  it('joins delivery states by rank, not by arrival or revision', () => {
    const state = (word: string, revision: number) =>
      snapshot({ kind: 'delivery', stepKey: 'k', channel: 'sms', at: '2026-01-05T15:00:00Z', state: word, revision });
    const all = [state('read', 1), state('sent', 9), state('delivered', 4)];
    expect(foldFacts(start, all).delivery).toEqual([state('read', 1)]);
    expect(foldFacts(start, [...all, state('failed', 2)]).delivery).toEqual([state('failed', 2)]);
  });

  it('prefers the stop, the death and the deletion among snapshots of one revision', () => {
    const consent = (decision: string) =>
      snapshot({
        kind: 'consent',
        channel: 'sms',
        messageClass: 'care',
        decidedAt: '2026-01-05T15:00:00Z',
        evidence: 'form 3',
        decision,
      });
    expect(foldFacts(start, [consent('revoked'), consent('granted')]).consent).toEqual([consent('revoked')]);
    expect(foldFacts(start, [patient({ status: 'deceased' }), patient({ status: 'active' })]).patient).toEqual([
      patient({ status: 'deceased' }),
    ]);
    expect(live(foldFacts(start, [procedure({ deleted: true }), procedure()]).procedure)).toEqual([]);
  });

  it('refuses the facts of another patient', () => {
    expect(() => foldFacts(start, [procedure({ patientId: 'made-up-2' })])).toThrow(/group the facts by patientId/);
  });

  it('sees that an edit of an unused column is no news', () => {
    expect(sameContent(procedure(), procedure({ revision: 9, recordedAt: '2026-02-01T15:00:00Z' }))).toBe(true);
    expect(sameContent(procedure(), procedure({ feeCents: 100 }))).toBe(false);
  });
});

describe('the facts of a batch', () => {
  it('part into those of each patient and those of the practice', () => {
    const { patients, practice } = groupByPatient([procedure(), location(), procedure({ patientId: 'made-up-2' })]);
    expect([[...patients.keys()], practice.length]).toEqual([['made-up-1', 'made-up-2'], 1]);
    expect(foldDirectory(emptyDirectory, practice).location).toEqual([location()]);
  });
});
