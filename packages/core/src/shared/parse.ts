// Parsing at the edges. In: a schema and unknown input. Out: the parsed value, or an error that names each field, what
// is wrong and how to mend it. Rule owned: the value that was sent is never repeated, it may be a patient's.
import type { z } from 'zod';
import { JourneyError, type JourneyErrorCode, type Problem } from './error.js';

/**
 * Parses input that must fit.
 * @param noun - What the input is, for the message: `fact`, `practice`.
 * @throws {JourneyError} with `code`, naming each field at fault and its mend.
 */
export function parseOrRefuse<S extends z.ZodType>(
  schema: S,
  input: unknown,
  code: JourneyErrorCode,
  noun: string,
): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const told = problems.map(({ field, problem, mend }) => `${field || noun} ${problem}${mend && `; ${mend}`}`);
  throw new JourneyError(code, `The ${noun} was refused: ${told.join('. ')}.`, { problems });
}

/** Turns what zod found into fields, problems and mends; never repeats the value that was sent. */
export function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const path = issue.path.reduce<string>(
      (sum, part) => (typeof part === 'number' ? `${sum}[${part}]` : sum ? `${sum}.${String(part)}` : String(part)),
      '',
    );
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          field: path ? `${path}.${key}` : key,
          problem: 'is not a known field',
          mend: 'correct its spelling or leave it out',
        }));
      case 'invalid_value':
        return [
          {
            field: path,
            problem: 'is not one of the known words',
            mend: `use one of ${issue.values.map(String).join(', ')}`,
          },
        ];
      case 'invalid_type':
        // Our own wording says what is expected and the mend; zod's default only names the type.
        if (!issue.message.startsWith('Invalid input')) break;
        return [{ field: path, problem: 'is missing or of the wrong type', mend: `send a ${issue.expected}` }];
    }
    const [problem = '', ...mend] = issue.message.split('; ');
    return [{ field: path, problem, mend: mend.join('; ') }];
  });
}
