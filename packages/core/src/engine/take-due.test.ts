import { describe, expect, it } from 'vitest';
import { attempt, circumstances, documentWith, reachable, rules } from '../../test/documents.js';
import { at, wall } from '../../test/escalations.js';
import { day, ended, event, message, staff, states, stored } from '../../test/plans.js';
import { escalationIdOf } from '../escalation/escalation-id.js';
import type { MessageStep, StoredStep } from '../plan/step.js';
import { addHours } from '../shared/instant.js';
import { preference } from '../testing/facts.js';
import type { JourneyDocument } from './document.js';
import { takeDue } from './take-due.js';
import { escalationOf } from './update.js';

const due = `${day(7)} 10:00`;
const stateOf = ({ document }: { readonly document: JourneyDocument }, { key }: { readonly key: string }) =>
  document.steps.find(({ step }) => step.key === key)?.state;
const attemptsOf = ({ document }: { readonly document: JourneyDocument }, { key }: { readonly key: string }) =>
  document.steps.find(({ step }) => step.key === key)?.attempts;

describe('a due message', () => {
  it('is on record as an attempt before the provider hears of it', () => {
    const taken = takeDue(documentWith([stored(message())]), circumstances(due));
    expect(taken.sends).toEqual([
      {
        key: message().key,
        channel: 'sms',
        locationId: 'chicago',
        isAnswer: false,
        message: {
          attemptId: 'attempt-1',
          to: '(312) 555-0142',
          subject: null,
          body: 'day-7',
          language: 'en',
          validUntil: at(`${day(7)} 20:00`),
        },
      },
    ]);
    expect(taken.document.steps[0]).toMatchObject({
      state: { kind: 'claimed', attemptId: 'attempt-1', channel: 'sms', at: at(due) },
      attempts: [attempt({ at: at(due) })],
      trail: [{ at: at(due), what: 'sending by sms, consent yes' }],
    });
  });

  it('is left alone before its time, document and all', () => {
    const document = documentWith([stored(message()), stored(staff())]);
    expect(takeDue(document, circumstances(`${day(7)} 09:59`)).document).toBe(document);
  });

  it.each<[string, StoredStep['state'], boolean]>([
    ['held until now', { kind: 'held', until: at(due), why: 'at night' }, true],
    ['held for longer', { kind: 'held', until: addHours(at(due), 1), why: 'at night' }, false],
    ['capped until now', { kind: 'capped', until: at(due) }, true],
    ['sent', states.accepted, false],
    ['ended', ended('expired'), false],
  ])('%s', (_what, state, taken) => {
    expect(takeDue(documentWith([stored(message(), state)]), circumstances(due)).sends).toHaveLength(taken ? 1 : 0);
  });

  it('waits with the reason in its history', () => {
    const taken = takeDue(documentWith([stored(message())]), circumstances(`${day(7)} 20:30`));
    expect(taken.document.steps[0]).toMatchObject({
      state: { kind: 'held', until: at(`${day(8)} 09:00`) },
      trail: [{ what: 'held: outside the hours in which messages go out' }],
    });
  });

  it('of a day that has had one waits for the next, and the earlier goes first', () => {
    const [early, later] = [message({ stepId: 'b', due: day(7) }), message({ stepId: 'a', due: `${day(7)} 11:00` })];
    const taken = takeDue(documentWith([stored(later), stored(early)]), circumstances(`${day(7)} 11:00`));
    expect([stateOf(taken, early)?.kind, stateOf(taken, later)]).toEqual([
      'claimed',
      { kind: 'capped', until: at(`${day(8)} 11:00`) },
    ]);
  });

  it('tells what the channel may carry, and everything once unsecured channels were accepted', () => {
    const levels = [reachable, [...reachable, preference({ unsecuredAcknowledgedAt: at(`${day(1)} 10:00`) })]].map(
      (facts) => {
        const given = circumstances(due);
        takeDue(documentWith([stored(message())], facts), given);
        return given.asked[0]?.level;
      },
    );
    expect(levels).toEqual(['L1', 'L2']);
  });

  it('goes by the next channel where there are no words for one', () => {
    const content = circumstances(due).content;
    const given = circumstances(due, {
      content: { render: (request) => (request.channel === 'sms' ? null : content.render(request)) },
    });
    const taken = takeDue(documentWith([stored(message())]), given);
    expect(taken.sends[0]?.channel).toBe('portal');
    expect(attemptsOf(taken, message())?.map(({ channel, outcome, reason }) => [channel, outcome, reason])).toEqual([
      ['sms', 'rejected', 'no words for this channel'],
      ['portal', 'calling', null],
    ]);
  });

  const broken = () => {
    throw new Error('a template is broken');
  };
  it.each([
    ['there are no words at all', () => null],
    ['its template is broken', broken],
  ])('ends with staff where %s', (_what, render) => {
    const taken = takeDue(documentWith([stored(message())]), circumstances(due, { content: { render } }));
    expect([stateOf(taken, message()), taken.document.escalations.length]).toMatchObject([
      { kind: 'ended', reason: 'failed' },
      1,
    ]);
  });
});

