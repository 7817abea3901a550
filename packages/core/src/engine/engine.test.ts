import { describe, expect, it } from 'vitest';
import { row } from '../../test/charts.js';
import { reachable } from '../../test/documents.js';
import { at } from '../../test/escalations.js';
import { mapStore } from '../../test/map-store.js';
import { day, day0 } from '../../test/plans.js';
import { standardProtocol } from '../cadence/standard-protocol.js';
import type { JourneyFact } from '../journey/fact.js';
import type { Channel } from '../ports/channel.js';
import type { JourneyStore } from '../ports/journey-store.js';
import type { PmsChanges } from '../ports/pms-connector.js';
import { JourneyError } from '../shared/error.js';
import { addHours } from '../shared/instant.js';
import { appointment, consent } from '../testing/facts.js';
import { fixedClock } from '../testing/fixed-clock.js';
import { practice } from '../testing/practice.js';
import { recordedChannel, recordedNotifier } from '../testing/recorded.js';
import { nextDueAt } from './document.js';
import { createImplantJourneys, type EngineOptions } from './engine.js';

const placed = row('D6010 #9', day0, { id: 'row-1', locationId: 'chicago' });
const day0Key = 'placement:row-1/day-0';
const words: EngineOptions['content'] = {
  render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
};

/** The patient with another id, and a phone of their own unless told otherwise. */
const chartOf = (patientId: string, phone = `312-555-${patientId}`) =>
  [...reachable, placed].map(
    (fact) =>
      ({ ...fact, patientId, ...('use' in fact && fact.use === 'mobile' ? { value: phone } : {}) }) as JourneyFact,
  );

/** A host with an empty store, on the Monday at 15:40; nothing has gone out yet. */
function host(fields: Partial<EngineOptions> = {}) {
  const store = mapStore();
  const clock = fixedClock(at(`${day0} 15:40`));
  const [sms, portal] = [recordedChannel('sms'), recordedChannel('portal')];
  const notifier = recordedNotifier();
  let ids = 0;
  const engine = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: practice(), protocol: standardProtocol }],
    channels: [sms, portal],
    content: words,
    notifier,
    newId: () => {
      ids += 1;
      return `attempt-${ids}`;
    },
    ...fields,
  });
  const stepOf = async (key = day0Key) =>
    (await engine.journey('harbor', 'made-up-1')).document.steps.find(({ step }) => step.key === key);
  return {
    engine,
    store: (fields.store ?? store) as typeof store,
    clock,
    sms,
    portal,
    notifier,
    stepOf,
    stateOf: async (key?: string) => (await stepOf(key))?.state.kind,
    record: (...facts: readonly JourneyFact[]) => engine.record('harbor', [...reachable, ...facts]),
    /** Sets the clock and does what is due. */
    dispatch: async (wallClock: string) => {
      clock.set(at(wallClock));
      return engine.dispatchDue();
    },
  };
}

