// Somebody who wrote from an address no patient has. In: the id of what they wrote. Out: the id of the journey it is kept
// under until staff know whose it is. Rule owned: nothing that was written is without somebody who reads it.
const prefix = 'unknown-sender:';

/** Tells nothing of the address. */
export function unknownSenderId(replyId: string): string {
  return `${prefix}${replyId}`;
}

export function isUnknownSender(patientId: string): boolean {
  return patientId.startsWith(prefix);
}