describe('a message that cannot go out', () => {
  const none = { channels: [] };
  it('becomes one item for staff per event, on the worklist and on its way to them at once', () => {
    const steps = [stored(message()), stored(message({ stepId: 'day-30', due: day(7) }))];
    const taken = takeDue(documentWith(steps), circumstances(due, none));
    expect(taken.document.steps.map(({ state }) => state)).toMatchObject([
      { reason: 'suppressed' },
      { reason: 'suppressed' },
    ]);
    expect(taken.document.escalations).toMatchObject([{ reason: 'message-not-allowed', tier: 'R', state: 'open' }]);
    expect(taken.notices).toMatchObject([
      { practiceId: 'harbor', locationId: 'chicago', tier: 'R', recipients: ['ana'] },
    ]);
  });

  it('is called about the same day when a patient waits for it', () => {
    const taken = takeDue(documentWith([stored(message({ isAnswer: true }))]), circumstances(due, none));
    expect(taken.document.escalations).toMatchObject([{ tier: 'S' }]);
  });

  it('expires without staff', () => {
    const taken = takeDue(documentWith([stored(message())]), circumstances(`${day(8)} 10:01`));
    expect([stateOf(taken, message()), taken.document.escalations]).toMatchObject([
      { reason: 'expired', why: 'old words' },
      [],
    ]);
  });
});

describe('what travels with a message', () => {
  const lead = message({ stepId: 'day-3-check', kind: 'check', purpose: 'safety' });
  const rider = (fields: Parameters<typeof message>[0] = {}) =>
    message({ mergedInto: lead.key, dueAt: lead.dueAt, ...fields } as never);
  const carried = (step: MessageStep, given = circumstances(due)) => {
    const taken = takeDue(documentWith([stored(lead), stored(step, ended('merged'))]), given);
    return { taken, words: taken.sends.map(({ message: { body } }) => body) };
  };

  it('is what was planned into it', () => {
    const { taken, words } = carried(rider());
    expect([words, stateOf(taken, rider())]).toMatchObject([['day-3-check + day-7'], { reason: 'merged' }]);
  });

  it('is told with the traits of all the events', () => {
    const given = circumstances(due);
    const [above, below] = [
      event({ traits: ['upper-jaw'] }),
      event({ factIds: ['row-2'], traits: ['lower-jaw', 'surgery'] }),
    ];
    const first = message({ stepId: 'day-3-check', event: above });
    const second = message({ event: below, mergedInto: first.key });
    takeDue(documentWith([stored(first), stored(second, ended('merged'))]), given);
    expect([...(given.asked[0]?.traits ?? [])].sort()).toEqual(['lower-jaw', 'surgery', 'upper-jaw']);
  });

  it('is what the caps held back', () => {
    const capped = message({ stepId: 'day-2', due: day(6) });
    const document = documentWith([stored(lead), stored(capped, { kind: 'capped', until: at(`${day(8)} 10:00`) })]);
    const taken = takeDue(document, circumstances(due));
    expect(taken.sends[0]?.message.body).toBe('day-3-check + day-2');
    expect(taken.document.steps[1]).toMatchObject({ step: { mergedInto: lead.key }, state: { reason: 'merged' } });
  });

  it('is no longer what has become too late', () => {
    const capped = message({ stepId: 'day-2', due: day(5) });
    const document = documentWith([stored(lead), stored(capped, { kind: 'capped', until: at(`${day(8)} 10:00`) })]);
    const taken = takeDue(document, circumstances(due));
    expect([taken.sends[0]?.message.body, stateOf(taken, capped)]).toMatchObject([
      'day-3-check',
      { reason: 'expired' },
    ]);
  });

  it('is nothing of another consent class, nor beside an answer', () => {
    expect(carried(rider({ messageClass: 'marketing' })).words).toEqual(['day-3-check']);
    const answer = message({ stepId: 'answer', isAnswer: true });
    const document = documentWith([
      stored(answer),
      stored(message({ due: day(6) }), { kind: 'capped', until: at(`${day(8)} 10:00`) }),
    ]);
    expect(takeDue(document, circumstances(due)).sends.map(({ message: { body } }) => body)).toEqual(['answer']);
  });

  it('says that nothing is booked only on a fresh chart; else it waits by itself', () => {
    const prompt = rider({ stepId: 'day-45', saysNotBooked: true });
    const chart = (hours: number) => circumstances(due, { chartAsOf: addHours(at(due), -hours) });
    expect(carried(prompt, chart(24)).words).toEqual(['day-3-check + day-45']);
    const { taken, words } = carried(prompt, chart(25));
    expect(words).toEqual(['day-3-check']);
    const until = at(`${day(8)} 10:00`);
    expect(taken.document.steps[1]).toMatchObject({ step: { mergedInto: null }, state: { kind: 'capped', until } });
    const later = takeDue(taken.document, circumstances(`${day(8)} 10:00`, { chartAsOf: at(`${day(8)} 08:00`) }));
    expect(later.sends.map(({ message: { body } }) => body)).toEqual(['day-45']);
  });
});

