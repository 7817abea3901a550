import { describe, expect, it } from 'vitest';
import { at } from '../../test/escalations.js';
import { day, ended, message, staff, states, stored } from '../../test/plans.js';
import { applyChanges } from './apply-changes.js';

const now = at(`${day(1)} 09:00`);
const protocol = { id: 'standard', version: 2 };
const attempt = {
  id: 'attempt-1',
  channel: 'sms',
  to: '(312) 555-0142',
  at: now,
  words: 'en 1',
  outcome: 'rejected',
  providerId: null,
  reason: 'other',
  lookups: 0,
} as const;

describe('changes applied', () => {
  it('leave the very same list when there are none', () => {
    const known = [stored(message())];
    expect(applyChanges(known, [], protocol, now)).toBe(known);
  });

  it('leave steps they do not name the very same objects', () => {
    const kept = stored(message({ stepId: 'day-7' }));
    const gone = stored(message({ stepId: 'day-30' }));
    const after = applyChanges(
      [kept, gone],
      [{ kind: 'end', key: gone.step.key, reason: 'withdrawn', why: 'w' }],
      protocol,
      now,
    );
    expect(after[0]).toBe(kept);
    expect(after).toHaveLength(2);
  });

  it('add a planned step with the version that planned it', () => {
    const step = message();
    const [one] = applyChanges([], [{ kind: 'add', step, state: states.planned, why: 'a week' }], protocol, now);
    expect(one).toEqual({
      step,
      state: states.planned,
      attempts: [],
      trail: [{ at: now, what: 'planned: a week' }],
      protocol,
    });
  });

  it('add a step that has ended already with why it ended', () => {
    const [one] = applyChanges(
      [],
      [{ kind: 'add', step: message(), state: ended('expired'), why: 'late' }],
      protocol,
      now,
    );
    expect(one?.trail).toEqual([{ at: now, what: 'expired: told by the test' }]);
  });

  it('move a step under its key, keep its attempts, and tell why', () => {
    const before = stored(message(), ended('withdrawn'), {
      attempts: [attempt],
      trail: [{ at: now, what: 'planned' }],
    });
    const step = message({ due: day(9) });
    const move = { kind: 'move', key: step.key, step, state: states.planned, why: 'its event moved' } as const;
    expect(applyChanges([before], [move], protocol, now)).toEqual([
      {
        step,
        state: states.planned,
        attempts: [attempt],
        trail: [
          { at: now, what: 'planned' },
          { at: now, what: 'moved: its event moved' },
        ],
        protocol,
      },
    ]);
  });

  it('end a step with reason and instant, and keep the version that planned it', () => {
    const before = stored(message());
    const [one] = applyChanges(
      [before],
      [{ kind: 'end', key: before.step.key, reason: 'withdrawn', why: 'booked' }],
      protocol,
      now,
    );
    expect(one).toMatchObject({
      state: { kind: 'ended', reason: 'withdrawn', why: 'booked', at: now },
      trail: [{ at: now, what: 'withdrawn: booked' }],
      protocol: before.protocol,
    });
  });

  it.each([
    ['a new staff item', []],
    ['one that was planned', [stored(staff())]],
  ])('open %s', (_what, known) => {
    const [one, ...more] = applyChanges(known, [{ kind: 'open', step: staff(), why: 'silent' }], protocol, now);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      state: { kind: 'ended', reason: 'handed-to-staff', why: 'silent', at: now },
      trail: [{ at: now, what: 'opened for staff: silent' }],
    });
  });
});
