// How long each wait of an implant case takes, as data. In: what a case waits since. Out: when its window opens,
// what is typical, when it is late. All numbers are weeks, defaults a clinician may change, never patient text.
// Source: docs/protocols.md. `strong` rests on trials or consensus, `fair` on clinical series.
import type { Arch } from './site.js';

/** A wait: the event it runs from, told apart where the treatment changes the clock. */
export const waitNames = [
  'extraction',
  'graft_socket',
  'graft_ridge',
  'graft_sinus',
  'placement',
  'placement_with_sinus_lift',
  'placement_with_provisional',
  'placement_full_arch',
  'placement_overdenture_upper',
  'placement_overdenture_lower',
  'second_stage',
  'abutment',
  'impression',
  'failure',
  'final',
] as const;
export type WaitName = (typeof waitNames)[number];

/** The clinical event a wait runs from. */
export type WaitEvent =
  | 'extraction'
  | 'graft_socket'
  | 'graft_ridge'
  | 'graft_sinus'
  | 'placement'
  | 'second_stage'
  | 'abutment'
  | 'impression'
  | 'failure'
  | 'final';

export interface Window {
  /** The next step may be taken from then on. */
  readonly opensWeeks: number;
  /** When most practices take it: from, until. */
  readonly typicalWeeks: readonly [number, number];
  /** Staff look at the case from then on. */
  readonly lateWeeks: number;
  readonly confidence: 'strong' | 'fair';
  readonly why: string;
}

export const standardWindows: Readonly<Record<WaitName, Window>> = {
  extraction: {
    opensWeeks: 16,
    typicalWeeks: [26, 26],
    lateWeeks: 40,
    confidence: 'fair',
    why: 'bone fills an ungrafted socket before late placement',
  },
  graft_socket: {
    opensWeeks: 12,
    typicalWeeks: [16, 20],
    lateWeeks: 32,
    confidence: 'fair',
    why: 'a filled socket turns into bone',
  },
  graft_ridge: {
    opensWeeks: 16,
    typicalWeeks: [20, 26],
    lateWeeks: 40,
    confidence: 'fair',
    why: 'a built-up ridge matures; a vertical build-up may need 39 weeks',
  },
  graft_sinus: {
    opensWeeks: 20,
    typicalWeeks: [26, 26],
    lateWeeks: 44,
    confidence: 'fair',
    why: 'a staged sinus lift matures',
  },
  placement: {
    opensWeeks: 8,
    typicalWeeks: [12, 20],
    lateWeeks: 30,
    confidence: 'fair',
    why: 'a chart does not tell one stage (late at 26) from two (late at 30): the larger bound',
  },
  placement_with_sinus_lift: {
    opensWeeks: 16,
    typicalWeeks: [26, 26],
    lateWeeks: 40,
    confidence: 'fair',
    why: 'bone matures around an implant placed with the sinus lift',
  },
  placement_with_provisional: {
    opensWeeks: 12,
    typicalWeeks: [16, 24],
    lateWeeks: 36,
    confidence: 'fair',
    why: 'an immediate interim tooth is worn while the implant heals',
  },
  placement_full_arch: {
    opensWeeks: 12,
    typicalWeeks: [16, 26],
    lateWeeks: 39,
    confidence: 'fair',
    why: 'a same-day interim arch is worn until the final one',
  },
  placement_overdenture_upper: {
    opensWeeks: 12,
    typicalWeeks: [16, 26],
    lateWeeks: 36,
    confidence: 'fair',
    why: 'upper bone is softer and heals longer',
  },
  placement_overdenture_lower: {
    opensWeeks: 6,
    typicalWeeks: [8, 12],
    lateWeeks: 20,
    confidence: 'fair',
    why: 'lower front bone is dense and heals fast',
  },
  second_stage: {
    opensWeeks: 1,
    typicalWeeks: [3, 4],
    lateWeeks: 8,
    confidence: 'fair',
    why: 'the gum settles around the healing cap before the impression',
  },
  abutment: {
    opensWeeks: 1,
    typicalWeeks: [2, 4],
    lateWeeks: 8,
    confidence: 'fair',
    why: 'the laboratory makes the final tooth',
  },
  impression: {
    opensWeeks: 1,
    typicalWeeks: [2, 4],
    lateWeeks: 8,
    confidence: 'fair',
    why: 'the same wait where the office posts the final tooth at its impression',
  },
  failure: {
    opensWeeks: 12,
    typicalWeeks: [16, 26],
    lateWeeks: 52,
    confidence: 'fair',
    why: 'the site heals before another implant',
  },
  final: {
    opensWeeks: 4,
    typicalWeeks: [12, 26],
    lateWeeks: 30,
    confidence: 'strong',
    why: 'first recall, then at least twice a year for life',
  },
};

/** Days after a wait is late until a case with nothing booked and no hold counts as dropped. Source: docs/protocols.md. */
export const standardDropDays = 90;

/** Weeks before a window opens in which to invite, so that the visit is booked in time. Source: practice preference. */
export const standardLeadWeeks = 3;

export function archWait(kind: 'full-arch' | 'overdenture', arch: Arch): WaitName {
  if (kind === 'full-arch') return 'placement_full_arch';
  return arch === 'U' ? 'placement_overdenture_upper' : 'placement_overdenture_lower';
}
