// The clinical events messages follow. In: the cases of a journey. Out: one event per case and day, with what it is
// like and the evidence it rests on. Rule owned: how near two events must be for one to be the other corrected, where
// their rows do not tell (follow-chart.ts: a row deleted and posted again).

import type { Trait } from '../cadence/protocol.js';
import type { Case, Milestone } from '../journey/cases.js';
import type { MilestoneName } from '../journey/fact.js';
import { archOf } from '../journey/site.js';
import { addTo } from '../shared/group.js';
import { daysBetween } from '../shared/time.js';

export interface ClinicalEvent {
  /** Its milestone and its first row; a name, not the identity: that is the evidence. */
  readonly key: string;
  readonly caseId: string;
  readonly milestone: MilestoneName;
  readonly on: string;
  readonly teeth: readonly string[];
  readonly arch: 'U' | 'L' | null;
  /** Rows it rests on. */
  readonly factIds: readonly string[];
  readonly traits: readonly Trait[];
  readonly practitionerId: string | null;
  readonly locationId: string | null;
}

/** Of the milestones of one day the first names the event: surgery before teeth, for its aftercare. Source: docs/codes.md. */
export const leading: readonly MilestoneName[] = [
  'placement',
  'graft_sinus',
  'graft_ridge',
  'graft_socket',
  'extraction',
  'final',
  'abutment',
  'second_stage',
];
export const surgical: ReadonlySet<MilestoneName> = new Set([
  'extraction',
  'graft_socket',
  'graft_ridge',
  'graft_sinus',
  'placement',
]);
const grafts: ReadonlySet<MilestoneName> = new Set(['graft_socket', 'graft_ridge', 'graft_sinus']);
/** Parts of a graft at the implant or the tooth. */
const graftParts: ReadonlySet<string> = new Set(['D6104', 'D7956', 'D7957']);

/** Every event of a case that was done here on a known day, in order of time. */
export function eventsOf(found: Case): readonly ClinicalEvent[] {
  const days = new Map<string, Milestone[]>();
  for (const milestone of found.milestones) {
    if (milestone.on === null || milestone.evidenceOnly || !leading.includes(milestone.milestone)) continue;
    addTo(days, milestone.on, milestone);
  }
  return [...days].map(([on, milestones]) => eventOfDay(found, on, milestones));
}

function eventOfDay(found: Case, on: string, milestones: readonly Milestone[]): ClinicalEvent {
  const names = milestones.map(({ milestone }) => milestone);
  const milestone = leading.find((name) => names.includes(name)) as MilestoneName;
  const factIds = [...new Set(milestones.flatMap((one) => one.factIds))].sort();
  const rows = found.rows.filter((row) => factIds.includes(row.id));
  return {
    key: `${milestone}:${factIds[0]}`,
    caseId: found.id,
    milestone,
    on,
    teeth: [...new Set(milestones.flatMap(({ teeth }) => teeth))],
    arch: found.arch,
    factIds,
    traits: traitsOf(found, on, names),
    practitionerId: rows[0]?.practitionerId ?? null,
    locationId: rows.find((row) => row.locationId !== null)?.locationId ?? found.locationId,
  };
}

function traitsOf(found: Case, on: string, names: readonly MilestoneName[]): readonly Trait[] {
  const has = (name: MilestoneName) => names.includes(name);
  const arch = found.arch ?? archOf(found.implantTeeth[0] ?? '');
  const isSurgery = names.some((name) => surgical.has(name));
  const isGraft =
    names.some((name) => grafts.has(name)) || found.rows.some((row) => row.on === on && graftParts.has(row.code));
  const interim = found.milestones.some(({ milestone, on: day }) => milestone === 'provisional' && day === on);
  const traits: Trait[] = [];
  const add = (trait: Trait, holds: boolean) => holds && traits.push(trait);
  add('surgery', isSurgery);
  add('lower-jaw', arch === 'L');
  add('upper-jaw', arch === 'U');
  add('graft', isGraft);
  add('sinus', has('graft_sinus'));
  add('implant', has('placement'));
  add('arch', isSurgery && found.arch !== null);
  add('immediate', has('placement') && has('extraction'));
  add('interim-tooth', interim);
  add('second-stage', has('second_stage'));
  add('final', has('final'));
  return [...traits, found.kind];
}

/** A corrected day or tooth is at most this far from the one it corrects. Unit: calendar days. Source: practice preference. */
const sameSiteDays = 60;
/** At other teeth the day must be nearly the same. */
const sameDayDays = 14;

/** What is kept of an event to recognise it later. */
export type Evidence = Pick<ClinicalEvent, 'milestone' | 'on' | 'teeth' | 'arch' | 'factIds'>;

/** How an event may be another corrected: at its site within 60 days, or elsewhere within 14; null when it is not. */
export function kinship(once: Omit<Evidence, 'factIds'>, now: Omit<Evidence, 'factIds'>): 'site' | 'day' | null {
  if (once.milestone !== now.milestone) return null;
  const days = Math.abs(daysBetween(once.on, now.on));
  const sharesSite =
    once.teeth.some((tooth) => now.teeth.includes(tooth)) || (once.arch !== null && once.arch === now.arch);
  if (sharesSite && days <= sameSiteDays) return 'site';
  return days <= sameDayDays ? 'day' : null;
}
