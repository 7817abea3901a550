// The right next visit of a case: matched by what the visit is for, never any visit. In: a case, its journey, the
// evening of a day. Out: the earliest booked visit that takes the case further. A hygiene visit, a post-operative
// look, a template, a broken or past visit never counts.
import { wallClockAt } from '../shared/time.js';
import { presentAttempt } from './attempts.js';
import type { Case } from './cases.js';
import { milestoneOfTreatment } from './chart-row.js';
import type { CodeLookup } from './code-map.js';
import { type AppointmentFact, type MilestoneName, milestoneNames, type VisitWork } from './fact.js';
import { type Journey, live } from './journey.js';
import { archOf, quadrantOf } from './site.js';

export interface NextVisit {
  readonly appointmentId: string;
  readonly startsAt: string;
  /** What a clock on the wall shows when it starts, `YYYY-MM-DD HH:mm:ss`. */
  readonly wallClock: string;
  /** The milestone it serves; an impression serves the final restoration, or the abutment planned with it. */
  readonly forMilestone: MilestoneName;
}

/** Finds the earliest visit after the evening of `asOf` that serves the case, or null. */
export function nextVisitOf(
  found: Case,
  cases: readonly Case[],
  journey: Journey,
  lookup: CodeLookup,
  asOf: string,
): NextVisit | null {
  return rightVisitsOf(found, cases, journey, lookup).find(({ wallClock }) => wallClock.slice(0, 10) > asOf) ?? null;
}

/** Every booked visit that serves the case, past ones too, in order of time. */
export function rightVisitsOf(
  found: Case,
  cases: readonly Case[],
  journey: Journey,
  lookup: CodeLookup,
): readonly NextVisit[] {
  return live(journey.appointment)
    .flatMap((visit): NextVisit[] => {
      if (visit.status !== 'scheduled' || visit.startsAt === null) return [];
      const forMilestone = milestoneServed(visit, found, cases, lookup);
      if (forMilestone === null) return [];
      const { id: appointmentId, startsAt, zone } = visit;
      return [{ appointmentId, startsAt, wallClock: wallClockAt(startsAt, zone), forMilestone }];
    })
    .sort((a, b) => (a.startsAt + a.appointmentId < b.startsAt + b.appointmentId ? -1 : 1));
}

/** What a visit does for a case: its attached rows first, else its text; null when it does not take the case further. */
export function milestoneServed(
  visit: AppointmentFact,
  found: Case,
  cases: readonly Case[],
  lookup: CodeLookup,
): MilestoneName | null {
  const attached = found.planned.filter((row) => row.appointmentId === visit.id);
  const told = visit.hygiene ? [] : visit.work.filter((work) => isAtCase(work, found, cases, lookup));
  const named = [
    ...attached.map((row) => ({ milestone: milestoneOfTreatment[row.treatment], teeth: row.teeth })),
    ...told.map((work) => ({ milestone: milestoneOfWork(work, lookup), teeth: work.teeth })),
  ];
  const ahead = named.flatMap(({ milestone, teeth }) =>
    milestone !== undefined && isAhead(found, milestone, teeth) ? [milestone] : [],
  );
  if (ahead.length > 0) return ahead.reduce((best, next) => (visitRank(next) > visitRank(best) ? next : best));
  const isImpression =
    attached.some((row) => row.treatment === 'impression') ||
    told.some((work) => work.purpose === 'impression' || treatmentOf(work, lookup) === 'impression');
  return isImpression && isAhead(found, 'final', []) ? 'final' : null;
}

function isAtCase(work: VisitWork, found: Case, cases: readonly Case[], lookup: CodeLookup): boolean {
  const milestone = milestoneOfWork(work, lookup);
  const isSurgery = milestone === 'placement' || (milestone !== undefined && healing.includes(milestone));
  if (work.teeth.length > 0)
    return work.teeth.some(
      (tooth) =>
        found.implantTeeth.includes(tooth) ||
        found.pontics.includes(tooth) ||
        // Teeth taken out or implants set anywhere in the arch serve it; other work at a tooth is that tooth's.
        (isSurgery && found.arch !== null && archOf(tooth) === found.arch && !isAtAnother(tooth, found, cases)),
    );
  if (work.arch !== null) return found.arch === work.arch;
  if (work.quadrant !== null) return found.implantTeeth.some((tooth) => quadrantOf(tooth) === work.quadrant);
  // Words that name no site serve a patient's only open case, and nobody when there are several.
  return cases.filter((other) => !other.milestones.some(({ milestone }) => milestone === 'final')).length === 1;
}

function isAtAnother(tooth: string, found: Case, cases: readonly Case[]): boolean {
  return cases.some(
    (other) => other !== found && (other.implantTeeth.includes(tooth) || other.pontics.includes(tooth)),
  );
}

function treatmentOf(work: VisitWork, lookup: CodeLookup) {
  const meaning = work.code === null ? null : lookup(work.code, null);
  return meaning?.kind === 'known' ? meaning.entry.treatment : undefined;
}

function milestoneOfWork(work: VisitWork, lookup: CodeLookup): MilestoneName | undefined {
  const treatment = treatmentOf(work, lookup);
  if (treatment !== undefined) return milestoneOfTreatment[treatment];
  return work.purpose === null || work.purpose === 'impression' ? undefined : work.purpose;
}

const healing: readonly MilestoneName[] = ['extraction', 'graft_socket', 'graft_ridge', 'graft_sinus'];

/** Whether the milestone is still to come at one of the teeth in the present attempt, so that its visit is the right one. */
function isAhead(found: Case, milestone: MilestoneName, teeth: readonly string[]): boolean {
  if (milestone === 'consult' || milestone === 'imaging') return false;
  const attempt = presentAttempt(found);
  const reachedAt = (tooth: string | null) =>
    attempt
      .filter((event) => tooth === null || event.teeth.length === 0 || event.teeth.includes(tooth))
      .map((event) => event.milestone);
  return (teeth.length === 0 ? [null] : teeth).some((tooth) => {
    const reached = reachedAt(tooth);
    if (reached.includes(milestone) || reached.includes('final')) return false;
    if (healing.includes(milestone)) return !reached.includes('placement');
    // An interim tooth comes and goes beside the other steps.
    if (milestone === 'provisional') return true;
    return reached.every(
      (other) => other === 'provisional' || milestoneNames.indexOf(other) < milestoneNames.indexOf(milestone),
    );
  });
}

/** Of several works of a visit the furthest is told; an interim tooth never stands for the placement or what follows. */
function visitRank(milestone: MilestoneName): number {
  return milestone === 'provisional' ? milestoneNames.indexOf('placement') - 0.5 : milestoneNames.indexOf(milestone);
}
