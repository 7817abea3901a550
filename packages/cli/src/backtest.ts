// What a practice's own chart says about its implant cases on the evening of a day. In: facts of the whole
// practice and its rules. Out: every case with its standing and value, and the practice at a glance. Pure.
import {
  type AssessedCase,
  addDays,
  assessJourney,
  type CaseRules,
  type ChartNote,
  emptyJourney,
  type Fact,
  foldFacts,
  groupByPatient,
  type Journey,
  learnFees,
  type Outcome,
  type Phase,
  type Practice,
  phases,
  rankWorklist,
  standardProtocol,
  type ValueAtRisk,
  valueAtRisk,
  type Wait,
  type WorklistRow,
  waitHistory,
  wallClockAt,
} from '@implant-journey/core';
import { type Contact, openItems, type WouldHave, wouldHave } from './would-have.js';

/** One implant case of the practice. */
export interface BacktestCase extends AssessedCase {
  readonly patientId: string;
  /** What is still to come is worth; null when the case has ended or no fee is known. */
  readonly value: ValueAtRisk | null;
  /** Every wait so far with its window, the present one last. */
  readonly waits: readonly Wait[];
  /** Visits of the patient that took place, calendar dates in order. */
  readonly visitsOn: readonly string[];
  /** What the protocol would have sent and would send, checks and calls to staff included. */
  readonly contacts: readonly Contact[];
}

/** The waits a case goes through, as a coordinator names them. */
export const gapNames = ['preparation', 'healing', 'restoration', 'replacement'] as const;
export type GapName = (typeof gapNames)[number];

/** How the cases that ever entered a gap came out of it. The counts add up to `entered`. */
export interface GapCount {
  readonly gap: GapName;
  readonly entered: number;
  readonly movedOn: number;
  readonly waiting: number;
  /** Late, nothing booked, not yet dropped. */
  readonly late: number;
  readonly dropped: number;
  /** Ended otherwise in this gap: deceased, transferred, declined. */
  readonly ended: number;
}

export interface Backtest {
  readonly practice: string;
  readonly asOf: string;
  readonly patients: number;
  /** In order of patient, then site. */
  readonly cases: readonly BacktestCase[];
  /** Stalled cases, dearest first. */
  readonly stalled: readonly BacktestCase[];
  readonly byPhase: readonly { readonly phase: Phase; readonly count: number }[];
  readonly byOutcome: readonly { readonly outcome: Outcome; readonly count: number }[];
  readonly gaps: readonly GapCount[];
  readonly stalledCents: number;
  /** What would have gone out by the evening, and in the next 14 days. */
  readonly messages: MessageCount;
  /** Whom staff would have to call that evening, in order. */
  readonly worklist: readonly WorklistRow[];
  /** Rows staff should look at, by patient. */
  readonly notes: readonly (ChartNote & { readonly patientId: string })[];
  /** Rows later than `asOf`, left out. */
  readonly laterRows: number;
}

export interface MessageCount {
  readonly messages: number;
  readonly checks: number;
  /** Patients who would have heard from the practice. */
  readonly patients: number;
  /** To come in 14 days. */
  readonly next: readonly { readonly patientId: string; readonly on: string; readonly what: string }[];
}

