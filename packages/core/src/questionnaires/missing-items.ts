// Which answers a check still needs, and what is true of those it has. In: an instrument, the answers as read, the
// day and traits. Out: ids of items to ask again. Rules owned: a missing answer is not a "no"; a raised red flag ends
// the check, so that nothing after it is missed; a number off the scale is asked again.
import { type Answer, isAnswered } from './answers.js';
import type { Instrument, Item, Test } from './instrument.js';
import { type CheckContext, isAsked } from './items-for.js';

/** The answers of a check by item id. */
export type ReadAnswers = ReadonlyMap<string, Answer>;

/** Items without which there is no verdict, in order. */
export function missingItems({ items }: Instrument, read: ReadAnswers, context: CheckContext): readonly string[] {
  const isFlagged = items.some((item) => item.kind === 'red-flags' && hasFlag(read.get(item.id)));
  const missing: string[] = [];
  for (const item of items) {
    const answer = read.get(item.id);
    if (answer === undefined || isAnswered(answer)) continue;
    const isDue = !isFlagged && isRequired(item, read, context) && isAsked(item, context);
    if (isDue || answer.kind === 'odd-scale') missing.push(item.id);
  }
  return missing;
}

function hasFlag(answer: Answer | undefined): boolean {
  return answer?.kind === 'options' && answer.chosen.some((id) => id !== 'none');
}

function isRequired({ required, requiredIf }: Item, read: ReadAnswers, context: CheckContext): boolean {
  return required || (requiredIf !== undefined && isTrue(requiredIf, read, context));
}

/** Whether the test holds for what was answered; never for what was not. */
export function isTrue(test: Test, read: ReadAnswers, { previous }: CheckContext): boolean {
  const answer = read.get(test.item);
  switch (answer?.kind) {
    case 'number': {
      const before = previous?.comfort ?? null;
      const { atLeast = answer.value, atMost = answer.value, fellBy, unchanged } = test;
      return (
        answer.value >= atLeast &&
        answer.value <= atMost &&
        (fellBy === undefined || (before !== null && before - answer.value >= fellBy)) &&
        (unchanged === undefined || before === answer.value)
      );
    }
    case 'options':
      return test.includes !== undefined && answer.chosen.includes(test.includes);
    case 'yes-no':
      return answer.yes === test.is;
    default:
      return false;
  }
}