describe('a tick', () => {
  it('sends what is due and records what became of it', async () => {
    const { record, dispatch, sms, stepOf } = host();
    await record(placed);
    expect(await dispatch(`${day0} 16:59`)).toEqual({ journeys: 0, sent: 0, notices: 0, waiting: 0, failed: [] });
    expect(await dispatch(`${day0} 17:00`)).toEqual({ journeys: 1, sent: 1, notices: 0, waiting: 0, failed: [] });
    expect(sms.sent).toMatchObject([{ attemptId: 'attempt-1', to: '(312) 555-0142', body: 'day-0' }]);
    expect(await stepOf()).toMatchObject({
      state: { kind: 'sent', as: 'accepted' },
      attempts: [{ outcome: 'accepted', providerId: 'sms-attempt-1' }],
    });
  });

  it('sends nothing twice', async () => {
    const { record, dispatch, sms } = host();
    await record(placed);
    await dispatch(`${day0} 17:00`);
    await record(placed);
    await dispatch(`${day0} 17:00`);
    await dispatch(`${day0} 18:00`);
    expect(sms.calls).toHaveLength(1);
  });

  it('tries the next channel after a rejection', async () => {
    const { record, dispatch, sms, portal } = host();
    sms.next({ reject: 'bad-address' });
    await record(placed);
    await dispatch(`${day0} 17:00`);
    await dispatch(`${day0} 17:00`);
    expect([sms.sent.length, portal.sent.map(({ body }) => body)]).toEqual([0, ['day-0']]);
  });

  it('works on many journeys, each of its own patient', async () => {
    const { engine, sms, clock } = host({ batchSize: 2 });
    const facts = Array.from({ length: 5 }, (_, index) => `patient-${index}`).flatMap((patientId) =>
      chartOf(patientId),
    );
    await engine.record('harbor', facts);
    clock.set(at(`${day0} 17:00`));
    expect(await engine.dispatchDue()).toEqual({ journeys: 5, sent: 5, notices: 0, waiting: 0, failed: [] });
    expect(sms.sent).toHaveLength(5);
  });

  it('sends one of two messages due on a shared phone, the other on the next day', async () => {
    const { engine, sms, dispatch } = host();
    const phone = '(312) 555-0142';
    await engine.record('harbor', [...chartOf('one', phone), ...chartOf('two', phone)]);
    expect(await dispatch(`${day0} 17:00`)).toMatchObject({ journeys: 2, sent: 1 });
    await dispatch(`${day(1)} 08:59`);
    expect(sms.sent).toHaveLength(1);
    await dispatch(`${day(1)} 17:00`);
    expect(sms.sent).toHaveLength(2);
  });

  it('goes on with the others when one journey cannot be worked on, and tells of it', async () => {
    let drawn = 0;
    const newId = () => {
      drawn += 1;
      if (drawn === 1) throw new Error('no number today');
      return `attempt-${drawn}`;
    };
    const { engine, clock } = host({ newId });
    const facts = ['one', 'two'].flatMap((patientId) => chartOf(patientId));
    await engine.record('harbor', facts);
    clock.set(at(`${day0} 17:00`));
    expect(await engine.dispatchDue()).toMatchObject({ sent: 1, failed: [{ patientId: 'one' }] });
    expect(await engine.dispatchDue()).toMatchObject({ journeys: 0 });
    clock.advance({ ms: 30_000 });
    expect(await engine.dispatchDue()).toMatchObject({ sent: 1, failed: [] });
  });

  it('leaves the journeys of a practice another host serves, tells of them, and does its own', async () => {
    const store = mapStore();
    const both = [practice(), practice({ id: 'mesa' })].map((one) => ({ practice: one, protocol: standardProtocol }));
    const other = host({ store, practices: both });
    await other.engine.record('mesa', chartOf('theirs', '312-555-0009'));
    const { engine, clock, sms } = host({ store });
    await engine.record('harbor', chartOf('ours', '312-555-0001'));
    clock.set(at(`${day0} 17:00`));
    expect(await engine.dispatchDue()).toMatchObject({ sent: 1, failed: [{ patientId: 'theirs' }] });
    expect(sms.sent.map(({ to }) => to)).toEqual(['312-555-0001']);
  });

  it('knows no practice it was not told of', async () => {
    const { engine } = host();
    const unknown = { code: 'practice/unknown' };
    await expect(engine.record('elsewhere', [placed])).rejects.toMatchObject(unknown);
    const report = {
      kind: 'delivery',
      patientId: 'made-up-1',
      attemptId: 'a',
      state: 'read',
      at: at(`${day0} 12:00`),
    } as const;
    await expect(engine.receive('elsewhere', report)).rejects.toMatchObject(unknown);
  });

  it('keeps in the ledger what it decided itself', async () => {
    const [before, after] = [practice(), practice({ pilot: {} })];
    const store = mapStore();
    await host({ store, practices: [{ practice: before, protocol: standardProtocol }] }).record(placed);
    await host({ store, practices: [{ practice: after, protocol: standardProtocol }] }).dispatch(`${day0} 17:00`);
    expect((await store.facts('harbor', 'made-up-1')).map(({ kind }) => kind)).toContain('enrolment');
  });
});

describe('a provider with a limit', () => {
  const limited = (limits: NonNullable<Channel['limits']>) => ({ ...recordedChannel('sms'), limits });
  const five = Array.from({ length: 5 }, (_, index) => `patient-${index}`);

  it.each<[string, NonNullable<Channel['limits']>]>([
    ['for all', { perSecond: 2 }],
    ['for each sender', { perSenderPerSecond: 2 }],
    ['for both', { perSecond: 2, perSenderPerSecond: 3 }],
  ])('%s gets no more than that, and the rest as soon as there is room', async (_what, limits) => {
    const sms = limited(limits);
    const { engine, clock } = host({ channels: [sms] });
    await engine.record(
      'harbor',
      five.flatMap((patientId) => chartOf(patientId)),
    );
    clock.set(at(`${day0} 17:00`));
    expect(await engine.dispatchDue()).toMatchObject({ sent: 2, waiting: 3 });
    expect(await engine.dispatchDue()).toMatchObject({ sent: 0, journeys: 0 });
    clock.advance({ ms: 1000 });
    expect(await engine.dispatchDue()).toMatchObject({ sent: 2 });
    clock.advance({ ms: 1000 });
    expect(await engine.dispatchDue()).toMatchObject({ sent: 1, waiting: 0 });
    expect(new Set(sms.sent.map(({ to }) => to)).size).toBe(5);
  });

  it('keeps nobody in need waiting for an answer', async () => {
    const sms = limited({ perSecond: 1 });
    const { engine, clock } = host({ channels: [sms] });
    await engine.record(
      'harbor',
      five.flatMap((patientId) => chartOf(patientId)),
    );
    const from = '312-555-patient-4';
    const wrote = { kind: 'reply', id: 'sms-1', channel: 'sms', from, text: 'I can not breathe' } as const;
    await engine.receive('harbor', { ...wrote, at: at(`${day0} 16:59`) });
    clock.set(at(`${day0} 17:00`));
    await engine.dispatchDue();
    expect(sms.sent.map(({ body }) => body)).toContain('answer-emergency');
  });
});

