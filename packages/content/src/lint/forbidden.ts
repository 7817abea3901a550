// What no automated message says, as data. Source: docs/protocols.md, red flags and tiers: no verdict on this patient,
// no drug, deadline, threat, rate or price, nothing that asks for a word carriers read as a stop.

export interface Forbidden {
  /** What it is, for the finding. */
  readonly what: string;
  readonly pattern: RegExp;
}

const word = (...words: string[]) => new RegExp(`\\b(?:${words.join('|')})\\b`, 'i');

/** Forbidden at every level. English; another language brings its own. */
export const forbidden: readonly Forbidden[] = [
  {
    what: 'a diagnosis or verdict',
    pattern: word(
      'infect\\w*',
      'dry socket',
      'fused',
      'integrat\\w*',
      'osseo\\w*',
      'reject\\w*',
      'necro\\w*',
      'abscess\\w*',
      'nerve damage',
      'fail\\w*',
      'bone is ready',
      '(?:has|have|is|are) (?:fully )?healed',
      'healing (?:well|perfectly|nicely)',
      'nothing to worry about',
    ),
  },
  {
    what: 'a drug',
    pattern: word(
      'ibuprofen',
      'advil',
      'motrin',
      'tylenol',
      'acetaminophen',
      'aspirin',
      'naproxen',
      'aleve',
      '\\w*cillin',
      'antibiotics?',
      'opioids?',
      '\\w*codone',
      'codeine',
      'chlorhexidine',
      'pain ?killers?',
      'medicines?',
      'medications?',
      'meds',
      'pills?',
      'tablets?',
      'dos(?:e|es|age)',
      'prescri\\w*',
      '\\d+ ?mg',
    ),
  },
  {
    what: 'a deadline',
    pattern: word(
      'within (?:the next )?\\w+ (?:hours?|days?|weeks?|months?)',
      'deadline',
      'last (?:chance|reminder|notice)',
      'final (?:reminder|notice)',
      'before it is too late',
      'expir\\w*',
      'urgent(?:ly)?',
      'reply (?:by|before|within)',
    ),
  },
  { what: 'a threat', pattern: word('bone loss', 'lose', 'risk\\w*', 'danger\\w*', 'start over', 'shrink\\w*') },
  { what: 'a success rate', pattern: /\d ?%|\bpercent\b|\bsuccess|\bguarantee/i },
  {
    what: 'a price or an offer',
    pattern:
      /\$|\b(?:discounts?|offers?|free|prices?|costs?|fees?|financ\w*|insurance|deals?|savings?|payments?|specials?)\b/i,
  },
  {
    what: 'a reply that carriers or our own triage read as something else',
    pattern:
      /\b(?:[Rr]eply|[Tt]ext|[Ss]end|[Aa]nswer|[Tt]ype)\b[^.?!]{0,40}\b(?:YES|NO|CANCEL|END|QUIT|STOP|START|HELP|INFO|REVOKE)\b/,
  },
  { what: 'an address nobody reads', pattern: /no-?reply|do not reply/i },
];

/** What a level below L2 may not name. Source: docs/protocols.md, content levels. */
export const clinical: Forbidden = {
  what: 'what was done or is planned',
  pattern: word(
    'implants?',
    'surg\\w*',
    'grafts?',
    'extract\\w*',
    'taken out',
    'sinus',
    'bones?',
    'gums?',
    'tooth',
    'teeth',
    'crowns?',
    'bridges?',
    'dentures?',
    'abutments?',
    'stitch\\w*',
    'bleed\\w*',
    'swell\\w*',
    'swollen',
    'jaw',
    'procedures?',
    'treatments?',
  ),
};

/** L0 tells no date either. */
export const dates: Forbidden = {
  what: 'a date',
  pattern:
    /\b(?:January|February|March|April|May|June|July|August|September|October|November|December|\d{4}-\d{2}-\d{2})\b/,
};

/** Says what to expect; it must travel with a "call us if". */
export const expectation = word('normal(?:ly)?', 'expect\\w*', 'common', 'usual(?:ly)?', 'typical(?:ly)?', 'should');
