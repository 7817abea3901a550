// What a lint has to say about one place of a protocol. In: what is wrong and how to mend it. Out: a finding.

/** One thing that is wrong, or looks wrong, in a protocol. */
export interface Finding {
  /** `error`: it must not go live so. `warning`: somebody should look. */
  readonly severity: 'error' | 'warning';
  /** Path of the field, such as `cadence[3].afterDays`. */
  readonly where: string;
  readonly problem: string;
  readonly mend: string;
}

export function error(where: string, problem: string, mend: string): Finding {
  return { severity: 'error', where, problem, mend };
}

export function warning(where: string, problem: string, mend: string): Finding {
  return { severity: 'warning', where, problem, mend };
}

/** The finding when it applies, else none. */
export function when(applies: boolean, finding: () => Finding): readonly Finding[] {
  return applies ? [finding()] : [];
}
