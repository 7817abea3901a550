// Why a step is there, what became of it, and why another is not. In: a document, a step's key, or a case and a line of
// the protocol. Out: words and ids for whoever asks. Rule owned: every planned, sent and ended step can say which facts,
// rule, protocol version and instants led to it.
import { plan } from '../plan/plan.js';
import type { StepState, TrailEntry } from '../plan/step.js';
import type { JourneyDocument } from './document.js';
import type { Rules } from './update.js';

export interface Explanation {
  readonly key: string;
  /** `day-3-check after placement of 2026-01-12: swelling has peaked ...` */
  readonly words: string;
  readonly rule: string;
  readonly why: string;
  readonly factIds: readonly string[];
  readonly protocol: { readonly id: string; readonly version: number };
  readonly dueAt: string;
  readonly state: StepState;
  /** What happened to it, in order of time. */
  readonly trail: readonly TrailEntry[];
}

export function explainStep({ steps }: JourneyDocument, key: string): Explanation | null {
  const one = steps.find(({ step }) => step.key === key);
  if (one === undefined) return null;
  const { step, state, trail, protocol } = one;
  const { rule, why, factIds } = step.because;
  const words = `${step.stepId} after ${step.event.milestone} of ${step.event.on}: ${why}`;
  return { key, words, rule, why, factIds, protocol, dueAt: step.dueAt, state, trail };
}

/** Why a case has no such step now; empty when it has one, and "no such line" when the protocol has none. */
export function explainWhyNot(
  { journey, steps }: JourneyDocument,
  { protocol, practice }: Rules,
  caseId: string,
  stepId: string,
): readonly string[] {
  const desired = plan(journey, protocol, practice);
  const isMeant = (id: string) => id === stepId || id.startsWith(`${stepId}#`) || id.startsWith(`${stepId}~`);
  if (desired.steps.some((step) => step.event.caseId === caseId && isMeant(step.stepId))) return [];
  const told = desired.notPlanned.filter(
    (one) => one.caseId === caseId && (isMeant(one.stepId) || stepId.startsWith(`${one.stepId}-`)),
  );
  const ended = steps.flatMap(({ step, state }) =>
    step.event.caseId === caseId && isMeant(step.stepId) && state.kind === 'ended'
      ? [`${state.reason} at ${state.at}: ${state.why}`]
      : [],
  );
  const reasons = [
    ...told.map(({ reason, words, eventKey }) => `${reason}${eventKey === null ? '' : ` after ${eventKey}`}: ${words}`),
    ...ended,
  ];
  if (reasons.length > 0) return reasons;
  const isKnown = [...protocol.cadence, ...protocol.reactivation.messages].some(({ id }) => id === stepId);
  return [isKnown ? 'the case has had no event it follows' : 'the protocol has no such line'];
}
