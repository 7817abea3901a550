// A cadence that its own caps do not let through. In: a protocol. Out: a finding. Rule owned: what one event alone wants
// in seven days must fit the caps, or a step moves; one that moves further than it is worth sending never arrives.
import type { MilestoneName } from '../../journey/fact.js';
import type { Window } from '../../journey/windows.js';
import { leading } from '../../plan/clinical-event.js';
import { hasRoom, order } from '../../plan/merge-and-cap.js';
import { windowPromptAfterDays } from '../plan-cadence.js';
import type { CadenceStep, Protocol, Purpose, Trait } from '../protocol.js';
import { error, type Finding, warning } from './finding.js';
import { canHave, exclusivePair, windowsAfter } from './possible-events.js';

interface Wanted {
  readonly id: string;
  readonly day: number;
  readonly purpose: Purpose;
  readonly patienceDays: number;
}

interface Moved extends Wanted {
  readonly milestone: MilestoneName;
  readonly to: number;
}

/** @returns The step of one event that the caps move furthest, or nothing. */
export function lintCaps(protocol: Protocol): readonly Finding[] {
  const moved = leading
    .flatMap((milestone) =>
      sequencesAfter(milestone, protocol).flatMap((wanted) => movesOf(milestone, wanted, protocol)),
    )
    .sort((a, b) => Number(isLost(b)) - Number(isLost(a)) || b.to - b.day - (a.to - a.day));
  const [worst] = moved;
  if (worst === undefined) return [];
  const { perSevenDays } = protocol.caps;
  const problem = `is ${perSevenDays}, less than the steps after one ${worst.milestone}: ${worst.id} moves from day ${worst.day} to day ${worst.to}`;
  return isLost(worst)
    ? [error('caps.perSevenDays', `${problem}, too late to be sent`, 'raise the cap or send less')]
    : [warning('caps.perSevenDays', problem, 'raise the cap or spread the steps')];
}

function isLost({ to, day, patienceDays }: Moved): boolean {
  return to - day > patienceDays;
}

/** Where the steps of one event come to lie, as planning places them: the urgent first, a day carries any number. */
function movesOf(milestone: MilestoneName, wanted: readonly Wanted[], { caps }: Protocol): readonly Moved[] {
  const days = new Set<number>();
  const byUrgency = [...wanted].sort(
    (a, b) => order.indexOf(a.purpose) - order.indexOf(b.purpose) || a.day - b.day || (a.id < b.id ? -1 : 1),
  );
  return byUrgency.flatMap((one) => {
    let to = one.day;
    while (!days.has(to) && !hasRoom((day) => Number(days.has(day)), to, caps.perSevenDays)) to += 1;
    days.add(to);
    return to === one.day ? [] : [{ ...one, milestone, to }];
  });
}

const jaws: readonly Trait[] = ['lower-jaw', 'upper-jaw'];
const kinds: readonly Trait[] = ['single', 'bridge', 'full-arch', 'overdenture'];

/** What each kind of event after a milestone wants, by jaw, kind of case and window. */
function sequencesAfter(milestone: MilestoneName, protocol: Protocol): readonly (readonly Wanted[])[] {
  return jaws.flatMap((jaw) =>
    kinds.flatMap((kind) => {
      const lines = protocol.cadence.filter((line) => line.enabled && suits(line, milestone, [jaw, kind]));
      return windowsAfter(milestone, protocol.cases.windows).map((window) => [
        ...lines.flatMap((line) => daysOf(line, milestone, window)),
        ...invitations(protocol, milestone, window),
      ]);
    }),
  );
}

function suits({ after, onlyIf, onlyIfAny }: CadenceStep, milestone: MilestoneName, given: readonly Trait[]): boolean {
  const isPossible = (trait: Trait) =>
    given.includes(trait) ||
    (!jaws.includes(trait) &&
      !kinds.includes(trait) &&
      canHave(milestone, trait) &&
      exclusivePair([...given, trait]) === null);
  return (
    after.includes(milestone) && onlyIf.every(isPossible) && (onlyIfAny.length === 0 || onlyIfAny.some(isPossible))
  );
}

function daysOf(line: CadenceStep, milestone: MilestoneName, window: Window): readonly Wanted[] {
  const { id, purpose, repeat, late } = line;
  const first = firstDay(line, milestone, window);
  if (first === null) return [];
  const patienceDays = Math.max(late.sendWithinHours, late.variant?.withinHours ?? 0) / 24;
  const { everyDays, times } = repeat ?? { everyDays: 0, times: 1 };
  const until = repeat === null || purpose === 'recall' ? Number.POSITIVE_INFINITY : window.lateWeeks * 7;
  return Array.from({ length: times }, (_, index) => first + index * everyDays)
    .filter((day) => day >= 0 && day <= until)
    .map((day) => ({ id, day, purpose, patienceDays }));
}

function firstDay(line: CadenceStep, milestone: MilestoneName, { opensWeeks, typicalWeeks }: Window): number | null {
  if (line.from === 'event') return line.notAfterUsual ? Math.min(line.afterDays, typicalWeeks[0] * 7) : line.afterDays;
  const day = opensWeeks * 7 + line.afterDays;
  return milestone === 'final' || day <= windowPromptAfterDays ? null : day;
}

function invitations({ reactivation }: Protocol, milestone: MilestoneName, window: Window): readonly Wanted[] {
  if (!reactivation.enabled || milestone === 'final') return [];
  let day = window.opensWeeks * 7 + reactivation.begins.daysAfterWindowOpens;
  return reactivation.messages
    .filter(({ enabled }) => enabled)
    .map(({ id, afterDays, late }) => {
      day += afterDays;
      return { id, day, purpose: 'reactivation', patienceDays: late.sendWithinHours / 24 };
    });
}
