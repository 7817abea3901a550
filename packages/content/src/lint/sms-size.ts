// How large a text is on the air. In: a body. Out: its alphabet, units and segments. Source: 3GPP TS 23.038 (GSM 7-bit
// default alphabet and its extension table), TS 23.040 (160 and 70 units alone, 153 and 67 when joined).

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Sent as two units. */
const extended = '\f^{}\\[~]|€';

export interface SmsSize {
  readonly alphabet: 'gsm-7' | 'ucs-2';
  readonly units: number;
  readonly segments: number;
}

/**
 * The size of a text message. One character outside the GSM alphabet (an emoji, a curly quote, most accents) makes the
 * whole text UCS-2, with less than half the room.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { smsSize } from '@implant-journey/content';
 * assert.deepEqual(smsSize('Questions? Call us.'), { alphabet: 'gsm-7', units: 19, segments: 1 });
 * assert.equal(smsSize('It’s time.').alphabet, 'ucs-2');
 * ```
 */
export function smsSize(body: string): SmsSize {
  const characters = [...body];
  const isGsm = characters.every((one) => basic.includes(one) || extended.includes(one));
  if (!isGsm) return { alphabet: 'ucs-2', units: body.length, segments: segmentsOf(body.length, 70, 67) };
  const units = characters.reduce((sum, one) => sum + (extended.includes(one) ? 2 : 1), 0);
  return { alphabet: 'gsm-7', units, segments: segmentsOf(units, 160, 153) };
}

function segmentsOf(units: number, alone: number, joined: number): number {
  return units <= alone ? 1 : Math.ceil(units / joined);
}
