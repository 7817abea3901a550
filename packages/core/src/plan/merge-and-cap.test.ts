import { describe, expect, it } from 'vitest';
import { at, wall } from '../../test/escalations.js';
import { day, event, message, planningFor, staff } from '../../test/plans.js';
import { standardProtocol } from '../cadence/standard-protocol.js';
import { mergeAndCap } from './merge-and-cap.js';
import type { MessageStep, PlannedStep } from './step.js';

const planning = planningFor([]);
/** A message of its own case on a day. */
const on = (number: number, stepId: string, fields: Parameters<typeof message>[0] = {}) =>
  message({ due: day(number), stepId, event: event({ factIds: [stepId], caseId: stepId }), ...fields });

/** `b 3`: on which day each goes out; `b 3 in a`: carried by that one. */
function placed(steps: readonly PlannedStep[], world = planning): readonly string[] {
  const all = mergeAndCap(world, steps) as readonly MessageStep[];
  const nameOf = (key: string) => all.find((one) => one.key === key)?.stepId;
  return all
    .map(({ stepId, dueAt, mergedInto }) => {
      const number = (Date.parse((wall(dueAt) as string).slice(0, 10)) - Date.parse(day(0))) / 86_400_000;
      return `${stepId} ${number}${mergedInto === null ? '' : ` in ${nameOf(mergedInto)}`}`;
    })
    .sort();
}

describe('messages of one day', () => {
  it('become one: the clinical carries the promotional', () => {
    const [education, prompt, check] = [
      on(7, 'a'),
      on(7, 'b', { purpose: 'scheduling' }),
      on(7, 'c', { purpose: 'safety', kind: 'check' }),
    ];
    expect(placed([education, prompt, check])).toEqual(['a 7 in c', 'b 7 in c', 'c 7']);
  });

  it('are carried at the time of the one that carries them', () => {
    const steps = mergeAndCap(planning, [on(7, 'a', { purpose: 'safety', due: `${day(7)} 17:00` }), on(7, 'b')]);
    expect(steps.map(({ dueAt }) => wall(dueAt))).toEqual([`${day(7)} 17:00`, `${day(7)} 17:00`]);
  });

  it('are those of one day at the patient', () => {
    const late = on(7, 'a', { due: `${day(7)} 19:30` });
    expect(late.dueAt.slice(0, 10)).toBe(day(8));
    expect(placed([late, on(8, 'b')])).toEqual(['a 7', 'b 8']);
  });

  it('of different consent classes stay apart: the one that needs more waits for another day', () => {
    expect(placed([on(7, 'a'), on(7, 'b', { purpose: 'recall', messageClass: 'marketing' })])).toEqual(['a 7', 'b 8']);
  });

  it('come out the same in any order', () => {
    const steps = [on(7, 'a'), on(7, 'b'), on(8, 'c', { purpose: 'safety' }), on(9, 'd'), on(10, 'e')];
    expect(placed([...steps].reverse())).toEqual(placed(steps));
  });
});

describe('seven days', () => {
  it('hold three messages; the fourth waits until the first is seven days old', () => {
    expect(placed([on(0, 'a'), on(1, 'b'), on(2, 'c'), on(4, 'd')])).toEqual(['a 0', 'b 1', 'c 2', 'd 7']);
  });

  it.each([
    ['the sixth day after the first', 6, 7],
    ['the seventh day after the first', 7, 7],
  ])('are any seven that follow one another: a fourth on %s', (_what, wanted, given) => {
    expect(placed([on(0, 'a'), on(1, 'b'), on(2, 'c'), on(wanted, 'd')])).toContain(`d ${given}`);
  });

  it.each([
    ['six days ahead', 6, 'a 2 in s2'],
    ['seven days ahead', 7, 'a 0'],
  ])('count what is already placed, to %s', (_what, third, given) => {
    const safety = [2, 4, third].map((number) => on(number, `s${number}`, { purpose: 'safety' }));
    expect(placed([on(0, 'a'), ...safety])).toContain(given);
  });

  it('give way to what is clinical, whatever comes first', () => {
    const safety = [0, 2, 3].map((number) => on(number, `s${number}`, { purpose: 'safety' }));
    expect(placed([on(1, 'a', { purpose: 'reactivation' }), ...safety])).toEqual(['a 2 in s2', 's0 0', 's2 2', 's3 3']);
  });

  it('remember when the moved one was due, and send it when the hours open', () => {
    const [, , , moved] = mergeAndCap(planning, [
      on(0, 'a'),
      on(1, 'b'),
      on(2, 'c'),
      on(4, 'd'),
    ]) as readonly MessageStep[];
    expect(moved).toMatchObject({ cappedFrom: at(`${day(4)} 10:00`), dueAt: at(`${day(7)} 09:00`) });
  });

  it('follow the caps of the practice', () => {
    const strict = planningFor([], {
      protocol: { ...standardProtocol, caps: { ...standardProtocol.caps, perSevenDays: 1 } },
    });
    expect(placed([on(0, 'a'), on(1, 'b'), on(20, 'c')], strict)).toEqual(['a 0', 'b 7', 'c 20']);
  });
});

describe('a step the caps move', () => {
  it('goes on to the next day on which messages go out, and shares it', () => {
    const { sunday: _, ...hours } = standardProtocol.sendWindow.care.hours;
    const sendWindow = { ...standardProtocol.sendWindow, care: { ...standardProtocol.sendWindow.care, hours } };
    const world = planningFor([], { protocol: { ...standardProtocol, sendWindow } });
    // Day 6 is a Sunday.
    const crowd = [-1, 1, 3].map((number) => on(number, `s${number}`, { purpose: 'safety' }));
    expect(placed([...crowd, on(2, 'a'), on(7, 'b')], world)).toEqual(['a 3 in s3', 'b 7', 's-1 -1', 's1 1', 's3 3']);
    const early = [-1, 0, 1].map((number) => on(number, `s${number}`, { purpose: 'safety' }));
    expect(placed([...early, on(2, 'a'), on(7, 'b')], world)).toEqual(['a 7', 'b 7 in a', 's-1 -1', 's0 0', 's1 1']);
  });

  it('shares a day whose message can carry it even where a day may hold two', () => {
    const two = { ...standardProtocol.caps, perDay: 2 };
    const world = planningFor([], { protocol: { ...standardProtocol, caps: two } });
    const marketing = on(2, 'm', { messageClass: 'marketing', purpose: 'recall' });
    expect(placed([on(0, 'a'), on(2, 'b'), on(2, 'c'), marketing], world)).toEqual(['a 0', 'b 2', 'c 2 in b', 'm 2']);
  });
});

describe('answers and staff items', () => {
  it('are left alone on the fullest of days', () => {
    const full = [on(0, 'a'), on(1, 'b'), on(2, 'c')];
    const alone = [on(2, 'answer', { isAnswer: true }), staff({ due: day(2) })];
    expect(mergeAndCap(planning, [...full, ...alone]).slice(0, 2)).toEqual(alone);
  });

  it('take no room', () => {
    const answers = [0, 1, 2].map((number) => on(number, `answer-${number}`, { isAnswer: true }));
    expect(placed([...answers, on(3, 'a')])).toContain('a 3');
  });
});
