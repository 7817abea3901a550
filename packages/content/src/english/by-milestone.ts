// A text that differs by what was done. In: its words for each kind of event. Out: one Liquid template. Rule owned: an
// event nobody has words for gets the plain ones.

/** Words by kind of event; what is left out says `other`. */
export interface ByMilestone {
  readonly extraction?: string;
  readonly graft?: string;
  readonly placement?: string;
  /** The implant uncovered, a healing cap put on. */
  readonly secondStage?: string;
  readonly abutment?: string;
  readonly final?: string;
  readonly other: string;
}

export function byMilestone(words: ByMilestone): string {
  const when = (milestones: string, text: string | undefined) =>
    text === undefined ? '' : `{% when ${milestones} %}${text}`;
  return [
    '{% case milestone %}',
    when("'extraction'", words.extraction),
    when("'graft_socket', 'graft_ridge', 'graft_sinus'", words.graft),
    when("'placement'", words.placement),
    when("'second_stage'", words.secondStage),
    when("'abutment'", words.abutment),
    when("'final'", words.final),
    `{% else %}${words.other}`,
    '{% endcase %}',
  ].join('');
}

/** The text, only where the event has all of the traits. */
export function onlyFor(traits: readonly string[], text: string): string {
  const condition = traits.map((trait) => `traits contains '${trait}'`).join(' and ');
  return `{% if ${condition} %}${text}{% endif %}`;
}

/** One for a single tooth, another for a bridge or an arch. */
export function oneOrMore(one: string, more: string): string {
  return `{% if traits contains 'single' %}${one}{% else %}${more}{% endif %}`;
}