describe('what one batch must never do', () => {
  /** A store in which, right before the first change of a batch, another worker records a fact. */
  const contestedOnce = (patientId: string) => {
    const store = mapStore();
    const other = host({ store });
    let isOver = false;
    const apply: JourneyStore['apply'] = async (practiceId, changes) => {
      if (!isOver && changes.some(({ document }) => document.steps.some(({ state }) => state.kind === 'claimed'))) {
        isOver = true;
        await other.engine.record('harbor', [consent({ patientId, id: 'seen', channel: 'email' })]);
      }
      return store.apply(practiceId, changes);
    };
    return { ...store, apply };
  };

  it('send what a conflict undid and a limit then put off', async () => {
    const sms = { ...recordedChannel('sms'), limits: { perSecond: 1 } };
    const store = contestedOnce('one');
    const { engine, clock } = host({ store, channels: [sms] });
    await engine.record('harbor', chartOf('one'));
    clock.set(at(`${day0} 17:00`));
    await engine.dispatchDue();
    clock.advance({ ms: 5_000 });
    await engine.dispatchDue();
    const { document } = await engine.journey('harbor', 'one');
    const one = document.steps.find(({ step }) => step.stepId === 'day-0');
    expect([sms.sent.length, one?.attempts.length, one?.state.kind]).toEqual([1, 1, 'sent']);
  });

  it('let an emergency wait for a provider’s limit: neither its answer nor its alert', async () => {
    const sms = { ...recordedChannel('sms'), limits: { perSecond: 0.1 } };
    const { engine, clock, notifier } = host({ channels: [sms] });
    await engine.record(
      'harbor',
      ['1', '2', '3', '4', '5'].flatMap((id) => chartOf(id, `312-555-000${id}`)),
    );
    clock.set(at(`${day0} 17:00`));
    await engine.dispatchDue();
    const last = ['1', '2', '3', '4', '5'].find((id) => !sms.sent.some(({ to }) => to === `312-555-000${id}`));
    const from = `312-555-000${last}`;
    await engine.receive('harbor', {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from,
      text: 'I can not breathe',
      at: clock.now(),
    });
    await engine.dispatchDue();
    expect(sms.sent.at(-1)).toMatchObject({ to: from, body: 'answer-emergency' });
    expect(notifier.notices.map(({ tier }) => tier)).toEqual(['E']);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('forget an outcome that comes %d moments after another', async (moments) => {
    const { engine, clock, sms } = host();
    const { send } = sms;
    let calls = 0;
    sms.send = async (message) => {
      calls += 1;
      const own = calls;
      const result = await send(message);
      for (let moment = 0; own === 2 && moment < moments; moment += 1) await Promise.resolve();
      return result;
    };
    await engine.record('harbor', [...chartOf('one'), ...chartOf('two')]);
    clock.set(at(`${day0} 17:00`));
    await engine.dispatchDue();
    for (const id of ['one', 'two']) {
      const { document } = await engine.journey('harbor', id);
      expect(document.steps.find(({ step }) => step.stepId === 'day-0')?.state.kind).toBe('sent');
    }
  });
});

describe('a host with a queue of its own', () => {
  it('is told when each journey is due next, and has it done without a claim', async () => {
    const told: [string, string | null][] = [];
    const onStored: EngineOptions['onStored'] = (_practiceId, changed) =>
      void told.push(...changed.map(({ patientId, dueAt }): [string, string | null] => [patientId, dueAt]));
    const { engine, clock, sms } = host({ onStored });
    await engine.record('harbor', chartOf('one'));
    expect(told).toEqual([['one', at(`${day0} 17:00`)]]);
    clock.set(at(`${day0} 17:00`));
    const [done, again] = await Promise.all([engine, engine].map((own) => own.dispatchNow('harbor', ['one'])));
    expect([(done?.sent ?? 0) + (again?.sent ?? 0), sms.sent.length]).toEqual([1, 1]);
    const { next } = await engine.dispatchNow('harbor', ['one']);
    expect(next).toEqual([{ patientId: 'one', dueAt: told.at(-1)?.[1] }]);
    expect(next[0]?.dueAt).not.toBe(at(`${day0} 17:00`));
  });

  it('is told not to come back before the provider has room', async () => {
    const sms = { ...recordedChannel('sms'), limits: { perSecond: 1 } };
    const { engine, clock } = host({ channels: [sms] });
    await engine.record('harbor', [...chartOf('one'), ...chartOf('two')]);
    clock.set(at(`${day0} 17:00`));
    const { sent, waiting, next } = await engine.dispatchNow('harbor', ['one', 'two', 'one']);
    expect([sent, waiting, next[1]]).toEqual([
      1,
      1,
      { patientId: 'two', dueAt: addHours(at(`${day0} 17:00`), 1 / 3600) },
    ]);
  });
});

describe('a batch that takes longer than its lease', () => {
  it.each([true, false])('keeps its journeys while it beats, and no longer (%s)', async (beating) => {
    const store = mapStore();
    const { engine, clock, sms } = host({ store, leaseMs: 300_000 });
    await engine.record('harbor', chartOf('one'));
    clock.set(at(`${day0} 17:00`));
    let answer = () => {};
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { send } = sms;
    let isUnderWay = false;
    sms.send = async (message) => {
      isUnderWay = true;
      await slow;
      return send(message);
    };
    const beats: { beat: () => Promise<void>; everyMs: number }[] = [];
    let ended = 0;
    const working = engine.dispatchDue({
      heartbeat: (beat, everyMs) => {
        beats.push({ beat, everyMs });
        return () => {
          ended += 1;
        };
      },
    });
    while (!isUnderWay) await Promise.resolve();
    clock.advance({ ms: 200_000 });
    if (beating) await beats[0]?.beat();
    clock.advance({ ms: 200_000 });
    const others = () => store.claimDue({ now: clock.now(), limit: 9, leaseMs: 1 });
    expect([beats[0]?.everyMs, (await others()).length, ended]).toEqual([100_000, beating ? 0 : 1, 0]);
    answer();
    await working;
    expect([beats.length, ended, sms.sent.length]).toEqual([1, 1, 1]);
  });
});

describe('a host that wants to stop', () => {
  it('finishes the batch in hand and takes no other', async () => {
    const { engine, clock, sms } = host({ batchSize: 2 });
    const five = Array.from({ length: 5 }, (_, index) => `patient-${index}`);
    await engine.record(
      'harbor',
      five.flatMap((patientId) => chartOf(patientId)),
    );
    clock.set(at(`${day0} 17:00`));
    const stopping = new AbortController();
    const working = engine.dispatchDue({ signal: stopping.signal });
    stopping.abort();
    expect(await working).toMatchObject({ journeys: 2, sent: 2 });
    expect(await engine.dispatchDue()).toMatchObject({ sent: 3 });
    expect(sms.sent).toHaveLength(5);
  });
});

describe('somebody faster', () => {
  /** A store in which, before each of the first changes, another worker records a fact. */
  const contested = (times: number) => {
    const store = mapStore();
    const other = host({ store });
    let left = times;
    const apply: JourneyStore['apply'] = async (practiceId, changes) => {
      if (left > 0) {
        left -= 1;
        await other.engine.record('harbor', [consent({ id: `seen-${left}`, channel: 'email' })]);
      }
      return store.apply(practiceId, changes);
    };
    return { ...store, apply };
  };

  it.each([1, 99])('%d times is computed again, and nothing is lost', async (times) => {
    const store = contested(times);
    const { record, engine } = host({ store });
    await record(placed);
    const { journey } = (await engine.journey('harbor', 'made-up-1')).document;
    expect([journey.procedure.length, journey.consent.length]).toEqual([1, times + 1]);
  });

  it('again and again is given up to the caller, who may try again', async () => {
    const failure = await host({ store: contested(100) })
      .record(placed)
      .catch((error: unknown) => error);
    expect(JourneyError.is(failure) && [failure.code, failure.retryable]).toEqual(['store/conflict', true]);
  });

  it('between claim and change makes no second message', async () => {
    const store = mapStore();
    const { record, dispatch, sms } = host({ store });
    await record(placed);
    const late = host({ store });
    await Promise.all([dispatch(`${day0} 17:00`), late.dispatch(`${day0} 17:00`)]);
    expect(sms.sent.length + late.sms.sent.length).toBe(1);
  });
});

describe('a worker that dies between the attempt and its outcome', () => {
  /** Loses everything after the attempt was stored. */
  const dying = (store: JourneyStore): JourneyStore => {
    let applied = 0;
    return {
      ...store,
      apply: async (practiceId, changes) => {
        applied += 1;
        if (applied > 1) throw new Error('the worker is gone');
        return store.apply(practiceId, changes);
      },
    };
  };

  async function afterCrash() {
    const store = mapStore();
    const survivor = host({ store });
    await survivor.record(placed);
    const { sms, portal } = survivor;
    await expect(host({ store: dying(store), channels: [sms, portal] }).dispatch(`${day0} 17:00`)).rejects.toThrow(
      'gone',
    );
    return survivor;
  }

  it('leaves a message that is visibly on its way, then unknown, then found', async () => {
    const { dispatch, stateOf, sms } = await afterCrash();
    expect(await stateOf()).toBe('claimed');
    await dispatch(`${day0} 17:02`);
    expect(await stateOf()).toBe('unknown');
    await dispatch(`${day0} 17:05`);
    expect([await stateOf(), sms.calls.length]).toEqual(['sent', 1]);
  });
});

describe('a worker that stood still between the attempt and its call', () => {
  /** Its clock goes on while the first attempt is stored. */
  function standing(wallClock: string, minutes: number, fields: Partial<EngineOptions> = {}) {
    const store = mapStore();
    const clock = fixedClock(at(wallClock));
    let stands = true;
    const apply: JourneyStore['apply'] = async (practiceId, changes) => {
      const results = await store.apply(practiceId, changes);
      const isAttempt = changes.some(({ document }) => document.steps.some(({ state }) => state.kind === 'claimed'));
      if (isAttempt && stands) clock.advance({ minutes });
      stands &&= !isAttempt;
      return results;
    };
    return { ...host({ ...fields, store: { ...store, apply }, clock }), clock };
  }

  it('leaves the words for somebody in need due at once, by the very same channel', async () => {
    const sms = recordedChannel('sms');
    const { engine, record, clock } = standing(`${day0} 17:00`, 3, { channels: [sms] });
    await record(placed);
    const wrote = {
      kind: 'reply',
      id: 'sms-1',
      channel: 'sms',
      from: '3125550142',
      text: 'I can not breathe',
    } as const;
    await engine.receive('harbor', { ...wrote, at: clock.now() });
    await engine.dispatchDue();
    expect(sms.sent.map(({ body }) => body)).toContain('answer-emergency');
  });

  it('begins nothing when the hours are over by then', async () => {
    const { engine, record, sms, stepOf, clock } = standing(`${day0} 19:59`, 1);
    await record(placed);
    await engine.dispatchDue();
    expect([sms.calls, (await stepOf())?.state.kind, (await stepOf())?.attempts]).toEqual([[], 'held', []]);
    clock.advance({ hours: 14 });
    await engine.dispatchDue();
    expect(sms.calls).toHaveLength(1);
  });

  it.each([
    ['begins it no more once others may have looked for it, but anew', 2, 'attempt-2'],
    ['goes on with it before', 1, 'attempt-1'],
  ])('%s', async (_what, minutes, attemptId) => {
    const { engine, record, sms, stepOf, clock } = standing(`${day0} 17:00`, minutes);
    await record(placed);
    expect(await engine.dispatchDue()).toMatchObject({ sent: 1 });
    expect(sms.calls.map((call) => call.attemptId)).toEqual([attemptId]);
    clock.advance({ minutes: 10 });
    await engine.dispatchDue();
    expect([sms.calls.length, (await stepOf())?.state.kind]).toEqual([1, 'sent']);
  });
});

describe('an adapter that throws before it gives a promise', () => {
  it('ends no round: its message may have gone out', async () => {
    const broken = {
      ...recordedChannel('sms'),
      send() {
        throw new Error('no credentials');
      },
    };
    const { record, dispatch, stateOf } = host({ channels: [broken] });
    await record(placed);
    await dispatch(`${day0} 17:00`);
    expect(await stateOf()).toBe('unknown');
  });
});

describe('a send whose answer is lost', () => {
  it('is found, and never sent again', async () => {
    const { record, dispatch, sms, stateOf } = host();
    sms.next('lost-answer');
    await record(placed);
    await dispatch(`${day0} 17:00`);
    expect(await stateOf()).toBe('unknown');
    await dispatch(`${day0} 17:04`);
    expect(await stateOf()).toBe('unknown');
    await dispatch(`${day0} 17:05`);
    expect([await stateOf(), sms.calls.length]).toEqual(['sent', 1]);
  });

  it('is sent again when it was not found twice, minutes apart', async () => {
    const { record, dispatch, sms, stateOf } = host();
    sms.next('lost-message');
    await record(placed);
    for (const time of ['17:00', '17:05']) await dispatch(`${day0} ${time}`);
    expect([await stateOf(), sms.calls.length]).toEqual(['unknown', 1]);
    await dispatch(`${day0} 17:10`);
    expect([await stateOf(), sms.sent.length]).toEqual(['sent', 1]);
  });

  const throwing: Channel = {
    ...recordedChannel('sms'),
    send: async () => {
      throw new Error('the adapter fell over');
    },
  };
  it.each<[string, readonly Channel[], readonly Channel[]]>([
    ['cannot be looked up', [recordedChannel('sms', { canFind: false, script: ['lost-message'] })], []],
    ['comes from an adapter that throws', [throwing], [recordedChannel('sms', { canFind: false })]],
    [
      'went by a channel the host has no more',
      [recordedChannel('sms', { script: ['lost-message'] })],
      [recordedChannel('portal')],
    ],
  ])('goes to staff, and is asked after no more, when it %s', async (_what, before, after) => {
    const store = mapStore();
    const first = host({ store, channels: before });
    await first.record(placed);
    await first.dispatch(`${day0} 17:00`);
    const { dispatch, stateOf, engine, clock } = host({ store, channels: after.length === 0 ? before : after });
    for (const time of ['17:05', '17:10', '17:15', '17:20']) await dispatch(`${day0} ${time}`);
    expect(await stateOf()).toBe('unknown');
    expect((await engine.worklist('harbor')).map(({ escalation }) => escalation.reason)).toEqual(['unknown-delivery']);
    const { document } = await engine.journey('harbor', 'made-up-1');
    const untold = { ...document, escalations: [] };
    expect(Date.parse(nextDueAt(untold) as string)).toBeGreaterThan(Date.parse(clock.now()) + 3_600_000);
  });
});

describe('a notice to staff', () => {
  const wrote = (id: string, text: string) =>
    ({ kind: 'reply', id, channel: 'sms', from: '3125550142', text, at: at(`${day0} 15:40`) }) as const;

  it('that cannot be handed over stays due under its name', async () => {
    const { record, dispatch, engine, notifier } = host();
    await record(placed);
    await engine.receive('harbor', wrote('sms-1', 'my lip is still numb'));
    notifier.failNext();
    expect(await dispatch(`${day0} 15:41`)).toMatchObject({ notices: 0 });
    expect(await dispatch(`${day0} 15:42`)).toMatchObject({ notices: 1 });
    expect([notifier.calls, notifier.notices.length]).toEqual([2, 1]);
    const { document } = await engine.journey('harbor', 'made-up-1');
    expect([document.notified, document.unheard]).toEqual([[notifier.notices[0]?.id], undefined]);
    expect(await dispatch(`${day0} 15:43`)).toMatchObject({ notices: 0 });
  });

  /** Dispatches when something is due next, so often; gives how long after the time before that was. */
  async function pauses({ engine, clock }: ReturnType<typeof host>, times: number): Promise<readonly number[]> {
    const waited: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const nextAt = (await engine.nextDueAt()) as string;
      waited.push(Date.parse(nextAt) - Date.parse(clock.now()));
      clock.set(nextAt);
      await engine.dispatchDue();
    }
    return waited;
  }

  it('is tried again after a second, then two, then four, never after more than half a minute', async () => {
    const own = host();
    await own.record(placed);
    await own.engine.receive('harbor', wrote('sms-1', 'my lip is still numb'));
    own.notifier.failNext(11);
    await own.engine.dispatchDue();
    const waited = await pauses(own, 10);
    const longest = [1, 2, 4, 8, 16, 30, 30, 30, 30, 30].map((seconds) => seconds * 1_000);
    for (const [index, ms] of waited.entries()) {
      expect(ms).toBeLessThanOrEqual(longest[index] as number);
      expect(ms).toBeGreaterThanOrEqual((longest[index] as number) / 2);
    }
    expect(new Set(waited.slice(5)).size).toBeGreaterThan(1);
    expect([own.notifier.calls, own.notifier.notices.length]).toEqual([11, 0]);
    await pauses(own, 1);
    expect(own.notifier.notices).toHaveLength(1);
  });

  it('that is new waits for no other that could not be handed over, nor does an answer to the patient', async () => {
    const own = host();
    await own.record(placed);
    await own.engine.receive('harbor', wrote('sms-1', 'my lip is still numb'));
    own.notifier.failNext(6);
    await own.engine.dispatchDue();
    await pauses(own, 5);
    await own.engine.receive('harbor', wrote('sms-2', 'I can not breathe'));
    await own.engine.dispatchDue();
    expect(own.notifier.notices).toMatchObject([{ tier: 'E' }]);
    expect(own.sms.sent.map(({ body }) => body)).toContain('answer-emergency');
  });

  it('holds nothing of patient or treatment', async () => {
    const { record, dispatch, notifier } = host({ channels: [] });
    await record(placed);
    await dispatch(`${day0} 17:00`);
    // The location has closed: what is not urgent waits for the morning.
    expect(notifier.notices).toEqual([]);
    await dispatch(`${day(1)} 08:00`);
    expect(JSON.stringify(notifier.notices)).not.toMatch(/made-up|placement|day-0|row-1|555/);
    expect(notifier.notices).toMatchObject([{ tier: 'R', recipients: ['ana'] }]);
  });
});

describe('what comes in', () => {
  const wrote = { kind: 'reply', channel: 'sms', from: '3125550142', at: at(`${day0} 15:40`) } as const;

  it('under the same id changes nothing when it comes again', async () => {
    const { record, engine } = host();
    await record(placed);
    const inbound = { ...wrote, id: 'sms-1', text: 'Thanks!' };
    await engine.receive('harbor', inbound);
    const before = await engine.journey('harbor', 'made-up-1');
    expect(await engine.receive('harbor', inbound)).toEqual({ kind: 'recorded', patientIds: ['made-up-1'] });
    expect(await engine.journey('harbor', 'made-up-1')).toEqual(before);
    expect(before.document.escalations).toHaveLength(1);
  });

  it('under the same id changes nothing either when more is known by then', async () => {
    const { record, engine, clock } = host();
    await record(placed);
    const inbound = { ...wrote, id: 'sms-1', text: 'Thanks!' };
    await engine.receive('harbor', inbound);
    const { document } = await engine.journey('harbor', 'made-up-1');
    clock.advance({ hours: -1 });
    await record(
      appointment({ id: 'visit-1', startsAt: at(`${day(5)} 10:00`), work: [{ code: 'D6011', teeth: ['9'] }] }),
    );
    await engine.receive('harbor', inbound);
    expect((await engine.journey('harbor', 'made-up-1')).document.journey.reply).toEqual(document.journey.reply);
  });

  it('as a stop holds for the number at once, for everybody who uses it', async () => {
    const { engine, record, dispatch, sms, portal } = host();
    await record(placed);
    const other = [...reachable, row('D6010 #9', day0, { id: 'row-1' })];
    await engine.record(
      'harbor',
      other.map((fact) => ({ ...fact, patientId: 'made-up-2' }) as JourneyFact),
    );
    await engine.receive('harbor', { ...wrote, id: 'sms-1', text: 'STOP' });
    await dispatch(`${day0} 17:00`);
    expect([sms.calls.length, portal.sent.map(({ to }) => to)]).toEqual([0, ['made-up-1', 'made-up-2']]);
  });

  it('as other answers under an id that was used is scored beside the first', async () => {
    const { engine, record, dispatch, notifier } = host();
    await record(placed);
    await dispatch(`${day0} 17:00`);
    await dispatch(`${day(3)} 10:00`);
    const answered = (comfort: number) =>
      engine.receive('harbor', {
        kind: 'check-answer',
        id: 'page-1',
        patientId: 'made-up-1',
        checkId: 'placement:row-1/day-3-check',
        answers: { 'red-flags': ['none'], comfort, trend: 'same', signs: ['none'], call: false },
        at: at(`${day(3)} 10:20`),
      });
    for (const comfort of [4, 4, 1, 1]) await answered(comfort);
    await dispatch(`${day(3)} 10:20`);
    expect(notifier.notices.map(({ tier }) => tier)).toEqual(['S']);
    expect((await engine.journey('harbor', 'made-up-1')).document.journey.checkAnswer).toHaveLength(2);
  });

  it('as a low score brings guidance and alert in the same tick', async () => {
    const { engine, record, dispatch, sms, notifier } = host();
    await record(placed);
    await dispatch(`${day0} 17:00`);
    await dispatch(`${day(3)} 10:00`);
    await engine.receive('harbor', {
      kind: 'check-answer',
      id: 'page-1',
      patientId: 'made-up-1',
      checkId: 'placement:row-1/day-3-check',
      answers: { 'red-flags': ['none'], comfort: 2, trend: 'same', signs: ['none'], call: false },
      at: at(`${day(3)} 10:20`),
    });
    expect(await dispatch(`${day(3)} 10:20`)).toMatchObject({ sent: 1, notices: 1 });
    expect([sms.sent.at(-1)?.body, notifier.notices.at(-1)?.tier]).toEqual(['answer-low', 'S']);
  });

  it('as a failure on the way leads to the next channel', async () => {
    const { engine, record, dispatch, portal } = host();
    await record(placed);
    await dispatch(`${day0} 17:00`);
    const report = {
      kind: 'delivery',
      patientId: 'made-up-1',
      attemptId: 'attempt-1',
      at: at(`${day0} 17:01`),
    } as const;
    await engine.receive('harbor', { ...report, state: 'failed' });
    await dispatch(`${day0} 17:02`);
    expect(portal.sent.map(({ body }) => body)).toEqual(['day-0']);
  });
});

describe('staff', () => {
  it('find what waits with its history, act on it by name, and it leaves the list', async () => {
    const { engine, record, dispatch } = host({ channels: [] });
    await record(placed);
    await dispatch(`${day0} 17:00`);
    const [item, ...more] = await engine.worklist('harbor');
    expect([item?.escalation.reason, more]).toEqual(['message-not-allowed', []]);
    const action = { id: 'deed-1', patientId: 'made-up-1', escalationId: item?.escalation.id ?? '', by: 'ana' };
    await expect(engine.act('harbor', { ...action, action: 'closed' })).rejects.toMatchObject({ code: 'fact/invalid' });
    await engine.act('harbor', { ...action, action: 'closed', outcome: 'called: told by phone' });
    expect(await engine.worklist('harbor')).toEqual([]);
  });

  it('are taken at their first word when a deed is told again', async () => {
    const { engine, record, dispatch, clock, store } = host({ channels: [] });
    await record(placed);
    await dispatch(`${day0} 17:00`);
    const [item] = await engine.worklist('harbor');
    const deed = { id: 'deed-1', patientId: 'made-up-1', escalationId: item?.escalation.id ?? '', by: 'ana' } as const;
    await engine.act('harbor', { ...deed, action: 'acknowledged' });
    clock.advance({ minutes: 10 });
    await engine.act('harbor', { ...deed, action: 'acknowledged' });
    const kept = (await store.facts('harbor', 'made-up-1')).filter(({ kind }) => kind === 'escalation-action');
    expect(kept).toMatchObject([{ at: at(`${day0} 17:00`) }]);
  });

  it('can ask why a step is there, and why another is not', async () => {
    const { engine, record } = host();
    await record(placed);
    expect(await engine.explain('harbor', 'made-up-1', day0Key)).toMatchObject({ rule: 'day-0', factIds: ['row-1'] });
    expect(await engine.explainWhyNot('harbor', 'made-up-1', '9', 'day-1-check')).toEqual([
      expect.stringContaining('trait-missing'),
    ]);
  });

  it('can look at what another protocol would change; nothing is changed', async () => {
    const { engine, record } = host();
    await record(placed);
    const before = await engine.journey('harbor', 'made-up-1');
    const cadence = standardProtocol.cadence.filter(({ id }) => id !== 'day-7');
    const [patient, ...more] = await engine.preview('harbor', { ...standardProtocol, version: 2, cadence });
    expect([patient?.changes.map(({ kind }) => kind), more]).toEqual([['end'], []]);
    expect(await engine.journey('harbor', 'made-up-1')).toEqual(before);
    expect(await engine.preview('harbor', standardProtocol)).toEqual([]);
  });
});

describe('a chart', () => {
  const batches: readonly PmsChanges[] = [
    { facts: [...reachable], cursor: '1', asOf: at(`${day0} 15:00`), more: true },
    { facts: [placed], cursor: '2', asOf: at(`${day0} 15:01`), more: false },
  ];
  const connector = {
    source: 'chart',
    changesSince: async (cursor: string | null) =>
      batches[Number(cursor ?? '0')] ?? { facts: [], cursor: '2', asOf: at(`${day0} 16:00`), more: false },
  };

  it('is read to its end, from where it was left', async () => {
    const { engine, store, stateOf } = host();
    expect(await engine.sync('harbor', connector)).toEqual({ kind: 'read', facts: reachable.length + 1 });
    expect([await stateOf(), await store.feed('harbor', 'chart')]).toEqual([
      'planned',
      { cursor: '2', asOf: at(`${day0} 15:01`) },
    ]);
    expect(await engine.sync('harbor', connector)).toEqual({ kind: 'read', facts: 0 });
  });

  it('is read by one of many workers, as often as they agree', async () => {
    const store = mapStore();
    const [one, other] = [host({ store }), host({ store })];
    const turns = () =>
      Promise.all([one, other].map(({ engine }) => engine.sync('harbor', connector, { everyMs: 60_000 })));
    expect((await turns()).map(({ kind }) => kind).sort()).toEqual(['not-our-turn', 'read']);
    for (const { clock } of [one, other]) clock.advance({ ms: 59_999 });
    expect((await turns()).map(({ kind }) => kind)).toEqual(['not-our-turn', 'not-our-turn']);
    other.clock.advance({ ms: 1 });
    expect(await other.engine.sync('harbor', connector, { everyMs: 60_000 })).toEqual({ kind: 'read', facts: 0 });
  });

  it('that could not be read is read by whoever comes next', async () => {
    const store = mapStore();
    const [one, other] = [host({ store }), host({ store })];
    const broken = {
      ...connector,
      changesSince: async () => {
        throw new Error('closed');
      },
    };
    await expect(one.engine.sync('harbor', broken, { everyMs: 60_000 })).rejects.toThrow('closed');
    expect(await other.engine.sync('harbor', connector, { everyMs: 60_000 })).toMatchObject({ kind: 'read' });
  });

  it('is left after the page in hand when it is to end, and read on by whoever comes next', async () => {
    const store = mapStore();
    const [one, other] = [host({ store }), host({ store })];
    const stopping = new AbortController();
    const stopped = {
      ...connector,
      changesSince: (cursor: string | null) => {
        stopping.abort();
        return connector.changesSince(cursor);
      },
    };
    const { signal } = stopping;
    expect(await one.engine.sync('harbor', stopped, { everyMs: 60_000, signal })).toEqual({
      kind: 'read',
      facts: reachable.length,
    });
    expect(await store.feed('harbor', 'chart')).toMatchObject({ cursor: '1' });
    expect(await one.engine.sync('harbor', stopped, { everyMs: 60_000, signal })).toEqual({ kind: 'read', facts: 0 });
    expect(await other.engine.sync('harbor', connector, { everyMs: 60_000 })).toEqual({ kind: 'read', facts: 1 });
    expect(await other.stateOf()).toBe('planned');
  });

  it('is read again from before what could not be stored', async () => {
    const store = mapStore();
    let applied = 0;
    const failing: JourneyStore = {
      ...store,
      apply: async (practiceId, changes) => {
        applied += 1;
        if (applied === 2) throw new Error('no room');
        return store.apply(practiceId, changes);
      },
    };
    const { engine } = host({ store: failing });
    await expect(engine.sync('harbor', connector)).rejects.toThrow('no room');
    expect(await store.feed('harbor', 'chart')).toMatchObject({ cursor: '1' });
    await engine.sync('harbor', connector);
    expect((await engine.journey('harbor', 'made-up-1')).document.journey.procedure).toHaveLength(1);
  });

  it('that is old holds back words that say nothing is booked', async () => {
    const { engine, clock, sms } = host();
    await engine.sync('harbor', connector);
    const tick = async (wallClock: string) => {
      clock.set(at(wallClock));
      await engine.dispatchDue({ feeds: ['chart'] });
    };
    for (const number of [0, 3, 7, 30, 45]) await tick(`${day(number)} 17:00`);
    expect(sms.sent.map(({ body }) => body)).not.toContain('day-45');
    await engine.sync('harbor', {
      ...connector,
      changesSince: async () => ({ facts: [], cursor: '3', asOf: at(`${day(45)} 17:00`), more: false }),
    });
    await tick(`${day(45)} 18:00`);
    expect(sms.sent.map(({ body }) => body)).toContain('day-45');
  });
});

describe('a reply from a number nobody has', () => {
  const wrote = (id: string, text: string) =>
    ({ kind: 'reply', id, channel: 'sms', from: '+13125550000', text, at: at(`${day0} 15:40`) }) as const;

  it('with a red flag is answered at once and reaches a person', async () => {
    const { engine, sms, notifier } = host();
    await engine.receive('harbor', wrote('sms-1', 'I can not breathe'));
    await engine.dispatchDue();
    expect(sms.sent).toMatchObject([{ to: '+13125550000', body: 'answer-emergency' }]);
    expect(notifier.notices.map(({ tier }) => tier)).toEqual(['E']);
    expect((await engine.worklist('harbor')).map(({ escalation }) => escalation.reason)).toEqual(['emergency']);
  });

  it.each([
    ['hello', ['unknown-sender']],
    ['4', ['unknown-sender']],
    ['STOP', []],
  ])('%s', async (text, reasons) => {
    const { engine, sms } = host();
    await engine.receive('harbor', wrote('sms-1', text));
    await engine.dispatchDue();
    expect((await engine.worklist('harbor')).map(({ escalation }) => escalation.reason)).toEqual(reasons);
    expect(sms.sent).toEqual([]);
  });

  it('that says stop keeps texts from whoever has the number later, on a yes from before it', async () => {
    const { engine, sms, portal, dispatch } = host();
    await engine.receive('harbor', wrote('sms-1', 'STOP'));
    await engine.record('harbor', chartOf('made-up-1', '(312) 555-0000'));
    await dispatch(`${day0} 17:00`);
    expect([sms.sent, portal.sent.length]).toEqual([[], 1]);
  });
});
