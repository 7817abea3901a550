// People who would hear too late. In: a protocol. Out: findings. Rule owned: the longest a tier, an unanswered check or a
// silent patient may wait for a person, whatever a practice sets.
import type { TierPolicy } from '../../escalation/escalation.js';
import type { Protocol } from '../protocol.js';
import { error, type Finding, warning, when } from './finding.js';

/** Unit: minutes. E and U by any clock. Source: docs/protocols.md, red flags and tiers. */
const longest = { E: 60, U: 60, S: 240 } as const;
/** A night may pass, a weekend may not. Unit: minutes. */
const longestNight = 24 * 60;
/** The next day somebody calls. Unit: hours. Source: docs/protocols.md, healing facts by day. */
const longestSilenceHours = 24;
/** Three to four weeks of invitations, and some days for a call by machine. Unit: days. Source: product brief. */
const longestSequenceDays = 35;

export function lintEscalation({ escalation }: Protocol): readonly Finding[] {
  return [
    ...(['E', 'U'] as const).flatMap((tier) => lintAnyHour(`escalation.${tier}`, escalation[tier], longest[tier])),
    ...lintLowScore('escalation.S', escalation.S),
    ...lintNextDay('escalation.R', escalation.R),
  ];
}

function lintAnyHour(where: string, { respondWithin, pageOnCall }: TierPolicy, minutes: number): readonly Finding[] {
  const isSlow = respondWithin.clock !== 'wall' || respondWithin.minutes > minutes;
  return [
    ...when(isSlow, () =>
      error(
        `${where}.respondWithin`,
        `is not within ${minutes} minutes by any clock`,
        `use clock wall and ${minutes} or less`,
      ),
    ),
    ...when(pageOnCall !== 'at-any-hour', () =>
      error(`${where}.pageOnCall`, 'does not page the on-call clinician at any hour', 'use at-any-hour'),
    ),
  ];
}

function lintLowScore(where: string, { respondWithin }: TierPolicy): readonly Finding[] {
  if (respondWithin.clock === 'working-days' || respondWithin.minutes > longest.S)
    return [error(`${where}.respondWithin`, 'is later than a call within 4 hours', `use ${longest.S} minutes or less`)];
  return when(respondWithin.clock === 'opening-hours' && respondWithin.maximumMinutes > longestNight, () =>
    error(
      `${where}.respondWithin.maximumMinutes`,
      'lets more than a night pass before a low score is called back',
      `use ${longestNight} or less`,
    ),
  );
}

function lintNextDay(where: string, { respondWithin }: TierPolicy): readonly Finding[] {
  return when(respondWithin.clock === 'working-days' && respondWithin.days > 1, () =>
    warning(`${where}.respondWithin.days`, 'is later than the next working day', 'use 1'),
  );
}

export function lintStaffSteps({ checks, reactivation }: Protocol): readonly Finding[] {
  const sent = reactivation.messages.filter(({ enabled }) => enabled);
  const days = sent.reduce((sum, { afterDays }) => sum + afterDays, reactivation.staff.afterDays);
  return [
    ...when(checks.notReached.afterHours > longestSilenceHours, () =>
      error(
        'checks.notReached.afterHours',
        'is later than the day after a surgical check nobody answered',
        `use ${longestSilenceHours} or less`,
      ),
    ),
    ...when(reactivation.enabled && days > longestSequenceDays, () =>
      warning(
        'reactivation.staff.afterDays',
        `brings a person in ${days} days after the first message`,
        `use less; the sequence should end within ${longestSequenceDays} days`,
      ),
    ),
  ];
}
