// The words of one template as data. In: texts as a language folder or a vendor writes them. Out: the same, parsed, or
// the fields at fault with their mend. Rule owned: what a text is made of, so that several can become one message.

import type { ContentLevel } from '@implant-journey/core';
import { channels } from '@implant-journey/core';
import { z } from 'zod';
import { isSlot, slotNames, slotsUsedIn, templateError } from './liquid.js';

/** Liquid with the slots of slots.ts; nothing else can be filled in. */
const Template = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const error = templateError(source);
    if (error !== null) {
      context.addIssue({ code: 'custom', message: `is not Liquid that can be read (${error}); correct it` });
      return;
    }
    const unknown = slotsUsedIn(source).filter((slot) => !isSlot(slot));
    for (const slot of unknown)
      context.addIssue({ code: 'custom', message: `uses ${slot}, which nobody fills; use ${slotNames.join(', ')}` });
  });

export const Words = z
  .strictObject({
    /** Above an email or portal message; a text has none. */
    subject: Template.optional(),
    /** What is told. A blank line parts paragraphs; other line ends count as spaces. */
    says: Template.optional(),
    /** What is asked. It stands at the end, once, however many texts of one message ask the same. */
    asks: Template.optional(),
    /** What to call for, each ending "Call us ...": `to plan it`; the booking link follows. One that renders to nothing is left out. */
    callTo: z.array(Template).readonly().optional(),
    /** When to call, each ending "Call us if ...": `you have a fever`. One that renders to nothing is left out. */
    callIf: z.array(Template).readonly().optional(),
    /** The number answered when the location is closed is told too, where it is another. */
    givesAfterHours: z.boolean().optional(),
    /** Sent alone and as it is: no greeting, no call line, nothing carried beside it. */
    standsAlone: z.boolean().optional(),
  })
  .refine(({ says, asks }) => says !== undefined || asks !== undefined, {
    error: 'says nothing; give says or asks',
  });
export type Words = z.output<typeof Words>;

export const levels = ['L0', 'L1', 'L2'] as const satisfies readonly ContentLevel[];

/** Words by level. A level without words of its own uses those of the next lower level that has some. */
const WordsByLevel = z.partialRecord(z.enum(levels), Words);

/** Words by channel. The portal uses those of the email where it has none of its own. */
const WordsByChannel = z.partialRecord(z.enum(channels), WordsByLevel);

/** Words by template name, channel and level. */
export const Texts = z.record(z.string().min(1), WordsByChannel);
export type Texts = z.output<typeof Texts>;

/** What stands around the words of a message. Liquid with the slots, `callTo`, `callIf` and `givesAfterHours`. */
export const Frame = z.strictObject({
  greeting: z.string(),
  /** The one call line. `callTo` and `callIf` are joined and may be missing. */
  callLine: z.string(),
  closing: z.string(),
});
export type Frame = z.output<typeof Frame>;

/** One language: everything that has to be translated, emergency text included. */
export interface Language {
  /** BCP 47 tag. */
  readonly tag: string;
  /** Grows with every change of its texts or frames: the audit tells it with each message. */
  readonly version: number;
  readonly months: readonly string[];
  /** Before the last of several reasons to call. */
  readonly or: string;
  /** `short` for channels without paragraphs (sms), `long` for the others. */
  readonly frames: { readonly short: Frame; readonly long: Frame };
  readonly texts: Texts;
}
