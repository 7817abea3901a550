// One message from the words of several templates. In: words in order, the leading first, and the slots. Out: subject
// and body. Rules owned: one greeting, one question, one call line, whatever is carried; nothing is said twice; a text
// that stands alone silences the others; a slot that is missing leaves no half sentence but no message.
import { fill, type Slots } from './liquid.js';
import type { Frame, Words } from './words.js';

export interface Composed {
  readonly subject: string | null;
  readonly body: string;
}

export interface Form {
  readonly frame: Frame;
  readonly isShort: boolean;
  /** Before the last of several reasons to call: "a, b, or c". */
  readonly or: string;
}

/** More reasons than this become a list of their own lines. Source: practice preference. */
const inlineReasons = 2;

export function compose(all: readonly Words[], slots: Slots, form: Form): Composed | null {
  const alone = all.find(({ standsAlone }) => standsAlone);
  const [lead] = alone === undefined ? all : [alone];
  if (lead === undefined) return null;
  const parts = alone === undefined ? framed(all, slots, form) : paragraphsOf([alone.says ?? ''], slots);
  const subject = lead.subject === undefined || form.isShort ? '' : fill(lead.subject, slots);
  if (parts === null || subject === null) return null;
  const body = parts.join(form.isShort ? ' ' : '\n\n');
  return body === '' ? null : { subject: subject.trim() || null, body };
}

function framed(all: readonly Words[], slots: Slots, form: Form): readonly string[] | null {
  const { greeting, callLine, closing } = form.frame;
  const to = paragraphsOf(
    all.flatMap(({ callTo = [] }) => callTo),
    slots,
  );
  const when = paragraphsOf(
    all.flatMap(({ callIf = [] }) => callIf),
    slots,
  );
  if (to === null || when === null) return null;
  const isListed = !form.isShort && when.length > inlineReasons;
  const known = {
    ...slots,
    ...(to.length === 0 ? {} : { callTo: joined(to, form) }),
    ...(when.length === 0 ? {} : { callIf: isListed ? ':' : ` ${joined(when, form)}.` }),
    ...(all.some(({ givesAfterHours }) => givesAfterHours) ? { givesAfterHours: 'yes' } : {}),
  };
  const told = [
    paragraphsOf([greeting], known),
    paragraphsOf([...all.flatMap(({ says }) => says ?? []), ...all.flatMap(({ asks }) => asks ?? [])], known),
    listed(paragraphsOf([callLine], known), isListed ? when : []),
    paragraphsOf([closing], known),
  ];
  return told.includes(null) ? null : told.flatMap((part) => part ?? []);
}

function joined(items: readonly string[], { or }: Form): string {
  const [last = ''] = items.slice(-1);
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')}${or}${last}`;
}

function listed(paragraphs: readonly string[] | null, items: readonly string[]): readonly string[] | null {
  if (paragraphs === null || items.length === 0) return paragraphs;
  return [[...paragraphs, ...items.map((item) => `- ${item}`)].join('\n')];
}

/** Each paragraph once, on one line; null when one cannot be filled. */
function paragraphsOf(sources: readonly string[], slots: Slots): readonly string[] | null {
  const texts = sources.map((source) => fill(source, slots));
  if (texts.includes(null)) return null;
  const paragraphs = texts.flatMap((text) => (text ?? '').split(/\n\s*\n/).map(onOneLine));
  return [...new Set(paragraphs)].filter((paragraph) => paragraph !== '');
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
