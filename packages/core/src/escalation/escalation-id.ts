// The id of a staff item. In: the key of the step it came from. Out: a code. Rule owned: notices and other systems see
// this id, so it shows no word of the treatment. It is a code, not a secret.
import { opaque } from '../shared/opaque.js';

export function escalationIdOf({ key }: { readonly key: string }): string {
  return `item-${opaque(key)}`;
}
