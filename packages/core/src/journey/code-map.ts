// What each procedure code means for an implant case, as data with validity dates. In: a normalised code and a
// date of service. Out: its treatment, or why it has none. Codes are numbers of the CDT code set; the labels are
// ours. Source: docs/codes.md lists where each row comes from.
import { normalizeCode } from './code.js';
import type { Arch } from './site.js';

/** What a procedure is to an implant case. */
export const treatments = [
  'consult',
  'imaging',
  'planning',
  'extraction',
  'graft_socket',
  'graft_ridge',
  'graft_sinus',
  'placement',
  'second_stage',
  /** Interim tooth on one implant. */
  'provisional',
  /** Interim false tooth. */
  'provisional_pontic',
  /** Interim fixed arch. */
  'provisional_arch',
  'abutment',
  /** Connector under a removable arch. */
  'overdenture_abutment',
  'final_crown',
  /** End of a bridge that sits on an implant. */
  'bridge_retainer',
  /** False tooth; serves natural bridges too. */
  'pontic',
  /** End of a bridge on a natural tooth: tells which false teeth are none of ours. */
  'natural_retainer',
  'final_removable',
  'final_fixed_arch',
  /** Part of a surgical event, never a milestone of its own. */
  'part',
  'maintenance',
  'complication',
  'failure',
  /** An impression or records visit the office posts with a code of its own. */
  'impression',
  /** Looks like implant treatment and is not. */
  'excluded',
] as const;
export type Treatment = (typeof treatments)[number];

export interface CodeEntry {
  readonly codes: readonly string[];
  readonly treatment: Treatment;
  /** The arch the code itself names. */
  readonly arch?: Arch | undefined;
  /** Replaces part of an arch: finished crowns beside it stand. */
  readonly partial?: boolean | undefined;
  /** First day of service the code can be used. */
  readonly validFrom?: string | undefined;
  /** Last day of service; later rows are reported, not used. */
  readonly validTo?: string | undefined;
  /** Retired code: it tells history and never starts messages. */
  readonly historyOnly?: boolean | undefined;
}

/** `D6058-D6061` spelled out. */
function codes(text: string): string[] {
  return text.split(' ').flatMap((part) => {
    const [from = '', to = from] = part.split('-');
    const [first, last] = [Number(from.slice(1)), Number(to.slice(1))];
    return Array.from({ length: last - first + 1 }, (_, step) => `D${String(first + step).padStart(4, '0')}`);
  });
}

