// The back-test for programs: one object in the words of the export, patient and appointment numbers as numbers.
import type { WorklistRow } from '@implant-journey/core';
import type { Backtest, BacktestCase } from './backtest.js';
import type { Reject } from './export-folder.js';

export function toJson({ asOf, cases, messages, worklist }: Backtest, rejected: readonly Reject[]) {
  return { asOf, cases: cases.map(caseToJson), rejected, messages, worklist: worklist.map(rowToJson) };
}

function caseToJson({ patientId, case: found, status }: BacktestCase) {
  const visit = status.nextVisit;
  return {
    patNum: Number(patientId),
    kind: found.kind,
    sites: found.sites,
    attempts: found.attempts,
    milestones: found.milestones.map(({ milestone, occurrence, on, evidenceOnly }) => ({
      milestone,
      occurrence,
      on,
      evidenceOnly,
    })),
    phase: status.phase,
    outcome: status.outcome,
    nextVisit:
      visit === null
        ? null
        : { aptNum: Number(visit.appointmentId), at: visit.wallClock, forMilestone: visit.forMilestone },
    stalledSince: status.stalledSince,
  };
}

function rowToJson({ position, escalation, valueCents, daysStalled, priority }: WorklistRow) {
  const { patientId, caseIds, reason, tier } = escalation;
  return {
    position,
    patNum: Number(patientId),
    sites: caseIds,
    reason,
    tier,
    valueCents,
    daysStalled,
    why: priority.map(({ words }) => words),
  };
}
