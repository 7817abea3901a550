// Reads every message a protocol may send before it goes live. In: a protocol and its content. Out: findings, none for
// the standard ones. Rule owned: what is looked at: each template on each channel its steps may use, at each level, for
// each kind of event, with and without the slots that may be missing.
import {
  type ChannelName,
  type Content,
  type ContentLevel,
  type ContentRequest,
  nextOf,
  type Protocol,
} from '@implant-journey/core';
import { optionalSlots } from '../liquid.js';
import { levels } from '../words.js';
import { type Broken, brokenRules, type RuleName } from './message-rules.js';
import { type SampleEvent, type Use, usesOf } from './uses.js';

export interface Finding {
  readonly rule: RuleName;
  readonly template: string;
  readonly channel: ChannelName;
  readonly level: ContentLevel;
  readonly language: string;
  /** What is wrong and how to mend it, with the event it was seen on. */
  readonly words: string;
}

export interface LintOptions {
  /** BCP 47 tags to ask for. Default: English. */
  readonly languages?: readonly string[];
}

/** Made up, long enough to be realistic, and naming no specialty. */
const sampleValues = {
  name: 'Christopher',
  practice: 'Lakeside Family Dental',
  phone: '(312) 555-0100',
  afterHoursPhone: '(312) 555-0199',
  bookingUrl: 'https://book.example.test/lakeside',
  opensOn: '2026-09-14',
};

/**
 * Looks at every message a protocol may send.
 * @returns Findings in the order of the protocol; each once, on the first event it was seen on.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { standardProtocol } from '@implant-journey/core';
 * import { createContent, lintContent } from '@implant-journey/content';
 * assert.deepEqual(lintContent(standardProtocol, createContent()), []);
 * ```
 */
export function lintContent(
  protocol: Protocol,
  content: Content,
  { languages = ['en'] }: LintOptions = {},
): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const language of languages)
    for (const use of usesOf(protocol))
      for (const channel of new Set(use.channels))
        for (const level of levels)
          for (const { rule, words } of lintMessage(content, use, { channel, level, language })) {
            const finding = { rule, template: use.template, channel, level, language, words };
            const key = JSON.stringify({ ...finding, words: words.split(' (')[0] });
            if (!seen.has(key)) seen.set(key, finding);
          }
  return [...seen.values()];
}

type Where = Pick<ContentRequest, 'channel' | 'level'> & { readonly language: string };

function lintMessage(content: Content, use: Use, where: Where): readonly Broken[] {
  const seen = new Set<string>();
  const broken = use.events.flatMap((event) =>
    lintEvent(content, use, where, event, seen).map(
      ({ rule, words }): Broken => ({ rule, words: `${words} (${told(event)})` }),
    ),
  );
  return [...broken, ...(use.band === 'emergency' ? sameAtEveryLevel(content, use, where) : [])];
}

function told({ milestone, traits }: SampleEvent): string {
  return [milestone, ...traits].join(', ');
}

/** @param seen - Messages looked at before: most events share their neutral words. */
function lintEvent(content: Content, use: Use, where: Where, event: SampleEvent, seen: Set<string>): readonly Broken[] {
  const full = valuesOf(use, event);
  const render = (values: Readonly<Record<string, string>>) =>
    content.render({ ...where, templates: [use.template], traits: event.traits, values });
  const messages = [full, without(full, 'opensOn')].map((values) => ({ rendered: render(values), values }));
  const key = JSON.stringify(messages.map(({ rendered }) => rendered));
  if (seen.has(key)) return [];
  seen.add(key);
  if (messages.every(({ rendered }) => rendered === null))
    return [{ rule: 'no-words', words: 'has no words, or one of its templates cannot be filled; write them' }];
  const lacking = optionalSlots
    .filter((slot) => slot in full && render(without(full, slot)) === null)
    .map(
      (slot): Broken => ({
        rule: 'optional-slot',
        words: `needs {{ ${slot} }}, which may be missing; ask {% if ${slot} %} first`,
      }),
    );
  const rules = messages.flatMap(({ rendered, values }) =>
    rendered === null
      ? []
      : brokenRules({ rendered, values, channel: where.channel, level: where.level, band: use.band }),
  );
  return [...lacking, ...rules];
}

function valuesOf({ isCheck }: Use, { milestone }: SampleEvent): Readonly<Record<string, string>> {
  const next = nextOf[milestone];
  return {
    ...sampleValues,
    milestone,
    ...(next === undefined ? {} : { next }),
    ...(isCheck ? { isCheck: 'yes' } : {}),
  };
}

function without(values: Readonly<Record<string, string>>, slot: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== slot));
}

function sameAtEveryLevel(content: Content, use: Use, { channel, language }: Where): readonly Broken[] {
  const [event] = use.events;
  if (event === undefined) return [];
  const request = { templates: [use.template], channel, language, traits: event.traits, values: valuesOf(use, event) };
  const bodies = levels.map((level) => content.render({ ...request, level })?.body);
  return new Set(bodies).size <= 1
    ? []
    : [{ rule: 'emergency-words', words: 'differs from level to level; say the same at each' }];
}
