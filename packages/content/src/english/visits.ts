// What was done, what comes next and why, in English. Used by several texts. Never a verdict on this patient, a
// deadline, a threat, a price or a rate: clinical.md's list of what no automated message says.
import { byMilestone, oneOrMore, onlyFor } from './by-milestone.js';

/** "Your implant was placed", to be followed by a time or a stop. */
export const whatWasDone = byMilestone({
  extraction: oneOrMore('Your tooth was taken out', 'You had one or more teeth taken out'),
  graft:
    onlyFor(['sinus'], 'You had a sinus lift') +
    `{% unless traits contains 'sinus' %}You had a bone graft{% endunless %}`,
  placement:
    "{% if traits contains 'arch' %}Your implants were placed{% else %}" +
    `${oneOrMore('Your implant was placed', 'Your implants were placed')}{% endif %}`,
  secondStage: 'The gum over your implant was opened',
  abutment: `The part that holds your new ${oneOrMore('tooth', 'teeth')} was put on`,
  final: oneOrMore('Your new tooth was put in', 'Your new teeth were put in'),
  other: 'You came to see us',
});

const nextStep = (words: { readonly [next in 'placement' | 'restoration' | 'final' | 'recall']: string }) =>
  `{% if next %}{% case next %}{% when 'placement' %}${words.placement}{% when 'restoration' %}${words.restoration}` +
  `{% when 'final' %}${words.final}{% when 'recall' %}${words.recall}` +
  `{% endcase %}{% else %}Your care team will tell you what comes next.{% endif %}`;

const tooth = oneOrMore('tooth', 'teeth');
const implant = oneOrMore('implant', 'implants');

/** Sentences about the next phase. */
export const whatComesNext = nextStep({
  placement: `Your next step is to get your ${implant}. Your mouth needs time to heal first.`,
  restoration:
    "{% if milestone == 'second_stage' %}" +
    `Your next step is a mold or a scan for your new ${tooth}.{% else %}` +
    `Your next step is the new ${tooth} on your ${implant}. First, bone needs time to grow around the ${implant}.{% endif %}`,
  final: `Your next step is to get your final ${tooth}.`,
  recall: 'From now on, we look after your new teeth at least every six months, for life.',
});

/** Why the next step matters: what it is for, and nothing about what happens without it or until when. */
export const whyItMatters = nextStep({
  placement:
    `Your next step is to get your ${implant}. The ${implant} will hold your new ${tooth}, as a root holds a tooth. ` +
    'We can only make the part you chew with once this step is done.',
  restoration:
    `Your ${oneOrMore('implant is', 'implants are')} in place. The new ${tooth} on top ${oneOrMore('is', 'are')} still to come. ` +
    `With this step you can bite and chew there. We also look at how the ${implant} and the gum are doing.` +
    onlyFor(['interim-tooth'], ' What you wear now was made for the time in between.'),
  final:
    `The part that holds your new ${tooth} is in place. Your final ${tooth} ${oneOrMore('is', 'are')} the last step. ` +
    'With this step you can bite and chew there.',
  recall: 'Implants need a check and a cleaning at least every six months, for life.',
});

/** A visit named for a text: "your next step, the implant". */
export const nextInShort = nextStep({
  placement: `Your next step is to get your ${implant}.`,
  restoration: `Your next step is the new ${tooth} on your ${implant}.`,
  final: `Your next step is your final ${tooth}.`,
  recall: 'Your next step is a check of your new teeth.',
});

/** The other case of `opensOn`: the window is open or near. */
export const reserveOrBook = (reserve: string, book: string) =>
  `{% if opensOn %}${reserve}{% else %}${book}{% endif %}`;
