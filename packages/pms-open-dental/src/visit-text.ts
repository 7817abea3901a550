// What an appointment is for, read from its text. In: `ProcDescript`, the note, the office's abbreviations. Out: the
// work of the visit, as far as the text tells. Rule owned: a procedure's abbreviation counts before words, the note
// only where the description is blank, and words that speak of a look, a call or the past tell nothing.
import {
  type Arch,
  type MilestoneName,
  normalizeCode,
  parseTeeth,
  type Quadrant,
  standardCodeMap,
} from '@implant-journey/core';

/** One thing a visit is for. */
export interface Work {
  teeth: string[];
  arch: Arch | null;
  quadrant: Quadrant | null;
  code: string | null;
  purpose: MilestoneName | 'impression' | null;
}

/** Codes by the abbreviation an office prints in the description of a visit. */
export type Abbreviations = ReadonlyMap<string, readonly string[]>;

/** The description column of the database ends here, in the middle of a word. */
const truncatedAt = [50, 80, 255];

export function readVisitText(description: string, note: string, abbreviations: Abbreviations): Work[] {
  if (description.trim() === '') return readPiece(note, abbreviations);
  const pieces = description.split(',');
  const isCut = truncatedAt.includes(description.length);
  return pieces.flatMap((piece, index) => readPiece(piece, abbreviations, isCut && index === pieces.length - 1));
}

/** `#19-ImpSurg`, `#31 #21-ImpImpr`, `UL-SinusLift`, `OvdU records`, `implant impression #30`. */
function readPiece(piece: string, abbreviations: Abbreviations, isCut = false): Work[] {
  const text = piece.trim();
  const place = placeOf(text);
  const codes = codesOf(text, abbreviations, isCut);
  const works = codes.map((code): Work => ({ ...place, arch: place.arch ?? archOfCode(code), code, purpose: null }));
  const code = firstCode(text, abbreviations);
  // `OvdU records`: the abbreviation of an implant code is a word for the implant.
  const purpose = purposeOfWords(code.startsWith('D6') ? `implant ${text}` : text);
  if (purpose === null) return works;
  const arch = place.arch ?? archOfCode(code);
  return [...works, { ...place, arch, code: null, purpose }];
}

function placeOf(text: string): Pick<Work, 'teeth' | 'arch' | 'quadrant'> {
  const numbers = [...text.matchAll(/#(\d{1,2}(?:\s*-\s*\d{1,2}(?!\d))?|[A-T]\b)/g)].flatMap(
    ([, tooth = '']) => parseTeeth(tooth) ?? [],
  );
  const quadrant = /\b(UR|UL|LL|LR)\b/.exec(text)?.[1] as Quadrant | undefined;
  const arch = /\b(upper|maxilla\w*)\b/i.test(text) ? 'U' : /\b(lower|mandib\w*)\b/i.test(text) ? 'L' : null;
  return { teeth: numbers, arch: numbers.length > 0 ? null : arch, quadrant: quadrant ?? null };
}

/** The codes a piece names, by abbreviation or number; the whole piece must be that, so that words stay words. */
function codesOf(text: string, abbreviations: Abbreviations, isCut: boolean): readonly string[] {
  const name = text
    .replace(/#[\dA-T]+/g, ' ')
    .split(/[\s-]+/)
    .filter((word) => word !== '' && !/^(UR|UL|LL|LR|[MODBFLIV]{1,5})$/.test(word));
  const [only, ...others] = name;
  if (only === undefined || others.length > 0) return [];
  if (/^[A-Z]?\d{4}/i.test(only)) return [normalizeCode(only)];
  const known = abbreviations.get(only);
  if (known !== undefined || !isCut || only.length < 3) return known ?? [];
  const begun = [...abbreviations].filter(([abbreviation]) => abbreviation.startsWith(only)).map(([, codes]) => codes);
  return begun.length === 1 ? (begun[0] ?? []) : [];
}

/** The code whose abbreviation a piece begins with: `OvdU records` speaks of the arch of `OvdU`. */
function firstCode(text: string, abbreviations: Abbreviations): string {
  return (
    abbreviations.get(
      text
        .replace(/#[\dA-T]+/g, ' ')
        .trim()
        .split(/[\s-]+/)[0] ?? '',
    )?.[0] ?? ''
  );
}

function archOfCode(code: string): Arch | null {
  return standardCodeMap.find((entry) => entry.codes.includes(code))?.arch ?? null;
}

/** In the order in which they are looked for: the first that fits. */
const purposes: readonly (readonly [RegExp, MilestoneName | 'impression'])[] = [
  [/\b(impression|digital scan|scan for (crown|bridge|final)|try-?in)\b/i, 'impression'],
  [/\b(implant|arch|bridge)\b.*\brecords\b/i, 'impression'],
  [/\b(uncover\w*|second[ -]stage|stage (2|two)|2nd stage)\b/i, 'second_stage'],
  [/\babutment\b/i, 'abutment'],
  [
    /\b(crown|crn|bridge|final|denture|teeth)\b.*\b(seat|deliver\w*|insert\w*)\b|\b(seat|deliver\w*|insert)\b.*\b(crown|crn|bridge|final|denture|teeth)\b/i,
    'final',
  ],
  [/\bsinus (lift|graft)\b/i, 'graft_sinus'],
  [/\b(ridge|block) (graft|augment\w*|build-?up)\b/i, 'graft_ridge'],
  [/\bimplant (placement|surgery)\b|\bplace (the )?implant\b/i, 'placement'],
];
/** Words that take a purpose back: a look, a call or the past before it, an end after it. */
const takenBackBefore =
  /\b(post-?op|check|look|recall|call|ask\w*|follow-?up|after|since|done|not|no|never|cancel\w*|declin\w*|wants|discuss\w*)\b/i;
const takenBackAfter = /\b(done|cancel\w*|declin\w*|not (needed|wanted|now))\b/i;

/** What a few words say a visit is for; null when they say nothing sure. */
export function purposeOfWords(words: string): Work['purpose'] {
  for (const [pattern, purpose] of purposes) {
    const match = pattern.exec(words);
    if (match === null) continue;
    const [before, after] = [words.slice(0, match.index), words.slice(match.index + match[0].length)];
    return takenBackBefore.test(before) || takenBackAfter.test(after) ? null : purpose;
  }
  return null;
}
