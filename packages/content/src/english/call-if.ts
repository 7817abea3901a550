// The ends of "Call us if ..." in English: what must not wait, by what was done. Source: docs/protocols.md, red flags
// and tiers. Each may render to nothing, and is then left out. A practice's clinician signs these off.
import { byMilestone, onlyFor } from './by-milestone.js';

const afterSurgery = (text: string) => onlyFor(['surgery'], text);
const jawSurgery = (text: string) => onlyFor(['surgery', 'lower-jaw'], text);

/** Lower jaw: the time limit is about a day and a half, so the first morning counts. */
export const numbTomorrow = jawSurgery('your lip, chin or tongue is still numb tomorrow morning');
export const numb = jawSurgery('your lip, chin or tongue is still numb');

export const bleedsTomorrow = afterSurgery('it still bleeds tomorrow');
export const slowBleeding = afterSurgery('bleeding does not slow down');
export const bleeds = afterSurgery('it still bleeds');
export const jawTight = afterSurgery('your face is swollen and you cannot open your mouth well');
export const fever = afterSurgery('you have a fever of 100.4 F (38 C) or more');
export const fluids = afterSurgery('you cannot keep fluids down');
export const rash = afterSurgery('you get a rash');
export const painStarts = afterSurgery('new pain starts on day 2, 3 or 4');
export const growsAfterDay3 = `{% if traits contains 'surgery' %}pain or swelling still grows after day 3{% else %}pain or swelling grows{% endif %}`;
export const grows = 'pain or swelling grows';
export const pus = 'you see pus or have a foul taste';
export const graftLost = onlyFor(['graft'], 'a lot of the graft comes out');
export const membrane = onlyFor(['graft'], 'you can see the graft or its cover');
export const nose = onlyFor(['sinus'], 'grains or fluid come out of your nose');
export const archTrouble = onlyFor(['arch', 'interim-tooth'], 'your fixed teeth crack, click or feel loose');
export const highBite = onlyFor(['final'], 'your bite feels too high');

export const loose = byMilestone({
  extraction: '',
  graft: '',
  placement: 'something feels loose or comes off',
  secondStage: 'the cap feels loose or comes off',
  other: 'something feels loose or comes off',
});

/** Neutral, and still said: after lower-jaw surgery a morning counts. */
export const anythingNumbTomorrow = jawSurgery('anything is still numb tomorrow morning');
export const anythingNumb = jawSurgery('anything is still numb');
/** Neutral: names nothing that was done. */
export const worries = 'anything worries you';
export const worse = 'it feels worse or anything worries you';