describe('a staff item that is due', () => {
  const item = staff({ due: day(7) });
  const taken = takeDue(documentWith([stored(item)]), circumstances(due));

  it('is opened as an escalation under an id that tells nothing of the treatment', () => {
    expect(stateOf(taken, item)).toEqual({
      kind: 'ended',
      reason: 'handed-to-staff',
      why: 'nobody answered',
      at: at(due),
    });
    expect(taken.document.escalations).toMatchObject([
      { id: escalationIdOf(item), reason: 'early-escalation', stepKey: item.key, caseIds: ['9'], state: 'open' },
    ]);
    expect(escalationIdOf(item)).toMatch(/^item-[a-z0-9]{14,}$/);
  });

  it('alerts staff once', () => {
    expect(taken.notices).toMatchObject([{ escalationId: escalationIdOf(item), recipients: ['ana'] }]);
    const told = { ...taken.document, notified: taken.notices.map(({ id }) => id) };
    expect(takeDue(told, circumstances(due)).notices).toEqual([]);
    expect(takeDue(taken.document, circumstances(due)).notices).toEqual(taken.notices);
  });

  it('climbs when nobody acknowledges', () => {
    const escalation = escalationOf(staff({ tier: 'S' }), 'made-up-1' as never, rules, documentWith([]), at(due));
    const document = documentWith([], reachable, {
      escalations: [escalation],
      notified: [`${escalation.id}/notice-0`],
    });
    expect(takeDue(document, circumstances(`${day(7)} 10:29`)).document).toBe(document);
    const later = takeDue(document, circumstances(`${day(7)} 10:30`));
    expect(later.notices.map(({ id, recipients }) => [id, recipients])).toEqual([
      [`${escalation.id}/notice-1`, ['ben']],
    ]);
  });
});

