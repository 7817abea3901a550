// Invitations that begin too early or come in the wrong order. In: a protocol. Out: findings. Rule owned: each message of
// the sequence waits for an answer to the one before it.
import type { Protocol } from '../protocol.js';
import { error, type Finding, warning, when } from './finding.js';

export function lintReactivation({ reactivation }: Protocol): readonly Finding[] {
  if (!reactivation.enabled) return [];
  const sent = reactivation.messages.flatMap((message, index) => (message.enabled ? [{ ...message, index }] : []));
  const order = sent.flatMap((message, place) => {
    const before = sent[place - 1];
    const where = `reactivation.messages[${message.index}]`;
    if (before === undefined) return [];
    if (numberOf(message.id) < numberOf(before.id))
      return [
        error(`${where}.id`, `is ${message.id}, which comes after ${before.id}`, 'put the messages in their order'),
      ];
    return when(message.afterDays < 1, () =>
      error(`${where}.afterDays`, `comes with ${before.id}: nobody can have answered`, 'use 1 day or more'),
    );
  });
  return [
    ...when(reactivation.begins.daysAfterWindowOpens < 0, () =>
      error('reactivation.begins.daysAfterWindowOpens', 'lies before the window opens', 'use 0 or more'),
    ),
    ...order,
    ...when(sent.length > 0 && reactivation.staff.afterDays < 1, () =>
      warning(
        'reactivation.staff.afterDays',
        'brings a person in with the last message: nobody can have answered',
        'use 1 day or more',
      ),
    ),
  ];
}

/** The number an id ends with; an id without one may stand anywhere. */
function numberOf(id: string): number {
  return Number(/\d+$/.exec(id)?.[0] ?? Number.NaN);
}
