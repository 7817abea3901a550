// The one error class of the project. In: a code from a closed union and opaque ids. Out: an error whose
// message names the field and the mend and never holds patient data. Owns: how errors are told apart.

/** Every way in which a promise of this package can be broken. */
export type JourneyErrorCode =
  /** A fact does not fit its schema. */
  | 'fact/invalid'
  /** A fact about one patient was folded into the journey of another. */
  | 'fact/other-patient'
  /** A calendar date, wall-clock time or zone cannot be read. */
  | 'time/invalid'
  /** A case rule (code map, windows, posting habits) contradicts itself. */
  | 'rules/invalid'
  /** Two planned steps share a key: a defect of this package. */
  | 'plan/duplicate-step'
  /** The host named a practice it does not serve. */
  | 'practice/unknown'
  /** Somebody else changed the same journeys again and again. */
  | 'store/conflict'
  /** The database did not answer, or refused. */
  | 'store/unavailable'
  /** What is stored cannot be read: altered, or sealed under another key. */
  | 'store/unreadable'
  /** A store was created with settings that cannot be used. */
  | 'store/invalid-settings'
  /** The key service does not answer. */
  | 'keys/unavailable'
  /** A data key was not wrapped by a key held here, or for another patient. */
  | 'keys/refused'
  /** The settings of a practice cannot be used. */
  | 'practice/invalid'
  /** A protocol cannot be used. */
  | 'protocol/invalid'
  /** What a practice-management connector was told about an office cannot be used. */
  | 'pms/invalid-settings';

const marker = Symbol.for('@implant-journey/error');

/** One field that cannot be accepted: where it is, what is wrong, and how to mend it. Holds no values. */
export interface Problem {
  /** Path of the field, such as `teeth[0]`; empty when the whole value is meant. */
  readonly field: string;
  readonly problem: string;
  readonly mend: string;
}

export interface JourneyErrorOptions {
  /** Whether the same call may succeed later without a change. Default: false. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
  /** Opaque ids a practice can look up; never names, numbers, answers or texts. */
  readonly subject?: Readonly<Record<string, string>>;
  /** The fields at fault, when input was refused. */
  readonly problems?: readonly Problem[];
}

/** Thrown when a promise is broken: invalid input at an edge, a vendor that fails, a defect. */
export class JourneyError extends Error {
  override readonly name = 'JourneyError';
  readonly code: JourneyErrorCode;
  readonly retryable: boolean;
  readonly subject: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly [marker] = true;

  constructor(code: JourneyErrorCode, message: string, options: JourneyErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.subject = options.subject ?? {};
    this.problems = options.problems ?? [];
  }

  /** Recognises the error of any copy of this package (ESM beside CJS), which `instanceof` cannot. */
  static is(value: unknown): value is JourneyError {
    return typeof value === 'object' && value !== null && marker in value;
  }
}
