// Filling slots. In: a template and what is known. Out: its text, or null when a slot it needs is missing. Rule owned:
// no half sentence is ever sent; templates read no files and reach nothing but the slots.
import { Liquid, type Template } from 'liquidjs';

/** Slots of core that every message has. Source: valuesFor in the engine of core. */
const certainSlots = ['practice', 'phone', 'afterHoursPhone', 'milestone', 'traits'] as const;
/** Slots that may be missing: `{% if name %}` asks. `month` is written out from the day the window opens. */
export const optionalSlots = ['name', 'bookingUrl', 'next', 'isCheck', 'opensOn', 'month'] as const;
export const slotNames: readonly string[] = [...certainSlots, ...optionalSlots];

export type Slots = Readonly<Record<string, string | readonly string[]>>;

const engine = new Liquid({ strictVariables: true, strictFilters: true, lenientIf: true, templates: {} });
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];

const parsed = new Map<string, Template[]>();

function parse(source: string): Template[] {
  const known = parsed.get(source) ?? engine.parse(source);
  parsed.set(source, known);
  return known;
}

/** The filled text; null when it needs a slot that is missing. */
export function fill(source: string, slots: Slots): string | null {
  try {
    return engine.renderSync(parse(source), slots);
  } catch {
    return null;
  }
}

/** Why a template cannot be read; null when it can. */
export function templateError(source: string): string | null {
  try {
    parse(source);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export function slotsUsedIn(source: string): readonly string[] {
  return engine.globalVariablesSync(parse(source));
}

export function isSlot(slot: string): boolean {
  return slotNames.includes(slot);
}