/** The standard code map. A practice adds its own entries in front of it. */
export const standardCodeMap: readonly CodeEntry[] = [
  { codes: codes('D0140 D0150 D0160 D9310'), treatment: 'consult' },
  { codes: codes('D0364-D0367 D0380-D0384 D0391'), treatment: 'imaging' },
  { codes: codes('D6190'), treatment: 'planning' },
  { codes: codes('D7140 D7210 D7250'), treatment: 'extraction' },
  { codes: codes('D7252'), treatment: 'extraction', validFrom: '2025-01-01' },
  { codes: codes('D7953'), treatment: 'graft_socket' },
  { codes: codes('D7950'), treatment: 'graft_ridge' },
  { codes: codes('D7951 D7952'), treatment: 'graft_sinus' },
  { codes: codes('D6010 D6013 D6040 D6050 D7994'), treatment: 'placement' },
  { codes: codes('D6011'), treatment: 'second_stage' },
  { codes: codes('D6051 D6085'), treatment: 'provisional' },
  { codes: codes('D6253'), treatment: 'provisional_pontic' },
  { codes: codes('D6118'), treatment: 'provisional_arch', arch: 'L' },
  { codes: codes('D6119'), treatment: 'provisional_arch', arch: 'U' },
  { codes: codes('D6056 D6057'), treatment: 'abutment' },
  { codes: codes('D6055 D6191 D6192'), treatment: 'overdenture_abutment' },
  { codes: codes('D6058-D6064 D6094 D6097 D6065-D6067 D6082-D6084 D6086-D6088'), treatment: 'final_crown' },
  { codes: codes('D6068-D6077 D6194 D6195 D6098 D6099 D6120-D6123'), treatment: 'bridge_retainer' },
  { codes: codes('D6205-D6252'), treatment: 'pontic' },
  { codes: codes('D6700-D6799'), treatment: 'natural_retainer' },
  { codes: codes('D6110'), treatment: 'final_removable', arch: 'U' },
  { codes: codes('D6111'), treatment: 'final_removable', arch: 'L' },
  { codes: codes('D6112'), treatment: 'final_removable', arch: 'U', partial: true },
  { codes: codes('D6113'), treatment: 'final_removable', arch: 'L', partial: true },
  { codes: codes('D6114'), treatment: 'final_fixed_arch', arch: 'U' },
  { codes: codes('D6115'), treatment: 'final_fixed_arch', arch: 'L' },
  { codes: codes('D6116'), treatment: 'final_fixed_arch', arch: 'U', partial: true },
  { codes: codes('D6117'), treatment: 'final_fixed_arch', arch: 'L', partial: true },
  { codes: codes('D6104 D6106 D6107 D4266 D4267 D7956 D7957 D6198 D7310-D7321'), treatment: 'part' },
  { codes: codes('D6080'), treatment: 'maintenance' },
  { codes: codes('D6180'), treatment: 'maintenance', validFrom: '2025-01-01' },
  { codes: codes('D6280'), treatment: 'maintenance', validFrom: '2026-01-01' },
  { codes: codes('D6081 D6090-D6093 D6095 D6096 D6101-D6103 D6197'), treatment: 'complication' },
  { codes: codes('D6089'), treatment: 'complication', validFrom: '2024-01-01' },
  { codes: codes('D6193'), treatment: 'complication', validFrom: '2025-01-01' },
  { codes: codes('D6049 D6196'), treatment: 'complication', validFrom: '2026-01-01' },
  { codes: codes('D6100 D6105'), treatment: 'failure' },
  { codes: codes('D6012 D7292-D7294 D7993 D4263 D4264 D7220-D7241 D7251 D0368'), treatment: 'excluded' },
  // Retired codes of old charts. The fixed and removable arches gave way to D6110-D6117 on 2015-01-01.
  { codes: codes('D6020'), treatment: 'abutment', historyOnly: true },
  { codes: codes('D6052'), treatment: 'overdenture_abutment', historyOnly: true },
  { codes: codes('D6053 D6054'), treatment: 'final_removable', historyOnly: true },
  { codes: codes('D6078 D6079'), treatment: 'final_fixed_arch', historyOnly: true },
];

export type CodeMeaning =
  | { readonly kind: 'known'; readonly entry: CodeEntry }
  /** The code is known, but not on that day of service. */
  | { readonly kind: 'not-valid-then' }
  /** Another kind of dental treatment: outside the numbers of implant services. */
  | { readonly kind: 'other' }
  /** An implant service or office code that nobody has mapped: reported, never guessed. */
  | { readonly kind: 'unknown' };

/** Looks a code up by its number and the day of service; `on` null (planned or undated) skips the dates. */
export type CodeLookup = (code: string, on: string | null) => CodeMeaning;

const built = new WeakMap<readonly CodeEntry[], CodeLookup>();

/**
 * The look-up of a code map, built once per map. Of several entries for one code the first that is valid on the
 * day counts, so that a practice's own entries go in front.
 */
export function codeLookup(map: readonly CodeEntry[]): CodeLookup {
  const lookup = built.get(map) ?? buildLookup(map);
  built.set(map, lookup);
  return lookup;
}

function buildLookup(map: readonly CodeEntry[]): CodeLookup {
  const byCode = new Map<string, CodeEntry[]>();
  for (const entry of map) {
    for (const code of entry.codes) {
      const key = normalizeCode(code);
      byCode.set(key, [...(byCode.get(key) ?? []), entry]);
    }
  }
  return (code, on) => {
    const entries = byCode.get(code);
    if (entries === undefined)
      return /^D\d{4}$/.test(code) && !/^D6[01]/.test(code) ? { kind: 'other' } : { kind: 'unknown' };
    const entry = entries.find(
      ({ validFrom, validTo }) => on === null || ((validFrom ?? on) <= on && on <= (validTo ?? on)),
    );
    return entry === undefined ? { kind: 'not-valid-then' } : { kind: 'known', entry };
  };
}
