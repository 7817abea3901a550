import { describe, expect, it } from 'vitest';
import { JourneyError } from '../shared/error.js';
import { type FactInput, parseFact, readFact } from './fact.js';

const placed: FactInput = {
  kind: 'procedure',
  id: '48213',
  revision: 1,
  recordedAt: '2026-10-06T17:00:00Z',
  patientId: '3071',
  status: 'completed',
  code: 'D6010',
  rawCode: 'D6010g',
  teeth: ['19'],
  serviceOn: '2026-10-06',
};

function problemsOf(change: object) {
  const result = readFact({ ...placed, ...change });
  return result.kind === 'rejected' ? result.problems : [];
}

describe('a fact', () => {
  it('fills what the source does not say with null or nothing', () => {
    expect(parseFact(placed)).toMatchObject({
      deleted: false,
      arch: null,
      feeCents: null,
      plannedOn: null,
      appointmentId: null,
    });
  });

  it.each([
    [
      'a wrong date',
      { serviceOn: '10/06/2026' },
      'serviceOn',
      'must be a calendar date',
      'write it as YYYY-MM-DD, or null when unknown',
    ],
    [
      'a day that does not exist',
      { serviceOn: '2026-02-30' },
      'serviceOn',
      'must be a calendar date',
      'write it as YYYY-MM-DD, or null when unknown',
    ],
    [
      'a tooth that does not exist',
      { teeth: ['19', '99'] },
      'teeth[1]',
      'must be a tooth',
      'send 1-32, A-T, 51-82 or AS-TS as text',
    ],
    [
      'a number for an id',
      { patientId: 3071 },
      'patientId',
      "must be the patient's id as text",
      "send the system's own key, numbers turned into text",
    ],
    [
      'an instant without zone',
      { recordedAt: '2026-10-06 17:00:00' },
      'recordedAt',
      'must be an instant',
      'write it as UTC ISO text such as 2026-03-01T09:00:00Z',
    ],
    ['dollars for cents', { feeCents: 2150.5 }, 'feeCents', 'must be whole cents', 'send 215000 for 2,150.00'],
    [
      'a misspelled field',
      { servicedOn: '2026-10-06' },
      'servicedOn',
      'is not a known field',
      'correct its spelling or leave it out',
    ],
    [
      'an unknown word',
      { status: 'done' },
      'status',
      'is not one of the known words',
      'use one of planned, planned-inactive, completed, existing, existing-elsewhere, referred, condition',
    ],
    ['a fractional revision', { revision: 1.5 }, 'revision', 'must be a whole number', 'drop the fraction'],
    [
      'a missing word',
      { status: undefined },
      'status',
      'is not one of the known words',
      'use one of planned, planned-inactive, completed, existing, existing-elsewhere, referred, condition',
    ],
  ])('names field and mend for %s', (_what, change, field, problem, mend) => {
    expect(problemsOf(change)).toEqual([{ field, problem, mend }]);
  });

  it.each([
    [
      'a closing without outcome',
      { action: 'closed', outcome: ' ' },
      'outcome',
      'must tell how a closed escalation ended',
      'send it in words, such as: reached, comes in today',
    ],
    [
      'a closing by nobody',
      { action: 'closed', by: ' ', outcome: 'reached' },
      'by',
      'must name the person who acted',
      'send a name or the id of a user',
    ],
    [
      'an assignment to nobody',
      { action: 'assigned' },
      'assignee',
      'must name whom an assigned escalation goes to',
      'send a name or the id of a user',
    ],
  ])('about an escalation names field and mend for %s', (_what, change, field, problem, mend) => {
    const acted = { kind: 'escalation-action', escalationId: 'e-1', by: 'ana', at: '2026-10-06T17:00:00Z', ...change };
    const base = { id: '1', revision: 1, recordedAt: '2026-10-06T17:00:00Z', patientId: '3071' };
    const result = readFact({ ...base, ...acted });
    expect(result.kind === 'rejected' ? result.problems : []).toEqual([{ field, problem, mend }]);
  });

  it('names an unknown kind', () => {
    expect(problemsOf({ kind: 'procedures' })).toEqual([
      { field: 'kind', problem: 'must be one of the kinds of fact in docs/glossary.md', mend: 'correct the spelling' },
    ]);
  });

  it('throws one error that a caller can recognise and that repeats no value', () => {
    try {
      parseFact({ ...placed, serviceOn: 'Jane Doe, tooth 19' });
      expect.unreachable();
    } catch (error) {
      expect(JourneyError.is(error) && [error.code, error.retryable, error.problems.length]).toEqual([
        'fact/invalid',
        false,
        1,
      ]);
      expect((error as Error).message).toBe(
        'The fact was refused: serviceOn must be a calendar date; write it as YYYY-MM-DD, or null when unknown.',
      );
    }
  });
});
