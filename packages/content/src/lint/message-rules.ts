// The rules a rendered message is held to. In: a message, its level and what it is for. Out: what is wrong, in words
// with the mend. Rules owned: limits of size and grade, the phone in every message, the fixed emergency words.
import type { ChannelName, ContentLevel, Rendered } from '@implant-journey/core';
import { clinical, dates, expectation, forbidden } from './forbidden.js';
import { readingGrade } from './reading-grade.js';
import { smsSize } from './sms-size.js';
import type { Use } from './uses.js';

export type RuleName =
  | 'no-words'
  | 'optional-slot'
  | 'forbidden-words'
  | 'above-level'
  | 'phone-missing'
  | 'name-missing'
  | 'practice-missing'
  | 'call-line-missing'
  | 'emergency-words'
  | 'sms-too-long'
  | 'too-hard';

export interface Broken {
  readonly rule: RuleName;
  readonly words: string;
}

export interface Checked {
  readonly rendered: Rendered;
  readonly channel: ChannelName;
  readonly level: ContentLevel;
  readonly band: Use['band'];
  readonly values: Readonly<Record<string, string>>;
}

/** Segments a text may take. A neutral text costs little; a specific one tells what to watch. Source: practice preference. */
const maxSegments: Readonly<Record<ContentLevel, number>> = { L0: 2, L1: 2, L2: 4 };
/** Source: docs/protocols.md, reading level. Unit: school years, Flesch-Kincaid. */
const maxGrade = 6;

export function brokenRules(checked: Checked): readonly Broken[] {
  return [...wordRules(checked), ...addressRules(checked), ...sizeRules(checked)];
}

function wordRules({ rendered, level, band }: Checked): readonly Broken[] {
  const text = `${rendered.subject ?? ''}\n${rendered.body}`;
  const found = (rule: RuleName, list: readonly { what: string; pattern: RegExp }[], mend: string) =>
    list.flatMap(({ what, pattern }): Broken[] => {
      const match = pattern.exec(text)?.[0];
      return match === undefined ? [] : [{ rule, words: `says "${match}", ${what}; ${mend}` }];
    });
  const tooMuch = level === 'L2' ? [] : level === 'L1' ? [clinical] : [clinical, dates];
  const expects = band !== 'emergency' && band !== 'urgent' && expectation.exec(text)?.[0];
  const hasCallLine = /\bcall\b[^.]*\bif\b/is.test(text);
  return [
    ...found('forbidden-words', forbidden, 'leave it out'),
    ...found('above-level', tooMuch, `keep it for ${level === 'L0' ? 'a higher level' : 'L2'}`),
    ...(expects && !hasCallLine
      ? [{ rule: 'call-line-missing' as const, words: `says "${expects}" without its limit; add callIf` }]
      : []),
  ];
}

function addressRules({ rendered: { body }, band, values }: Checked): readonly Broken[] {
  const must = (slot: string, rule: RuleName, why: string): readonly Broken[] =>
    body.includes(values[slot] ?? '') ? [] : [{ rule, words: `lacks {{ ${slot} }}; ${why}` }];
  const phones =
    band === 'emergency'
      ? []
      : band === 'urgent'
        ? must('afterHoursPhone', 'phone-missing', 'an urgent answer gives the number that is answered at any hour')
        : must('phone', 'phone-missing', 'give the phone of the location');
  return [
    ...must('name', 'name-missing', 'address the patient by name when it is known'),
    ...must('practice', 'practice-missing', 'say who writes'),
    ...phones,
    ...(band === 'emergency' && !(/\bcall 911\b/i.test(body) && /nearest emergency department now/i.test(body))
      ? [
          {
            rule: 'emergency-words' as const,
            words: 'lacks "call 911" or "nearest emergency department now"; say both',
          },
        ]
      : []),
  ];
}

function sizeRules({ rendered: { body, language }, channel, level }: Checked): readonly Broken[] {
  const { segments, units, alphabet } = smsSize(body);
  const grade = Math.round(readingGrade(body) * 10) / 10;
  const tooLong = channel === 'sms' && segments > maxSegments[level];
  return [
    ...(tooLong
      ? [
          {
            rule: 'sms-too-long' as const,
            words: `takes ${segments} segments (${units} units, ${alphabet}), at most ${maxSegments[level]}; shorten it`,
          },
        ]
      : []),
    ...(language.startsWith('en') && grade > maxGrade
      ? [
          {
            rule: 'too-hard' as const,
            words: `reads at grade ${grade}, at most ${maxGrade}; use shorter words and sentences`,
          },
        ]
      : []),
  ];
}
