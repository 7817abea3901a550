// Day 7 and day 30, in English: how healing goes on, and what comes next. Source: docs/protocols.md, healing facts by day.
import type { Texts } from '../words.js';
import { byMilestone, onlyFor } from './by-milestone.js';
import * as callIf from './call-if.js';
import { nextInShort, whatComesNext } from './visits.js';

const { numb, grows, fever, pus, membrane, nose, archTrouble, loose, highBite } = callIf;
const reasons = [numb, grows, fever, pus, membrane, nose, archTrouble, loose, highBite];
const month =
  "{% if month %}{% if next %}{% unless next == 'recall' %} We expect it in about {{ month }}.{% endunless %}{% endif %}{% endif %}";
const grains = onlyFor(['graft'], 'You may still find a few grains in your mouth.');
const biting =
  "{% unless traits contains 'arch' %}Eating with front teeth may be hard for up to a week.{% endunless %}";
const softFood = onlyFor(
  ['arch', 'interim-tooth'],
  'Until you get your final teeth, keep to soft food that you can cut with a fork.',
);
const noPain = 'By now you should have no pain and no swelling.';

const week = byMilestone({
  extraction: 'By now the spot should be only a little sore. Stitches may loosen.',
  graft: 'You may still find a few grains in your mouth. Do not pull on the cover of the graft. Stitches may loosen.',
  placement: `By now swelling should be gone. ${grains} ${biting} ${softFood}`,
  secondStage:
    'By now the gum around the cap should have settled. If the cap feels loose or comes off, call us the same day.',
  abutment: 'By now it should feel settled.',
  final: 'By now your bite should feel even. A bite that feels too high needs a visit, so please call us.',
  other: 'We hope each day feels better than the day before.',
});

const monthOn = byMilestone({
  extraction: noPain,
  graft: `${noPain} The graft takes longer to heal than the gum you can see.`,
  placement: `${noPain} That you feel nothing new at an implant is what we expect. If you have a small cap there, do not chew on it. ${softFood}`,
  secondStage: `${noPain} Do not chew on the cap.`,
  abutment: noPain,
  final: `${noPain} At your next check we show you how to keep all parts clean.`,
  other: 'We hope all is well.',
});

export const education: Texts = {
  'day-7': {
    sms: {
      L0: { says: 'It has been a week since your visit. We hope each day feels better.', callIf: [callIf.worries] },
      L2: { says: `It has been a week. ${week}`, callIf: [grows, loose] },
    },
    email: {
      L0: {
        subject: 'One week after your visit',
        says: 'It has been a week since your visit. We hope each day feels better. Your care team will tell you what comes next.',
        callIf: [callIf.worse],
      },
      L2: {
        subject: 'One week on, and what comes next',
        says: `It has been a week since your visit. ${week}\n\n${whatComesNext}${month}`,
        callIf: reasons,
        givesAfterHours: true,
      },
    },
  },
  'day-30': {
    sms: {
      L0: { says: 'It has been a month since your visit. We look forward to your next one.', callIf: [callIf.worries] },
      L2: { says: `It has been a month. ${monthOn} ${nextInShort}`, callIf: [grows, loose] },
    },
    email: {
      L0: {
        subject: 'One month after your visit',
        says: 'It has been a month since your visit. We hope all is well. We look forward to your next visit.',
        callIf: [callIf.worries],
      },
      L2: {
        subject: 'One month on, and your next visit',
        says: `It has been a month since your visit. ${monthOn}\n\n${whatComesNext}${month}`,
        callIf: reasons,
        givesAfterHours: true,
      },
    },
  },
};
