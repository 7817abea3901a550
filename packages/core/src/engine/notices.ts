// Notices: the alerts and climbs of escalations, on their way to staff. In: a document. Out: those nobody was handed yet,
// and when each is due; the document after a try. Rule owned: what the notifier did not take is tried again soon, then
// later and later, but never late.
import type { Escalation } from '../escalation/escalation.js';
import { instantOf, msOf } from '../shared/instant.js';
import { draw } from '../shared/opaque.js';
import { type Pauses, pauseAfter } from '../shared/pause.js';
import type { JourneyDocument } from './document.js';

/** Between tries to hand a notice over: whoever is told learns of a red flag half a minute after the pager is back, at the
 *  latest. Source: docs/protocols.md. */
const noticePauses: Pauses = { firstMs: 1_000, longestMs: 30_000 };

/** A notice that the notifier did not take. */
export interface UnheardNotice {
  readonly id: string;
  readonly tries: number;
  /** When it is tried again. */
  readonly until: string;
}

export interface OpenNotice {
  readonly id: string;
  readonly dueAt: string;
  readonly recipients: readonly string[];
  readonly escalation: Escalation;
}

/** Notices that nobody was handed yet. */
export function openNotices({ escalations, notified, unheard = [] }: JourneyDocument): readonly OpenNotice[] {
  return escalations.flatMap((escalation) =>
    [escalation.alert, ...escalation.climbs].flatMap(({ at, recipients }, index) => {
      const id = `${escalation.id}/notice-${index}`;
      const dueAt = unheard.find((one) => one.id === id)?.until ?? at;
      return notified.includes(id) ? [] : [{ id, dueAt, recipients, escalation }];
    }),
  );
}

export function handedOver(document: JourneyDocument, id: string): JourneyDocument {
  const { unheard = [], ...rest } = document;
  const left = unheard.filter((one) => one.id !== id);
  const notified = [...new Set([...document.notified, id])];
  return { ...rest, notified, ...(left.length > 0 && { unheard: left }) };
}

/** @returns The same document when another worker has handed it over meanwhile. */
export function notTaken(document: JourneyDocument, id: string, now: string): JourneyDocument {
  if (document.notified.includes(id)) return document;
  const { unheard = [] } = document;
  const tries = 1 + (unheard.find((one) => one.id === id)?.tries ?? 0);
  const until = instantOf(msOf(now) + pauseAfter(tries, draw(`${id}/${tries}`), noticePauses));
  return { ...document, unheard: [...unheard.filter((one) => one.id !== id), { id, tries, until }] };
}
