// The words of a protocol. A content package renders templates; core knows their names only.
import type { ChannelName } from '../cadence/protocol.js';
import type { ContentLevel } from './channel.js';

export interface ContentRequest {
  /** The leading template first; the others are carried by the same message. */
  readonly templates: readonly string[];
  readonly channel: ChannelName;
  /** The most it may tell on this road. */
  readonly level: ContentLevel;
  /** BCP 47 tag of the patient; the content falls back to what it has. */
  readonly language: string | null;
  /** Milestone and traits of the event, names, phones, links, months: text by slot. */
  readonly values: Readonly<Record<string, string>>;
  readonly traits: readonly string[];
}

export interface Rendered {
  readonly subject: string | null;
  readonly body: string;
  readonly language: string;
  /** Which texts these are, such as `en 1`: the audit tells it with every message. */
  readonly version: string;
}

export interface Content {
  /** Null when it has no words for the template on this channel: the next channel is tried. */
  render(request: ContentRequest): Rendered | null;
}
