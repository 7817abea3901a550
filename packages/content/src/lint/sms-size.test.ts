import { describe, expect, it } from 'vitest';
import { smsSize } from './sms-size.js';

describe('size of a text message', () => {
  it.each([
    ['160 plain characters', 'a'.repeat(160), 'gsm-7', 160, 1],
    ['161 plain characters', 'a'.repeat(161), 'gsm-7', 161, 2],
    ['306 plain characters', 'a'.repeat(306), 'gsm-7', 306, 2],
    ['307 plain characters', 'a'.repeat(307), 'gsm-7', 307, 3],
    ['a brace takes two units', '{'.repeat(80), 'gsm-7', 160, 1],
    ['é and ñ are plain', 'éñ', 'gsm-7', 2, 1],
    ['á is not', 'á'.repeat(70), 'ucs-2', 70, 1],
    ['71 characters with a curly quote', `’${'a'.repeat(70)}`, 'ucs-2', 71, 2],
    ['an emoji takes two units', '😀'.repeat(36), 'ucs-2', 72, 2],
    ['nothing', '', 'gsm-7', 0, 1],
  ])('%s', (_what, body, alphabet, units, segments) => {
    expect(smsSize(body)).toEqual({ alphabet, units, segments });
  });
});
