// Hours in which messages may go out, and the lines that fall outside them. In: a protocol. Out: findings. Rules owned:
// nothing goes out before 8 or after 21 by the patient's clock, whatever a practice sets; a step that must wait longer
// than it is worth sending is a mistake.
import { type Weekday, weekdays } from '../../practice/practice.js';
import { dateOfEpochDay, epochDayOf } from '../../shared/epoch-day.js';
import { longestHoldDays, type SendWindow } from '../contact-window.js';
import type { Protocol } from '../protocol.js';
import { error, type Finding, warning, when } from './finding.js';

/** No message outside these hours. Source: 47 CFR 64.1200(c)(1). */
const clamp = { open: '08:00', close: '21:00' };

type MessageClass = 'care' | 'marketing';
const classes: readonly MessageClass[] = ['care', 'marketing'];

export function lintSendWindow({ sendWindow }: Protocol): readonly Finding[] {
  return classes.flatMap((messageClass) => {
    const window = sendWindow[messageClass];
    const hours = openHours(window).flatMap(({ weekday, open, close }) =>
      when(open < clamp.open || close > clamp.close, () =>
        error(
          `sendWindow.${messageClass}.hours.${weekday}`,
          `reaches beyond ${clamp.open} to ${clamp.close}, the hours of federal rules`,
          'narrow it; a clinic that opens earlier still sends later',
        ),
      ),
    );
    const closed = Math.max(...sampleDays(window).map((day) => closedFrom(day, window)));
    return [
      ...hours,
      ...when(closed >= longestHoldDays, () =>
        error(
          `sendWindow.${messageClass}.closedOn`,
          `closes ${longestHoldDays} days or more in a row: messages cannot wait that long`,
          'close fewer days',
        ),
      ),
    ];
  });
}

/** Every line whose time of day, or whose patience, does not fit the hours of its class. */
export function lintTimes({ cadence, reactivation, earlyEscalation, sendWindow }: Protocol): readonly Finding[] {
  const lines = cadence.flatMap((line, index) => (line.enabled ? [{ ...line, where: `cadence[${index}]` }] : []));
  const invitations = reactivation.messages.filter(({ enabled }) => enabled && reactivation.enabled);
  const classesOfInvitations = new Set(invitations.map(({ messageClass }) => messageClass));
  return [
    ...lines.flatMap(({ at, messageClass, where, late }) => {
      const window = sendWindow[messageClass];
      const outside = lintTime(`${where}.at`, at, messageClass, window);
      return outside.length > 0 ? outside : lintPatience(`${where}.late`, at, late.sendWithinHours, window);
    }),
    ...[...classesOfInvitations].flatMap((one) => lintTime('reactivation.at', reactivation.at, one, sendWindow[one])),
    ...(earlyEscalation.enabled ? lintTime('earlyEscalation.at', earlyEscalation.at, 'care', sendWindow.care) : []),
  ];
}

function lintTime(where: string, at: string, messageClass: MessageClass, window: SendWindow): readonly Finding[] {
  const open = openHours(window);
  const outside = open.filter((hours) => at < hours.open || at >= hours.close).map(({ weekday }) => weekday);
  const days = outside.length === open.length ? 'every day' : outside.join(' and ');
  return when(outside.length > 0, () =>
    warning(
      where,
      `is ${at}, outside the ${messageClass} hours of ${days}: it waits for the next opening`,
      'choose a time inside the hours',
    ),
  );
}

/** Closed days make a step wait; longer than it is worth sending, it says what is no longer true. */
function lintPatience(where: string, at: string, sendWithinHours: number, window: SendWindow): readonly Finding[] {
  const waits = sampleDays(window).map((day) => {
    const closed = closedFrom(day, window);
    const opens = closed === 0 ? at : (window.hours[weekdayOf(day + closed)]?.open ?? at);
    return closed * 24 + hourOf(opens) - hourOf(at);
  });
  const longest = Math.max(...waits);
  return when(longest > sendWithinHours, () =>
    warning(
      `${where}.sendWithinHours`,
      `is ${sendWithinHours}, but closed days make it wait up to ${Math.ceil(longest)} hours`,
      'open those days, or write words for a later day',
    ),
  );
}

function openHours({ hours }: SendWindow) {
  return weekdays.flatMap((weekday) => {
    const ofDay = hours[weekday];
    return ofDay === undefined ? [] : [{ weekday, ...ofDay }];
  });
}

/** A week without closed days of its own, and the closed days. */
function sampleDays({ closedOn }: SendWindow): readonly number[] {
  return [...weekdays.keys(), ...closedOn.map(epochDayOf)];
}

/** How many days in a row are closed from a day on. */
function closedFrom(day: number, window: SendWindow): number {
  let closed = 0;
  while (closed < longestHoldDays && isClosed(day + closed, window)) closed += 1;
  return closed;
}

function isClosed(day: number, { hours, closedOn }: SendWindow): boolean {
  return hours[weekdayOf(day)] === undefined || closedOn.includes(dateOfEpochDay(day));
}

/** The first day of 1970 was a Thursday. */
function weekdayOf(day: number): Weekday {
  return weekdays[(day + 3) % 7] as Weekday;
}

function hourOf(time: string): number {
  return Number(time.slice(0, 2)) + Number(time.slice(3)) / 60;
}
