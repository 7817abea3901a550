// The public names of @implant-journey/core, in the order of the pipeline: facts, fold, cases, status.

export { type Case, type CaseEvent, type CaseFindings, deriveCases, type Milestone } from './journey/cases.js';
export { type CaseRules, type ChartNote, type ChartRow, standardCaseRules } from './journey/chart-row.js';
export { normalizeCode } from './journey/code.js';
export {
  type CodeEntry,
  type CodeLookup,
  type CodeMeaning,
  codeLookup,
  standardCodeMap,
  type Treatment,
  treatments,
} from './journey/code-map.js';
export {
  type AppointmentFact,
  type CheckAnswerFact,
  type ConsentFact,
  type ContactPointFact,
  type DeliveryFact,
  type EnrolmentFact,
  type EscalationActionFact,
  Fact,
  type FactInput,
  type FactResult,
  type HoldFact,
  type JourneyFact,
  type LocationFact,
  type MilestoneName,
  type MilestoneReportFact,
  milestoneNames,
  type OutreachOutcomeFact,
  type PatientFact,
  type PlanItemFact,
  type PractitionerFact,
  type PreferenceFact,
  type ProcedureFact,
  parseFact,
  type ReferenceFact,
  type ReplyFact,
  readFact,
  type VisitWork,
} from './journey/fact.js';
export { foldDirectory, foldFacts, groupByPatient, sameContent } from './journey/fold-facts.js';
export { type Directory, emptyDirectory, emptyJourney, type Journey, live } from './journey/journey.js';
export type { NextVisit } from './journey/next-visit.js';
export {
  type AssessedCase,
  assessJourney,
  type CaseStatus,
  type Outcome,
  type Phase,
  phases,
} from './journey/phase.js';
export type { CaseKind } from './journey/restoration.js';
export {
  type Arch,
  archOf,
  areNeighbours,
  compareTeeth,
  isTooth,
  parseTeeth,
  type Quadrant,
  quadrantOf,
  toothNumber,
} from './journey/site.js';
export { learnFees, type TypicalFees, type ValueAtRisk, valueAtRisk } from './journey/value.js';
export { type Wait, waitHistory } from './journey/wait.js';
export {
  standardDropDays,
  standardLeadWeeks,
  standardWindows,
  type WaitEvent,
  type WaitName,
  type Window,
} from './journey/windows.js';
export { JourneyError, type JourneyErrorCode, type JourneyErrorOptions, type Problem } from './shared/error.js';
export type { AppointmentId, LocationId, PatientId, PracticeId, PractitionerId, ProcedureId } from './shared/ids.js';
export { parseOrRefuse, problemsOf } from './shared/parse.js';
export { addDays, daysBetween, instantOfWallClock, isDate, isInstant, isZone, wallClockAt } from './shared/time.js';
