import { describe, expect, it } from 'vitest';
import { attempt, circumstances, documentWith, rules } from '../../test/documents.js';
import { at } from '../../test/escalations.js';
import { day, message, states, stored } from '../../test/plans.js';
import type { Attempt, MessageStep, StepState, StoredStep } from '../plan/step.js';
import { decideSend } from './decide-send.js';
import type { JourneyDocument } from './document.js';
import { type Outcome, settle } from './settle.js';

const now = at(`${day(7)} 10:05`);
const { key } = message();
const inFlight = (
  state: StepState = states.claimed,
  fields: Partial<Attempt> = {},
  step: Parameters<typeof message>[0] = {},
  before: readonly Attempt[] = [],
) => documentWith([stored(message(step), state, { attempts: [...before, attempt(fields)] })]);
const lost = (
  fields: Partial<Attempt> = {},
  step: Parameters<typeof message>[0] = {},
  before: readonly Attempt[] = [],
) => inFlight(states.unknown, { outcome: 'unknown', ...fields }, step, before);
const after = (document: JourneyDocument, ...outcomes: readonly Outcome[]) =>
  outcomes.reduce((one, outcome) => settle(one, key, 'attempt-1', outcome, rules, now), document);
const stepIn = ({ steps }: JourneyDocument) => steps[0] as StoredStep & { step: MessageStep };

describe('a call that was answered', () => {
  it.each([
    ['accepted', inFlight(), { kind: 'accepted', providerId: 'p-1' } as const],
    ['found on a look-up', lost(), { kind: 'found', providerId: 'p-1' } as const],
    ['accepted after it was taken for lost', lost(), { kind: 'accepted', providerId: 'p-1' } as const],
  ])('is sent since its attempt when %s', (_what, document, outcome) => {
    expect(stepIn(after(document, outcome))).toMatchObject({
      state: { kind: 'sent', as: 'accepted', channel: 'sms', at: attempt().at },
      attempts: [{ outcome: 'accepted', providerId: 'p-1' }],
      trail: [{ at: now, what: 'accepted by the sms provider' }],
    });
  });

  it('waits for its next channel when it was rejected', () => {
    const rejected = after(inFlight(), { kind: 'rejected', reason: 'bad-address' });
    expect(stepIn(rejected)).toMatchObject({
      state: { kind: 'planned' },
      attempts: [{ outcome: 'rejected', reason: 'bad-address' }],
      trail: [{ what: 'rejected: bad-address; the next channel is tried' }],
    });
    expect(decideSend(stepIn(rejected), rejected, circumstances(`${day(7)} 10:06`))).toMatchObject({
      channel: 'portal',
    });
  });

  it('is tried again soon when the provider takes nothing right now, an answer by the next channel at once', () => {
    const busy = { kind: 'rejected', reason: 'temporary' } as const;
    const putOff = after(inFlight(), busy);
    expect(stepIn(putOff)).toMatchObject({
      state: { kind: 'held' },
      attempts: [{ outcome: 'rejected', reason: 'temporary' }],
    });
    expect(decideSend(stepIn(putOff), putOff, circumstances(`${day(7)} 10:13`))).toMatchObject({ channel: 'sms' });
    const answer = after(inFlight(states.claimed, {}, { isAnswer: true }), busy);
    expect(stepIn(answer).state).toEqual({ kind: 'planned' });
    expect(decideSend(stepIn(answer), answer, circumstances(`${day(7)} 10:06`))).toMatchObject({ channel: 'portal' });
  });

  it('is tried again after five minutes and up to half of that, messages refused together apart, later ones later', () => {
    const busy = { kind: 'rejected', reason: 'temporary' } as const;
    const waitOf = (id: string, tries: number) => {
      const attempts = Array.from({ length: tries }, (_, index) =>
        attempt({ id: index === tries - 1 ? id : `before-${index}`, outcome: 'calling' }),
      );
      const document = documentWith([stored(message(), { ...states.claimed, attemptId: id }, { attempts })]);
      const state = stepIn(settle(document, message().key, id, busy, rules, at(`${day(7)} 10:05`))).state;
      return (Date.parse(state.kind === 'held' ? state.until : '') - Date.parse(at(`${day(7)} 10:05`))) / 60_000;
    };
    const ids = Array.from({ length: 40 }, (_, index) => `attempt-${index}`);
    for (const tries of [1, 2]) {
      const waits = ids.map((id) => waitOf(id, tries));
      expect([Math.min(...waits) >= 5 * tries, Math.max(...waits) <= 7.5 * tries]).toEqual([true, true]);
      expect(new Set(waits).size).toBeGreaterThan(30);
    }
  });

  it('is unknown when the provider did not say', () => {
    const unsure = after(inFlight(), { kind: 'unknown' });
    expect(stepIn(unsure)).toMatchObject({ state: states.unknown, attempts: [{ outcome: 'unknown' }] });
    expect(unsure.escalations).toEqual([]);
  });
});

