// Words that are missing or can never be sent, windows and codes that contradict themselves. In: a protocol. Out: findings.
import type { Protocol } from '../protocol.js';
import { error, type Finding, when } from './finding.js';

export function lintWords({ cadence, reactivation, checks }: Protocol): readonly Finding[] {
  const lines = [
    ...cadence.map((line, index) => ({ ...line, where: `cadence[${index}]` })),
    ...reactivation.messages.map((line, index) => ({ ...line, where: `reactivation.messages[${index}]` })),
  ].filter(({ enabled }) => enabled);
  return [
    ...lines.flatMap(({ where, template, late }) => [
      ...when(isBlank(template), () => noWords(`${where}.template`)),
      ...when(late.variant !== null && isBlank(late.variant.template), () => noWords(`${where}.late.variant.template`)),
      ...when(late.variant !== null && late.variant.withinHours <= late.sendWithinHours, () =>
        error(
          `${where}.late.variant.withinHours`,
          'is not later than sendWithinHours: its words are never sent',
          'use more hours, or leave the variant out',
        ),
      ),
    ]),
    ...lintAnswers(checks.answers),
  ];
}

function lintAnswers(answers: Protocol['checks']['answers']): readonly Finding[] {
  const seen = new Map<string, string>();
  return Object.entries(answers).flatMap(([band, template]) => {
    const where = `checks.answers.${band}`;
    if (isBlank(template)) return [noWords(where)];
    const other = seen.get(template);
    if (other !== undefined)
      return [error(where, `has the words of ${other}`, 'give each band its own: they say different things')];
    seen.set(template, band);
    return [];
  });
}

function isBlank(template: string): boolean {
  return template.trim() === '';
}

function noWords(where: string): Finding {
  return error(where, 'names no template', 'name the words to send');
}

export function lintCases({ cases }: Protocol): readonly Finding[] {
  const windows = Object.entries(cases.windows).flatMap(([name, { opensWeeks, typicalWeeks, lateWeeks }]) => {
    const inOrder = [opensWeeks, ...typicalWeeks, lateWeeks];
    return when(
      inOrder.some((weeks, index) => weeks < (inOrder[index - 1] ?? 0)),
      () => error(`cases.windows.${name}`, 'does not open, become usual and grow late in this order', 'sort its weeks'),
    );
  });
  const dates = cases.codeMap.flatMap(({ validFrom, validTo }, index) =>
    when(validFrom !== undefined && validTo !== undefined && validTo < validFrom, () =>
      error(`cases.codeMap[${index}].validTo`, 'lies before validFrom: the codes never count', 'swap the dates'),
    ),
  );
  const isMapped = cases.codeMap.some(({ treatment }) => treatment === 'placement');
  return [
    ...windows,
    ...dates,
    ...when(!isMapped, () =>
      error(
        'cases.codeMap',
        'maps no code to placement: no implant would be seen',
        'keep the standard entries behind yours',
      ),
    ),
  ];
}
