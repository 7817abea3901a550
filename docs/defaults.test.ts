// The tables of the docs say what the constants say.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  standardCodeMap,
  standardDropDays,
  standardLeadWeeks,
  standardProtocol,
  standardWindows,
} from '@implant-journey/core';
import { expect, it } from 'vitest';

const doc = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');

/** The cells of the table that begins under a heading. */
function tableUnder(text: string, heading: string): string[][] {
  const [, after = ''] = text.split(`\n## ${heading}\n`);
  const lines = after.split('\n');
  const from = lines.findIndex((line) => line.startsWith('|'));
  const until = lines.findIndex((line, index) => index > from && !line.startsWith('|'));
  return lines.slice(from + 2, until).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const code = (word: string) => `\`${word}\``;

it('windows', () => {
  const real = Object.entries(standardWindows).map(
    ([
      name,
      {
        opensWeeks,
        typicalWeeks: [from, to],
        lateWeeks,
        confidence,
        why,
      },
    ]) => [
      code(name),
      String(opensWeeks),
      from === to ? String(from) : `${from}-${to}`,
      String(lateWeeks),
      confidence,
      why,
    ],
  );
  expect(tableUnder(doc('protocols.md'), 'Windows').map((cells) => cells.slice(0, 6))).toEqual(real);
  expect(doc('protocols.md')).toContain(`dropped ${standardDropDays} days after late`);
  expect(doc('protocols.md')).toContain(`offered ${standardLeadWeeks} weeks before`);
});

it('cadence', () => {
  const everyStep = 'extraction, graft_socket, graft_ridge, graft_sinus, placement, second_stage, abutment';
  const real = standardProtocol.cadence.map((step) => [
    code(step.id),
    step.kind,
    step.purpose,
    step.after.join(', ').replace(`${everyStep}, final`, 'every event').replace(everyStep, 'every event but the final'),
    [...step.onlyIf, ...step.onlyIfAny].join(step.onlyIfAny.length > 0 ? ' or ' : ' and '),
    `${step.afterDays}${step.from === 'window-opens' ? ' from the opening' : ''}${step.repeat === null ? '' : `, then every ${step.repeat.everyDays}, ${step.repeat.times} times`}`,
    step.at,
    `${step.late.sendWithinHours} h${step.late.variant === null ? '' : `, in other words ${step.late.variant.withinHours} h`}`,
    step.why,
    step.source,
  ]);
  expect(tableUnder(doc('protocols.md'), 'Cadence')).toEqual(real);
});

it('reactivation', () => {
  const { begins, messages, staff, rearms } = standardProtocol.reactivation;
  const real = [
    ['begins', `${begins.daysAfterWindowOpens} days after the window opens`, begins.why, begins.source],
    ...messages.map(({ id, afterDays, enabled, why, source }) => [
      code(id),
      `${afterDays} days later${enabled ? '' : ' (switched off)'}`,
      why,
      source,
    ]),
    ['staff call', `${staff.afterDays} days later`, staff.why, staff.source],
    ['begins again', `${rearms.afterDays} days after a broken visit or a release`, rearms.why, rearms.source],
  ];
  expect(tableUnder(doc('protocols.md'), 'Reactivation')).toEqual(real);
});

it('escalation', () => {
  const words = (minutes: number) => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`);
  const real = (['E', 'U', 'S', 'R'] as const).map((tier) => {
    const { respondWithin, acknowledgeWithin, climbEvery, pageOnCall } = standardProtocol.escalation[tier];
    const deadline =
      respondWithin.clock === 'wall'
        ? words(respondWithin.minutes)
        : respondWithin.clock === 'opening-hours'
          ? `${words(respondWithin.minutes)} of opening hours, or by the clock where that is more than ${words(respondWithin.maximumMinutes)} away`
          : `end of working day ${respondWithin.days}`;
    return [
      tier,
      deadline,
      words(acknowledgeWithin.minutes),
      climbEvery.minutes === climbEvery.slowsToMinutes
        ? words(climbEvery.minutes)
        : `${words(climbEvery.minutes)}, later ${words(climbEvery.slowsToMinutes)}`,
      pageOnCall,
      respondWithin.why,
      respondWithin.source,
    ];
  });
  expect(tableUnder(doc('protocols.md'), 'Escalation')).toEqual(real);
});

it('other numbers', () => {
  const { cadence, earlyEscalation, checks, caps, bookedGrace, withdrawal, sendWindow } = standardProtocol;
  const hours = ({ hours: week }: typeof sendWindow.care) =>
    Object.entries(week)
      .map(([day, open]) => `${day} ${open?.open}-${open?.close}`)
      .join(', ');
  const real = [
    ['early call', `day ${earlyEscalation.afterDays}`, earlyEscalation.why, earlyEscalation.source],
    [
      'unanswered check',
      `${checks.notReached.afterHours} h, day 1 ${cadence.find(({ id }) => id === 'day-1-check')?.notReachedAfterHours} h, checks until day ${checks.notReached.untilDay}`,
      checks.notReached.why,
      checks.notReached.source,
    ],
    ['hours for care', hours(sendWindow.care), sendWindow.why, sendWindow.source],
    ['hours for marketing', hours(sendWindow.marketing), sendWindow.why, sendWindow.source],
    ['caps', `${caps.perDay} a day, ${caps.perSevenDays} in any 7 days`, caps.why, caps.source],
    ['booked', `until ${bookedGrace.days} days after its day`, bookedGrace.why, bookedGrace.source],
    ['voided after sending', `${withdrawal.act}, ${withdrawal.afterHours} h later`, withdrawal.why, withdrawal.source],
  ];
  expect(tableUnder(doc('protocols.md'), 'Other numbers')).toEqual(real);
});

it('codes', () => {
  const spelledOut = (text: string) =>
    text.split(' ').flatMap((part) => {
      const [first = '', last = first] = part.split('-');
      return Array.from(
        { length: Number(last.slice(1)) - Number(first.slice(1)) + 1 },
        (_, step) => `D${String(Number(first.slice(1)) + step).padStart(4, '0')}`,
      );
    });
  const told = tableUnder(doc('codes.md'), 'The standard map').map(([codes = '', ...cells]) => [
    spelledOut(codes),
    ...cells,
  ]);
  const real = standardCodeMap.map(({ codes, treatment, arch, validFrom, historyOnly, partial }) => [
    codes,
    code(treatment),
    arch ?? '',
    validFrom ?? '',
    historyOnly ? 'history only' : partial ? 'partial arch' : '',
  ]);
  expect(told).toEqual(real);
});