describe('an attempt without an outcome', () => {
  const claimed = stored(message(), { ...states.claimed, at: at(due) }, { attempts: [attempt({ at: at(due) })] });

  it.each([
    ['a minute later it is on its way', `${day(7)} 10:01`, 'claimed'],
    ['two minutes later its worker is gone: the provider may have it', `${day(7)} 10:02`, 'unknown'],
  ])('%s', (_what, now, kind) => {
    const taken = takeDue(documentWith([claimed]), circumstances(now));
    expect([stateOf(taken, message())?.kind, taken.sends, taken.lookUps]).toEqual([kind, [], []]);
  });

  const unknown = (lookups: number) =>
    stored(
      message(),
      { ...states.unknown, at: at(due) },
      { attempts: [attempt({ at: at(due), to: '(312) 555-0199', outcome: 'unknown', lookups })] },
    );
  it.each([
    ['five minutes after it', 0, 4, 5],
    ['ten minutes after it', 1, 9, 10],
    ['fifteen minutes after it', 2, 14, 15],
  ])('is looked up at the address it went to, %s', (_what, lookups, before, after) => {
    const lookUpsAt = (minutes: number) =>
      takeDue(documentWith([unknown(lookups)]), circumstances(wall(addHours(at(due), minutes / 60)) as string)).lookUps;
    expect(lookUpsAt(before)).toEqual([]);
    expect(lookUpsAt(after)).toEqual([
      { key: message().key, channel: 'sms', attemptId: 'attempt-1', to: '(312) 555-0199', after: at(due) },
    ]);
  });

  it('is looked up no more once staff have it', () => {
    const document = documentWith([unknown(3)]);
    expect(takeDue(document, circumstances(`${day(9)} 10:00`))).toMatchObject({ document, lookUps: [] });
  });
});

describe('a check that could not go out', () => {
  const check = message({ stepId: 'day-3-check', kind: 'check', instrument: 'healing-check', purpose: 'safety' });
  const companion = staff({
    stepId: 'day-3-check/not-reached',
    reason: 'check-not-reached',
    tier: 'S',
    due: `${day(4)} 10:00`,
  });
  const later = `${day(9)} 11:00`;
  const reasonsOf = ({ document }: { readonly document: JourneyDocument }) =>
    document.escalations.map(({ reason, tier }) => `${reason} ${tier}`);
  const asked = (state: StoredStep['state']) =>
    reasonsOf(takeDue(documentWith([stored(check, state), stored(companion)]), circumstances(later)));

  it('is told to staff when its time is over: nobody asked', () => {
    expect(reasonsOf(takeDue(documentWith([stored(check)]), circumstances(later)))).toEqual(['check-not-sent R']);
  });

  it('is no silence of the patient, and one item with the call that waits for its answer', () => {
    expect(asked(states.planned)).toHaveLength(1);
    expect(asked(ended('expired'))).toEqual(['check-not-sent S']);
  });

  it('that may have gone out is silence', () => {
    expect(asked(states.accepted)).toEqual(['check-not-reached S']);
    const lead = stored(message(), states.accepted);
    const carried = stored({ ...check, mergedInto: message().key }, ended('merged'));
    const told = takeDue(documentWith([lead, carried, stored(companion)]), circumstances(later));
    expect(reasonsOf(told)).toEqual(['check-not-reached S']);
  });

  it('is told to staff also when the message that was to carry it came too late for it', () => {
    const late = { ...check, late: { ...check.late, sendWithinHours: 1 }, due: day(3), mergedInto: message().key };
    const carrier = stored(message({ due: day(9) }));
    const told = takeDue(documentWith([carrier, stored(late, ended('merged'))]), circumstances(later));
    expect([told.sends.length, reasonsOf(told)]).toEqual([1, ['check-not-sent R']]);
  });

  it('leads to nothing where it was no check of how the patient is', () => {
    expect(reasonsOf(takeDue(documentWith([stored(message())]), circumstances(later)))).toEqual([]);
  });
});

describe('a message that waits on for the same reason', () => {
  it('has the reason once in its history, and the newest time', () => {
    const urgent = { ...escalationOf(staff({ tier: 'U' }), 'made-up-1' as never, rules, documentWith([]), at(due)) };
    const document = documentWith([stored(message())], undefined, { escalations: [urgent] });
    const first = takeDue(document, circumstances(due)).document;
    const second = takeDue(first, circumstances(`${day(7)} 11:00`)).document;
    const one = second.steps.find(({ step }) => step.key === message().key);
    expect([one?.trail.length, one?.state]).toEqual([
      1,
      { kind: 'held', until: at(`${day(7)} 12:00`), why: 'staff are with an emergency of this patient' },
    ]);
  });
});
