// The public names of @implant-journey/core, in the order of the pipeline: facts, fold, cases, status, protocol, plan,
// reconcile, escalations, engine, ports.

export {
  closesAt,
  earliestAllowedAt,
  isAllowedAt,
  SendWindow,
} from './cadence/contact-window.js';
export { type Finding, lintProtocol } from './cadence/lint-protocol.js';
export {
  type CadenceStep,
  type ChannelName,
  channels,
  defineProtocol,
  type Lateness,
  type Protocol,
  type ProtocolInput,
  type Purpose,
  type Reactivation,
  type Trait,
  traits,
} from './cadence/protocol.js';
export { standardProtocol } from './cadence/standard-protocol.js';
export { canSend, comparable, type Decision, type SendDecision } from './consent/can-send.js';
export { type AddressHistory, addressHistoryOf } from './engine/address-history.js';
export { type AuditEntry, auditOf } from './engine/audit.js';
export { type Bucket, takeFrom } from './engine/bucket.js';
export type { NextDue } from './engine/change-journeys.js';
export type { Dispatched, DispatchOptions, FailedJourney } from './engine/dispatch.js';
export {
  addressesOf,
  emptyDocument,
  type JourneyDocument,
  nextAlertAt,
  nextDueAt,
  waitsForStaff,
} from './engine/document.js';
export {
  type Action,
  createImplantJourneys,
  type EngineOptions,
  type ImplantJourneys,
  type Synced,
} from './engine/engine.js';
export type { Explanation } from './engine/explain.js';
export type { PreviewedPatient } from './engine/preview.js';
export type { Inbound, Received } from './engine/receive.js';
export { type Rules, type Updated, update } from './engine/update.js';
export { nextOf } from './engine/values.js';
export { applyAction, applyActions } from './escalation/act.js';
export { type Deadline, deadlineOf } from './escalation/deadline.js';
export {
  type Climb,
  type Escalation,
  EscalationPolicy,
  type EscalationReason,
  escalationReasons,
} from './escalation/escalation.js';
export {
  addOpeningMinutes,
  isOpenAt,
  nextOpeningAt,
  type OpeningCalendar,
} from './escalation/opening-hours.js';
export { climb, type EscalationInput, openEscalation } from './escalation/route.js';
export { standardEscalationPolicy } from './escalation/standard-policy.js';
export {
  type HistoryEntry,
  type PriorityReason,
  rankWorklist,
  type WorklistItem,
  type WorklistRow,
} from './escalation/worklist.js';
export { type Triage, type TriageContext, triageReply } from './inbound/triage.js';
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
export { applyChanges } from './plan/apply-changes.js';
export { type ClinicalEvent, eventsOf } from './plan/clinical-event.js';
export { followChart, type Sighting } from './plan/follow-chart.js';
export { plan } from './plan/plan.js';
export { locationOf } from './plan/planning.js';
export { reconcile } from './plan/reconcile.js';
export {
  type Attempt,
  type DesiredPlan,
  type EndReason,
  hasGoneOut,
  isPending,
  type MessageStep,
  type NotPlanned,
  type PlanChange,
  type PlannedStep,
  type StaffStep,
  type StepEvent,
  type StepState,
  type StoredStep,
  type TrailEntry,
} from './plan/step.js';
export type { Channel, ContentLevel, OutboundMessage, SendResult } from './ports/channel.js';
export type { Clock } from './ports/clock.js';
export type { Content, ContentRequest, Rendered } from './ports/content.js';
export type {
  ApplyResult,
  Claim,
  FeedState,
  JourneyChange,
  JourneyStore,
  PermitRequest,
  StoredJourney,
} from './ports/journey-store.js';
export type { KeyOwner, Keys, WrappedKey } from './ports/keys.js';
export type { Notice, Notifier } from './ports/notifier.js';
export type { PmsChanges, PmsConnector } from './ports/pms-connector.js';
export {
  type Location,
  type Pilot,
  Practice,
  type PracticeInput,
  parsePractice,
  type Weekday,
  type WeekHours,
  weekdays,
} from './practice/practice.js';
export { Instrument } from './questionnaires/instrument.js';
export { healingCheck } from './questionnaires/instruments/healing-check.js';
export { lightCheck } from './questionnaires/instruments/light-check.js';
export { type CheckContext, itemsFor } from './questionnaires/items-for.js';
export { type Band, type Scored, scoreAnswers, type Unscorable } from './questionnaires/score.js';
export { Tier, worstTier } from './questionnaires/tier.js';
export { dateOfEpochDay, epochDayOf } from './shared/epoch-day.js';
export { JourneyError, type JourneyErrorCode, type JourneyErrorOptions, type Problem } from './shared/error.js';
export { heartbeat, longestBatchMs } from './shared/heartbeat.js';
export type { AppointmentId, LocationId, PatientId, PracticeId, PractitionerId, ProcedureId } from './shared/ids.js';
export { instantOf } from './shared/instant.js';
export { opaque } from './shared/opaque.js';
export { parseOrRefuse, problemsOf } from './shared/parse.js';
export { type Pauses, pauseAfter } from './shared/pause.js';
export { addDays, daysBetween, instantOfWallClock, isDate, isInstant, isZone, wallClockAt } from './shared/time.js';
export { type OffsetSpan, type WallClock, type ZoneClock, zoneClock } from './shared/zone-clock.js';
export { simulatedPatientId, simulatedPractice } from './simulate/made-up-patient.js';
export { Scenario, type ScenarioInput } from './simulate/scenario.js';
export { findScenario, scenarios } from './simulate/scenarios.js';
export {
  type Simulation,
  type SimulationOptions,
  simulate,
  type TranscriptLine,
} from './simulate/simulate.js';
