// What a store that fails, or lets somebody else in between, can do to a patient in need: nothing by halves. The engine
// runs on a map; one of its writes throws before it is made, throws after it, or meets a conflict.
import {
  createImplantJourneys,
  type JourneyDocument,
  type JourneyStore,
  standardProtocol,
} from '@implant-journey/core';
import { fixedClock, practice, procedure, recordedChannel, recordedNotifier } from '@implant-journey/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapStore } from '../map-store.js';
import { person } from './corrections.js';
import { runs } from './runs.js';

type Fault = 'throws-before' | 'throws-after' | 'conflict';

/** A store whose so-many-th write fails once it is armed; `writes` counts those since then. */
function faultyStore(store: JourneyStore, fault: Fault) {
  const state = { failsAt: Number.POSITIVE_INFINITY, writes: 0, documents: [] as JourneyDocument[] };
  const apply: JourneyStore['apply'] = async (practiceId, changes) => {
    const fails = state.writes === state.failsAt;
    state.writes += 1;
    if (fails && fault === 'throws-before') throw new Error('The made-up disk is full.');
    if (fails && fault === 'conflict') return changes.map(() => ({ kind: 'conflict' as const }));
    const results = await store.apply(practiceId, changes);
    state.documents.push(...changes.map(({ document }) => document));
    if (fails) throw new Error('The made-up line went dead.');
    return results;
  };
  return { store: { ...store, apply }, state };
}

const answered = fc.record({
  comfort: fc.integer({ min: 1, max: 2 }),
  trend: fc.constantFrom('better', 'worse'),
  'red-flags': fc.constantFrom(['none'], ['bleeding'], ['breathing'], ['none', 'bleeding']),
  call: fc.boolean(),
});
type Answered = typeof answered extends fc.Arbitrary<infer T> ? T : never;

/** An implant, the check of day 3, a bad answer; the write `failsAt` after it fails, then everything is tried again. */
async function answerBadly(answers: Answered, fault: Fault, failsAt: number) {
  const clock = fixedClock('2026-01-12T22:30:00Z');
  const { store, state } = faultyStore(mapStore(), fault);
  const [sms, notifier] = [recordedChannel('sms'), recordedNotifier()];
  let ids = 0;
  const engine = createImplantJourneys({
    store,
    clock,
    practices: [{ practice: practice(), protocol: standardProtocol }],
    channels: [sms],
    content: {
      render: ({ templates }) => ({ subject: null, body: templates.join(' + '), language: 'en', version: 'en 1' }),
    },
    notifier,
    newId: () => {
      ids += 1;
      return `attempt-${ids}`;
    },
  });
  await engine.record('harbor', [...person, procedure({ id: 'implant', teeth: ['19'], serviceOn: '2026-01-12' })]);
  clock.set('2026-01-15T16:00:00Z');
  await engine.dispatchDue();
  const { document } = await engine.journey('harbor', 'made-up-1');
  const checkId = document.steps.find(({ step }) => step.stepId === 'day-3-check')?.step.key ?? '';
  Object.assign(state, { failsAt, writes: 0 });
  const answer = async () => {
    const inbound = { kind: 'check-answer' as const, id: 'answer-1', patientId: 'made-up-1', checkId, answers };
    await engine.receive('harbor', { ...inbound, at: '2026-01-15T16:05:00Z' });
  };
  clock.set('2026-01-15T16:06:00Z');
  const stopped = await answer()
    .then(() => engine.dispatchDue())
    .then(
      () => false,
      () => true,
    );
  const writes = state.writes;
  const documents = [...state.documents];
  // Whoever asked asks again; a worker comes by minutes later, when the lost lease has ended.
  if (stopped) await answer();
  for (const minutes of [1, 3, 10, 10]) {
    clock.advance({ minutes });
    await engine.dispatchDue();
  }
  return { writes, documents, stopped, last: (await engine.journey('harbor', 'made-up-1')).document, sms, notifier };
}

const hasGuidance = ({ steps }: JourneyDocument) => steps.some(({ step }) => step.stepId === 'answer');
const alertsOf = ({ escalations }: JourneyDocument) =>
  escalations.filter(({ stepKey }) => stepKey?.startsWith('answer:answer-1/') ?? false);

describe('a low score and a store that fails', () => {
  it('alert and guidance are stored together or not at all, and both go out after whatever write failed', async () => {
    const law = fc.asyncProperty(
      answered,
      fc.constantFrom<Fault>('throws-before', 'throws-after', 'conflict'),
      async (answers, fault) => {
        const { writes } = await answerBadly(answers, fault, Number.POSITIVE_INFINITY);
        expect(writes).toBeGreaterThan(2);
        for (let failsAt = 0; failsAt < writes; failsAt += 1) {
          const { documents, last, sms, notifier } = await answerBadly(answers, fault, failsAt);
          for (const document of [...documents, last])
            expect(alertsOf(document).length > 0).toBe(hasGuidance(document));
          const [alert, ...others] = alertsOf(last);
          expect([alert?.reason, others]).toEqual([expect.stringMatching(/^(emergency|urgent|low-score)$/), []]);
          expect(notifier.notices.filter(({ escalationId }) => escalationId === alert?.id).length).toBeGreaterThan(0);
          expect(sms.sent.filter(({ body }) => body.startsWith('answer-')).length).toBeGreaterThan(0);
        }
      },
    );
    await fc.assert(law, { numRuns: runs(60) });
  });
});
