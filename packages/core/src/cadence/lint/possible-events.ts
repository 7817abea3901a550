// Which events a line of a protocol can follow at all. In: a line. Out: the milestones whose events can have the traits
// it asks for, and the days its waits have. Rule owned: what excludes what, as the events themselves are derived.
import type { MilestoneName } from '../../journey/fact.js';
import type { WaitName, Window } from '../../journey/windows.js';
import { leading, surgical } from '../../plan/clinical-event.js';
import type { CadenceStep, Protocol, Trait } from '../protocol.js';

/** Milestones that must be among those of the day, one of each list, for the event to have the trait. */
const needs: Readonly<Partial<Record<Trait, readonly (readonly MilestoneName[])[]>>> = {
  surgery: [[...surgical]],
  sinus: [['graft_sinus']],
  implant: [['placement']],
  arch: [[...surgical]],
  immediate: [['placement'], ['extraction']],
  'second-stage': [['second_stage']],
  final: [['final']],
};

/** Traits of which an event has at most one. */
const alternatives: readonly (readonly Trait[])[] = [
  ['lower-jaw', 'upper-jaw'],
  ['single', 'bridge', 'full-arch', 'overdenture'],
  ['arch', 'single'],
  ['arch', 'bridge'],
];

/** Two of the traits that no event has both of; null when all of them can go together. */
export function exclusivePair(wanted: readonly Trait[]): readonly [Trait, Trait] | null {
  for (const group of alternatives) {
    const [first, second] = group.filter((trait) => wanted.includes(trait));
    if (first !== undefined && second !== undefined) return [first, second];
  }
  return null;
}

/** Whether an event named by a milestone can have a trait: what leads a day does not hide what else was done on it. */
export function canHave(milestone: MilestoneName, trait: Trait): boolean {
  const rank = leading.indexOf(milestone);
  return (needs[trait] ?? []).every((oneOf) => oneOf.some((needed) => rank <= leading.indexOf(needed)));
}

/** The milestones a line can really follow. */
export function reachable({ after, onlyIf, onlyIfAny }: CadenceStep): readonly MilestoneName[] {
  const choices = onlyIfAny.length === 0 ? [onlyIf] : onlyIfAny.map((one) => [...onlyIf, one]);
  return after.filter(
    (milestone) =>
      leading.includes(milestone) &&
      choices.some((traits) => exclusivePair(traits) === null && traits.every((trait) => canHave(milestone, trait))),
  );
}

/** The windows of the waits that can follow a milestone. */
export function windowsAfter(milestone: MilestoneName, windows: Protocol['cases']['windows']): readonly Window[] {
  const names = Object.keys(windows) as WaitName[];
  return names.filter((name) => name === milestone || name.startsWith(`${milestone}_`)).map((name) => windows[name]);
}
