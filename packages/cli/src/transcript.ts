// A simulation as text: one line per thing that happened, days apart. In: a simulation. Out: text that is the same to
// the byte on every run; committed for each scenario.
import type { Simulation, TranscriptLine } from '@implant-journey/core';

export function toTranscript({ scenario, lines }: Simulation): string {
  const days = new Map<string, TranscriptLine[]>();
  for (const line of lines) {
    const day = line.wallClock.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  const told = [...days].map(([day, own]) => [day, ...own.flatMap(lineText)].join('\n'));
  return `${scenario.title}\nExpected: ${scenario.expects}\n\n${told.join('\n\n')}\n\n${summary(lines)}\n`;
}

const whoWords: Readonly<Record<TranscriptLine['who'], string>> = {
  chart: 'CHART  ',
  message: 'MESSAGE',
  patient: 'PATIENT',
  alert: 'ALERT  ',
  staff: 'STAFF  ',
  provider: 'PROVIDER',
};

function lineText({ wallClock, who, words }: TranscriptLine): string[] {
  const [first = '', ...more] = words.split('\n');
  return [
    `  ${wallClock.slice(11)} ${whoWords[who]}  ${first}`,
    ...more.map((text) => `                 ${text}`.trimEnd()),
  ];
}

/** `9 messages, 2 answers, 1 alert`. */
export function summary(lines: readonly TranscriptLine[]): string {
  const count = (who: TranscriptLine['who']) => lines.filter((line) => line.who === who).length;
  const words = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  return `${words(count('message'), 'message')}, ${words(count('patient'), 'answer')}, ${words(count('alert'), 'alert')}.`;
}