describe('a lost send of an ordinary message', () => {
  const [missing, unclear] = [{ kind: 'not-found' } as const, { kind: 'unclear' } as const];
  it.each<[string, readonly Outcome[], string, boolean]>([
    ['not found once stays unknown: it may be too early', [missing], 'unknown', false],
    ['not found twice is sent again', [missing, missing], 'planned', false],
    ['unclear, then not found once, stays unknown', [unclear, missing], 'unknown', false],
    ['not found, unclear, not found is sent again', [missing, unclear, missing], 'planned', false],
    ['unclear twice stays unknown', [unclear, unclear], 'unknown', false],
    ['unclear three times is never sent again, and goes to staff', [unclear, unclear, unclear], 'unknown', true],
    ['unclear twice, then not found once, goes to staff', [unclear, unclear, missing], 'unknown', true],
  ])('%s', (_what, outcomes, kind, isWithStaff) => {
    const document = after(lost(), ...outcomes);
    expect(stepIn(document).state.kind).toBe(kind);
    expect(document.escalations.map(({ reason, tier }) => `${reason} ${tier}`)).toEqual(
      isWithStaff ? ['unknown-delivery R'] : [],
    );
  });

  it('is tried three times at most, then a person takes over', () => {
    const before = ['attempt-a', 'attempt-b'].map((id) => attempt({ id, outcome: 'not-found' }));
    const document = after(lost({}, {}, before), missing, missing);
    expect(stepIn(document).state).toMatchObject({ kind: 'ended', reason: 'failed' });
    expect(document.escalations).toMatchObject([{ reason: 'unknown-delivery' }]);
  });

  it('counts its look-ups', () => {
    expect(stepIn(after(lost(), unclear, missing)).attempts).toMatchObject([{ lookups: 2 }]);
  });

  it('is told to staff once', () => {
    const document = after(lost(), unclear, unclear, unclear);
    expect(after(document, unclear).escalations).toEqual(document.escalations);
  });

  it('is resolved by a late find', () => {
    const document = after(lost(), unclear, unclear, unclear, { kind: 'found', providerId: 'p-1' });
    expect(stepIn(document).state.kind).toBe('sent');
  });
});

describe('a lost send to a patient who waits for it', () => {
  const answer = { isAnswer: true };
  it.each(['not-found', 'unclear'] as const)('is repeated at once when it is %s', (kind) => {
    expect(stepIn(after(lost({}, answer), { kind }))).toMatchObject({
      state: { kind: 'planned' },
      attempts: [{ id: 'attempt-1', outcome: kind === 'unclear' ? 'unknown' : 'not-found', lookups: 1 }],
      trail: [{ what: 'a patient waits for it: sent again' }],
    });
  });

  it('is repeated twice, each on record, then called about the same day', () => {
    const before = [attempt({ id: 'a', outcome: 'unknown' }), attempt({ id: 'b', outcome: 'unknown' })];
    const third = lost({}, answer, before);
    expect(stepIn(after(third, { kind: 'unclear' })).state.kind).toBe('unknown');
    const document = after(third, { kind: 'unclear' }, { kind: 'unclear' }, { kind: 'unclear' });
    expect(document.escalations).toMatchObject([{ reason: 'unknown-delivery', tier: 'S' }]);
  });
});

describe('an outcome that comes too late', () => {
  const accepted = { kind: 'accepted', providerId: 'p-1' } as const;
  it.each<[string, JourneyDocument, string]>([
    [
      'for a step that is settled',
      documentWith([stored(message(), states.accepted, { attempts: [attempt()] })]),
      'attempt-1',
    ],
    [
      'for an attempt that was followed by another',
      inFlight({ ...states.claimed, attemptId: 'attempt-2' }),
      'attempt-1',
    ],
    ['for an attempt nobody knows', inFlight(), 'attempt-9'],
    ['for a step that is gone', documentWith([]), 'attempt-1'],
  ])('%s changes nothing', (_what, document, attemptId) => {
    expect(settle(document, key, attemptId, accepted, rules, now)).toBe(document);
  });
});
