// The Content port over data. In: languages and a vendor's own texts. Out: `render`. Rules owned: which words a level
// may use, where the portal borrows from the email, how a language falls back, and how a vendor replaces one text
// without copying the rest.
import {
  type ChannelName,
  type Content,
  type ContentLevel,
  type ContentRequest,
  opaque,
  parseOrRefuse,
} from '@implant-journey/core';
import { z } from 'zod';
import { compose } from './compose.js';
import { english } from './english/index.js';
import type { Slots } from './liquid.js';
import { type Language, levels, Texts, type Words } from './words.js';

export interface ContentOptions {
  /** Texts put in place of the standard ones, or beside them, in the first language. Each names its template, channel and level. */
  readonly texts?: z.input<typeof Texts>;
  /** The first is the one every other patient gets. Default: English alone. */
  readonly languages?: readonly [Language, ...Language[]];
}

const Options = z.strictObject({ texts: Texts });

/**
 * The words of the standard protocol.
 * @throws {JourneyError} `protocol/invalid` when a text of the options is no Liquid or uses a slot nobody fills, naming each.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { createContent } from '@implant-journey/content';
 * const values = { practice: 'Harbor Street Dental', phone: '(312) 555-0100', milestone: 'placement' };
 * const request = { templates: ['day-7'], channel: 'sms', level: 'L1', language: 'en', traits: [], values } as const;
 * const own = createContent({ texts: { 'day-7': { sms: { L1: { says: 'One week done.' } } } } });
 * assert.equal(own.render(request)?.body, 'This is Harbor Street Dental. One week done. Questions? Call (312) 555-0100.');
 * ```
 */
export function createContent({ texts = {}, languages: [first, ...others] = [english] }: ContentOptions = {}): Content {
  const own = parseOrRefuse(Options, { texts }, 'protocol/invalid', 'content').texts;
  const languages = [{ ...first, texts: replaced(first.texts, own) }, ...others] as const;
  const ownVersion = Object.keys(own).length === 0 ? '' : `, own texts ${opaque(JSON.stringify(own))}`;
  return {
    render: (request) => {
      const language = languageFor(request.language, languages);
      const words = renderIn(language, request);
      const version = `${language.tag} ${language.version}${language === languages[0] ? ownVersion : ''}`;
      return words === null ? null : { ...words, language: language.tag, version };
    },
  };
}

function renderIn(language: Language, request: ContentRequest) {
  const { channel, level } = request;
  const isShort = channel === 'sms';
  const words = [...new Set(request.templates)].map((template) => wordsFor(language.texts, template, channel, level));
  if (words.includes(null)) return null;
  return compose(
    words.flatMap((one) => one ?? []),
    slotsOf(request, language),
    {
      frame: isShort ? language.frames.short : language.frames.long,
      isShort,
      or: language.or,
    },
  );
}

/** The words of the highest level that may be told. */
function wordsFor(texts: Texts, template: string, channel: ChannelName, level: ContentLevel): Words | null {
  const own = Object.hasOwn(texts, template) ? texts[template] : undefined;
  const byLevel = own?.[channel] ?? (channel === 'portal' ? own?.email : undefined);
  const allowed = levels.slice(0, levels.indexOf(level) + 1);
  return allowed.flatMap((one) => byLevel?.[one] ?? []).at(-1) ?? null;
}

function slotsOf({ values, traits }: ContentRequest, { months }: Language): Slots {
  const month = months[Number(values.opensOn?.slice(5, 7)) - 1];
  return { ...values, ...(month === undefined ? {} : { month }), traits };
}

/** The language itself, a relative of it (`en` for `en-US`), or the first. */
function languageFor(tag: string | null, languages: readonly [Language, ...Language[]]): Language {
  const primary = (one: string) => one.toLowerCase().split('-')[0];
  const relative = (one: Language) => tag !== null && primary(one.tag) === primary(tag);
  return languages.find((one) => one.tag === tag) ?? languages.find(relative) ?? languages[0];
}

function replaced(standard: Texts, own: Texts): Texts {
  const names = [...new Set([...Object.keys(standard), ...Object.keys(own)])];
  return Object.fromEntries(
    names.map((name) => {
      const channels = [...new Set([...Object.keys(standard[name] ?? {}), ...Object.keys(own[name] ?? {})])];
      const merged = (channels as ChannelName[]).map((channel) => [
        channel,
        { ...standard[name]?.[channel], ...own[name]?.[channel] },
      ]);
      return [name, Object.fromEntries(merged)];
    }),
  );
}