export interface BacktestOptions {
  readonly practice: string;
  readonly asOf: string;
  readonly rules: CaseRules;
  /** Zones and hours for what would have been sent. */
  readonly settings: Practice;
  /** Called as patients are worked through. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Works through every patient of a practice. */
export function backtest(facts: readonly Fact[], options: BacktestOptions): Backtest {
  const { asOf, rules, practice, settings } = options;
  const planRules = { practice: settings, protocol: { ...standardProtocol, cases: rules } };
  const plans = new Map<string, WouldHave>();
  const { known, laterRows } = knownOn(facts, asOf);
  const { patients } = groupByPatient(known);
  const found: { readonly journey: Journey; readonly assessed: AssessedCase }[] = [];
  const notes: Backtest['notes'][number][] = [];
  let done = 0;
  for (const [patientId, own] of [...patients].sort(([a], [b]) => comparePatients(a, b))) {
    const journey = foldFacts(emptyJourney(practice, patientId), own);
    const result = assessJourney(journey, rules, asOf);
    if (result.cases.length > 0) plans.set(patientId, wouldHave(journey, planRules));
    for (const assessed of result.cases) found.push({ journey, assessed });
    notes.push(...result.notes.map((note) => ({ ...note, patientId })));
    done += 1;
    options.onProgress?.(done, patients.size);
  }
  const typical = learnFees(found.map(({ assessed }) => assessed.case));
  const cases = found.map(({ journey, assessed }): BacktestCase => {
    const isOpen = ['active', 'dropped', 'failed'].includes(assessed.status.outcome);
    return {
      ...assessed,
      patientId: journey.patientId,
      value: isOpen ? valueAtRisk(assessed.case, journey, typical) : null,
      waits: waitHistory(assessed.case, journey, rules, asOf),
      visitsOn: visitsOf(journey, asOf),
      contacts: plans.get(journey.patientId)?.contactsOf(assessed.case.id) ?? [],
    };
  });
  const items = found.flatMap(({ journey }, index) => {
    const planned = plans.get(journey.patientId);
    const one = cases[index];
    return planned === undefined || one === undefined ? [] : openItems(one, journey, planned, planRules, asOf);
  });
  const stalled = cases
    .filter(({ status }) => status.stalledSince !== null)
    .sort((a, b) => (b.value?.cents ?? 0) - (a.value?.cents ?? 0));
  return {
    practice,
    asOf,
    patients: patients.size,
    cases,
    stalled,
    byPhase: phases.map((phase) => ({
      phase,
      count: cases.filter(({ status }) => isUnderWay(status.outcome) && status.phase === phase).length,
    })),
    byOutcome: outcomes.map((outcome) => ({
      outcome,
      count: cases.filter(({ status }) => status.outcome === outcome).length,
    })),
    gaps: gapNames.map((gap) => countGap(gap, cases)),
    stalledCents: stalled.reduce((sum, { value }) => sum + (value?.cents ?? 0), 0),
    messages: countMessages(cases, asOf),
    worklist: rankWorklist(items, `${asOf}T23:59:59Z`),
    notes,
    laterRows,
  };
}

const outcomes: readonly Outcome[] = ['active', 'complete', 'dropped', 'failed', 'declined', 'transferred', 'deceased'];

/** Cases a practice still treats or should win back; the others have a place in `byOutcome`. */
function isUnderWay(outcome: Outcome): boolean {
  return outcome === 'active' || outcome === 'dropped' || outcome === 'failed' || outcome === 'complete';
}

/** A chart read for an earlier day must not know what was done later; planned rows and bookings stand as they are. */
function knownOn(
  facts: readonly Fact[],
  asOf: string,
): { readonly known: readonly Fact[]; readonly laterRows: number } {
  const known = facts.filter((fact) => {
    if (fact.kind === 'procedure') return notDone.has(fact.status) || (fact.serviceOn ?? '') <= asOf;
    if (fact.kind === 'milestone-report') return (fact.on ?? '') <= asOf;
    if (fact.kind !== 'appointment' || fact.status !== 'completed' || fact.startsAt === null) return true;
    return wallClockAt(fact.startsAt, fact.zone).slice(0, 10) <= asOf;
  });
  return { known, laterRows: facts.length - known.length };
}

const notDone: ReadonlySet<string> = new Set(['planned', 'planned-inactive', 'referred', 'condition']);

function countMessages(cases: readonly BacktestCase[], asOf: string): MessageCount {
  const all = cases.flatMap(({ patientId, contacts }) => contacts.map((contact) => ({ patientId, ...contact })));
  const sent = all.filter(({ kind, isMerged, on }) => kind !== 'staff' && !isMerged && on <= asOf);
  const next = all
    .filter(({ kind, isMerged, on }) => kind !== 'staff' && !isMerged && on > asOf && on <= addDays(asOf, 14))
    .sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : comparePatients(a.patientId, b.patientId)));
  return {
    messages: sent.filter(({ kind }) => kind === 'message').length,
    checks: sent.filter(({ kind }) => kind === 'check').length,
    patients: new Set(sent.map(({ patientId }) => patientId)).size,
    next: next.map(({ patientId, on, what }) => ({ patientId, on, what })),
  };
}

/** Which gap a case is in, or was in when it ended. */
const gapOfEvent: Readonly<Record<string, GapName>> = {
  extraction: 'preparation',
  graft_socket: 'preparation',
  graft_ridge: 'preparation',
  graft_sinus: 'preparation',
  placement: 'healing',
  second_stage: 'restoration',
  abutment: 'restoration',
  impression: 'restoration',
  failure: 'replacement',
};

function countGap(gap: GapName, cases: readonly BacktestCase[]): GapCount {
  const entered = cases.filter((one) => hasEntered(gap, one));
  const inside = entered.filter(
    ({ status }) => status.outcome !== 'complete' && status.wait !== null && gapOfEvent[status.wait.event] === gap,
  );
  const dropped = inside.filter(({ status }) => status.outcome === 'dropped').length;
  const ended = inside.filter(({ status }) => ['deceased', 'transferred', 'declined'].includes(status.outcome)).length;
  const late = inside.filter(({ status }) => status.outcome !== 'dropped' && status.stalledSince !== null).length;
  return {
    gap,
    entered: entered.length,
    movedOn: entered.length - inside.length,
    waiting: inside.length - dropped - ended - late,
    late,
    dropped,
    ended,
  };
}

function hasEntered(gap: GapName, { case: found, status }: BacktestCase): boolean {
  if (gap === 'replacement') return found.failures.length > 0;
  return (
    gapOfEvent[status.wait?.event ?? ''] === gap ||
    found.milestones.some(({ milestone }) => gapOfEvent[milestone] === gap)
  );
}

function visitsOf(journey: Journey, asOf: string): readonly string[] {
  const days = journey.procedure.flatMap((row) =>
    !row.deleted && row.status === 'completed' && row.serviceOn !== null && row.serviceOn <= asOf
      ? [row.serviceOn]
      : [],
  );
  return [...new Set(days)].sort();
}

function comparePatients(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : 1);
}
