// What was answered, item by item. In: an item and the raw answer of a page, a text or a call. Out: the answer read in
// the item's own terms. Rule owned: what does not fit an item is never guessed and never taken for a "no".
import { type Item, optionsOf } from './instrument.js';

/** Raw answers by item id, as a `check-answer` fact holds them. */
export type CheckAnswers = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** One answer, read. */
export type Answer =
  /** Nothing was answered. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'number'; readonly value: number }
  /** Options that were chosen; `unknown` when something else was among them. */
  | { readonly kind: 'options'; readonly chosen: readonly string[]; readonly unknown: boolean }
  | { readonly kind: 'yes-no'; readonly yes: boolean }
  | { readonly kind: 'text'; readonly text: string }
  /** A number, or anything else, that is not on the scale. */
  | { readonly kind: 'odd-scale' }
  /** Of a kind the item does not take. */
  | { readonly kind: 'unreadable' };

/** Reads one answer. A form's text counts as the number or yes it spells; spaces around it do not matter. */
export function readAnswer(item: Item, answers: CheckAnswers): Answer {
  const given = Object.hasOwn(answers, item.id) ? answers[item.id] : undefined;
  const raw = typeof given === 'string' ? given.trim() : given;
  if (raw === undefined || raw === '' || (Array.isArray(raw) && raw.length === 0)) return { kind: 'missing' };
  switch (item.kind) {
    case 'scale':
      return readNumber(raw, item);
    case 'yes-no':
      if (raw === true || raw === 'yes') return { kind: 'yes-no', yes: true };
      return raw === false || raw === 'no' ? { kind: 'yes-no', yes: false } : { kind: 'unreadable' };
    case 'text':
      return { kind: 'text', text: typeof raw === 'object' ? raw.join(' ') : String(raw) };
    case 'red-flags':
    case 'boxes':
    case 'choice':
      return readOptions(raw, item);
    default:
      return item satisfies never;
  }
}

type Given = CheckAnswers[string];

function readNumber(raw: Given, { min, max }: { min: number; max: number }): Answer {
  const value = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw;
  const isOnScale = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return isOnScale ? { kind: 'number', value } : { kind: 'odd-scale' };
}

function readOptions(raw: Given, item: Item): Answer {
  const given = typeof raw === 'object' ? raw : [String(raw)];
  const chosen: string[] = [];
  for (const { id } of optionsOf(item)) if (given.includes(id)) chosen.push(id);
  const tooMany = item.kind === 'choice' && chosen.length > 1;
  return { kind: 'options', chosen, unknown: tooMany || given.some((id) => !chosen.includes(id)) };
}

/** Whether the answer answers the item: a flag does, also beside something unknown; something unknown alone does not. */
export function isAnswered(answer: Answer): boolean {
  switch (answer.kind) {
    case 'missing':
    case 'odd-scale':
    case 'unreadable':
      return false;
    case 'options':
      return answer.chosen.some((id) => id !== 'none') || (answer.chosen.length > 0 && !answer.unknown);
    case 'number':
    case 'yes-no':
    case 'text':
      return true;
    default:
      return answer satisfies never;
  }
}
