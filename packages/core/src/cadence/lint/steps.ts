// Lines of a cadence that can never happen, or that something other than the patient's healing would hold back. In: a
// protocol. Out: findings. Rule owned: safety content is never in the hands of a booking, a holdout or a marketing consent.
import { leading } from '../../plan/clinical-event.js';
import { windowPromptAfterDays } from '../plan-cadence.js';
import type { CadenceStep, Protocol } from '../protocol.js';
import { error, type Finding, warning, when } from './finding.js';
import { canHave, exclusivePair, reachable, windowsAfter } from './possible-events.js';

/** Names that steps of the engine itself bear. */
const reserved: ReadonlySet<string> = new Set([
  'answer',
  'early-escalation',
  'message-not-allowed',
  'reactivation',
  'reactivation-staff',
  'withdrawn',
]);

export function lintIds({ cadence, reactivation, checks }: Protocol): readonly Finding[] {
  const seen = new Set<string>();
  const lines = [
    ...cadence.map(({ id }, index) => ({ id, where: `cadence[${index}].id` })),
    ...reactivation.messages.map(({ id }, index) => ({ id, where: `reactivation.messages[${index}].id` })),
  ];
  const steps = lines.flatMap(({ id, where }) => {
    if (reserved.has(id)) return [error(where, `is ${id}, a name of the engine itself`, 'choose another id')];
    if (seen.has(id)) return [error(where, `is ${id}, which is used before`, 'give each step its own id')];
    seen.add(id);
    return [];
  });
  const instruments = checks.instruments.flatMap(({ id }, index) =>
    when(checks.instruments.findIndex((other) => other.id === id) < index, () =>
      error(`checks.instruments[${index}].id`, `is ${id}, which is used before`, 'give each instrument its own id'),
    ),
  );
  return [...steps, ...instruments];
}

export function lintSteps(protocol: Protocol): readonly Finding[] {
  return protocol.cadence.flatMap((line, index) => {
    if (!line.enabled) return [];
    const where = `cadence[${index}]`;
    const events = lintEvents(line, where);
    return [
      ...events,
      ...(events.length > 0 ? [] : lintDays(line, where, protocol)),
      ...lintCheck(line, where, protocol),
      ...lintSafety(line, where),
    ];
  });
}

/** Events the line names or asks for that do not exist. */
function lintEvents(line: CadenceStep, where: string): readonly Finding[] {
  const unknown = line.after.flatMap((milestone, index) =>
    when(!leading.includes(milestone), () =>
      error(`${where}.after[${index}]`, `names ${milestone}, which no message follows`, `use ${leading.join(', ')}`),
    ),
  );
  if (unknown.length > 0 || reachable(line).length > 0) return unknown;
  const pair = exclusivePair(line.onlyIf);
  if (pair !== null)
    return [
      error(`${where}.onlyIf`, `asks for ${pair[0]} and ${pair[1]}, which no event is at once`, 'drop one of them'),
    ];
  const missing = line.onlyIf.find((trait) => !line.after.some((milestone) => canHave(milestone, trait)));
  return missing === undefined
    ? [error(`${where}.onlyIfAny`, `has no trait that can go with ${line.after.join(' or ')}`, 'change it or `after`')]
    : [
        error(
          `${where}.onlyIf`,
          `asks for ${missing}, which ${line.after.join(' or ')} never is`,
          'change it or `after`',
        ),
      ];
}

/** Days that lie before the event or after every wait. */
function lintDays(line: CadenceStep, where: string, { cases }: Protocol): readonly Finding[] {
  const { afterDays, repeat } = line;
  if (line.from === 'event' && afterDays < 0)
    return [error(`${where}.afterDays`, 'lies before the event itself', 'use 0 or more')];
  const windows = reachable(line).flatMap((milestone) => windowsAfter(milestone, cases.windows));
  if (line.from === 'window-opens') {
    const waiting = reachable(line).filter((milestone) => milestone !== 'final');
    const opens = waiting.flatMap((milestone) => windowsAfter(milestone, cases.windows).map(firstDayOf));
    if (opens.every((day) => day + afterDays <= windowPromptAfterDays))
      return [
        error(
          `${where}.from`,
          `counts from windows that open too soon after ${line.after.join(' or ')}: it never goes out`,
          `count from the event, or follow an event whose window opens more than ${windowPromptAfterDays - afterDays} days later`,
        ),
      ];
  }
  if (repeat === null || line.purpose === 'recall') return [];
  const latest = Math.max(...windows.map(({ lateWeeks }) => lateWeeks * 7));
  const first = afterDays + (line.from === 'event' ? 0 : Math.min(...windows.map(firstDayOf)));
  if (first > latest)
    return [
      error(`${where}.afterDays`, `begins on day ${first}, when every wait is over (day ${latest})`, 'begin earlier'),
    ];
  const possible = Math.floor((latest - first) / repeat.everyDays) + 1;
  return when(repeat.times > possible, () =>
    warning(
      `${where}.repeat.times`,
      `is ${repeat.times}, but the longest wait is over on day ${latest}`,
      `use ${possible} or fewer`,
    ),
  );
}

const firstDayOf = ({ opensWeeks }: { readonly opensWeeks: number }) => opensWeeks * 7;

function lintCheck(line: CadenceStep, where: string, { checks }: Protocol): readonly Finding[] {
  const { kind, instrument } = line;
  if (kind === 'message')
    return when(instrument !== null, () =>
      warning(`${where}.instrument`, 'is never asked: the step is a message', 'make it a check, or leave it out'),
    );
  if (instrument === null)
    return [error(`${where}.instrument`, 'is missing: the check asks nothing', 'name one of checks.instruments')];
  const known = checks.instruments.map(({ id }) => id);
  return when(!known.includes(instrument), () =>
    error(
      `${where}.instrument`,
      `is ${instrument}, which the protocol does not have`,
      `use ${known.join(', ') || 'one you add'}`,
    ),
  );
}

function lintSafety(line: CadenceStep, where: string): readonly Finding[] {
  if (line.purpose !== 'safety')
    return when(line.kind === 'check', () =>
      error(
        `${where}.purpose`,
        `is ${line.purpose}: a hold, a complication or a holdout would withhold the check`,
        'make it safety',
      ),
    );
  return [
    ...when(line.messageClass === 'marketing', () =>
      error(
        `${where}.messageClass`,
        'is marketing, on a safety step: most patients would never get it',
        'make it care',
      ),
    ),
    ...when(line.unlessBooked, () =>
      error(`${where}.unlessBooked`, 'withholds safety content from whoever has booked', 'make it false'),
    ),
  ];
}
