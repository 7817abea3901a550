// What a patient typed, made comparable. In: the text as received. Out: small letters without accents, digits, and `,`
// for every stop. Rule owned: what is spelling and not meaning: case, accents, invisible and look-alike characters.
import { emojiWords, lookAlikes } from './words.js';

export interface NormalText {
  /** Words and `,`, each between single spaces, with a space at both ends; `' '` when nothing is left. */
  readonly words: string;
  /** The text was plain: no look-alike letters, no spaced-out word and no emoji had to be read. */
  readonly plain: boolean;
}

/** Makes a text comparable; the text itself is never kept. */
export function normaliseText(text: string): NormalText {
  const folded = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    // Accents, and the marks that make a keycap of a digit.
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  const letters = folded.replace(/\p{L}/gu, (letter) => lookAlikes[letter] ?? letter);
  const spelled = letters.replace(
    /\p{Extended_Pictographic}\p{Emoji_Modifier}?/gu,
    (emoji) => ` ${emojiWords[emoji] ?? 'emoji'} `,
  );
  const words = spaced(spelled);
  const joined = /^\p{L}( \p{L}){2,}$/u.test(words) ? words.replaceAll(' ', '') : words;
  return {
    words: joined === '' ? ' ' : ` ${joined} `,
    plain: letters === folded && spelled === letters && joined === words,
  };
}

/** Letters and digits as they are, `,` for stops, one space for anything else. */
function spaced(text: string): string {
  return text
    .replace(/['’`´]/g, '')
    .replaceAll('·', ' ')
    .replace(/(\d)[.,](?=\d)/g, '$1·')
    .replace(/(\p{L})-(?=\p{L})/gu, '$1 ')
    .replace(/(\d) ?[-–] ?(?=\d)/g, '$1 to ')
    .replace(/[^\p{L}\p{N}·/]+/gu, (gap) => (/[^\s"“”#*+_@&]/.test(gap) ? ' , ' : ' '))
    .replaceAll('·', '.')
    .trim()
    .replace(/^(, )+|( ,)+$|^,$/g, '');
}
