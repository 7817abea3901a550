// The day of the visit and the first 72 hours, in English: on the day, and the other words for a message that goes out
// late. Source: docs/protocols.md, healing facts by day.
import type { Texts } from '../words.js';
import { byMilestone, onlyFor } from './by-milestone.js';
import * as callIf from './call-if.js';
import { whatWasDone } from './visits.js';

const firstDay = 'For 24 hours, do not rinse, do not spit and do not use a straw. Do not smoke for 48 hours.';
const numbAndPink = 'You may be numb for 2 to 6 hours. Your spit may be pink today.';
const peak = 'Swelling peaks on day 2 or 3. Then it should go down.';
const saltWater = 'From tomorrow on, rinse gently with salt water.';
const soreness = 'You may be sore and see a little blood. You may be most sore tomorrow.';
const easing = 'Pain should be mostly gone on day 3, and swelling on day 5.';
const grains = onlyFor(['graft'], 'You may find a few small grains in your mouth for some days. That is expected.');
const sinus = onlyFor(
  ['sinus'],
  'You may have a small nosebleed for 1 to 3 days. Do not blow your nose for two weeks. If you sneeze, keep your mouth open.',
);
const arch =
  onlyFor(['arch'], 'You may have more bruises and swelling, as more was done at once. ') +
  onlyFor(
    ['arch', 'interim-tooth'],
    'Your speech may sound odd at first. Until you get your final teeth, eat soft food that you can cut with a fork.',
  );
const cap =
  'You now have a small cap on your implant. If it feels loose or comes off, call us the same day, as the gum can close there.';
const highBite = 'If your bite feels too high, call us to have it set right.';
const emergency = onlyFor(
  ['surgery'],
  'Call 911 if it is hard to breathe or swallow, or if blood fills your mouth after 30 minutes of firm pressure.',
);

const firstDays = byMilestone({
  extraction: `${numbAndPink} ${firstDay}\n\n${peak} ${saltWater}`,
  graft: `${numbAndPink} ${firstDay}\n\n${peak} ${grains} ${sinus}`,
  placement: `${soreness} ${easing} ${onlyFor(['immediate'], firstDay)}\n\n${grains} ${sinus} ${arch}`,
  secondStage: `${cap} You may see a little blood. Keep the gauze in place as we showed you.`,
  abutment: 'It may feel tight or tender at first.',
  final: `The new shape may feel odd at first. It may be tight or tender tomorrow. ${highBite}`,
  other: '',
});

const daysAfter = byMilestone({
  extraction: `${peak} Rinse gently with salt water. Do not smoke for 48 hours after your visit.`,
  graft: `${peak} Do not smoke for 48 hours after your visit. ${grains} ${sinus}`,
  placement: `You may still be sore. ${easing}\n\n${grains} ${sinus} ${arch}`,
  secondStage: `${cap} The spot may be sore for a day or two.`,
  abutment: 'It may feel tight or tender at first.',
  final: `The new shape may feel odd at first. ${highBite}`,
  other: '',
});

const healing = 'Swelling peaks on day 2 or 3, then goes down.';
const inShort = (surgery: string) =>
  byMilestone({
    extraction: `${surgery} ${healing}`,
    graft: `${surgery} ${healing}`,
    placement: easing,
    secondStage: 'You now have a small cap there.',
    abutment: 'It may feel tight or tender at first.',
    final: 'The new shape may feel odd at first.',
    other: '',
  });
const shortDays = inShort('No rinsing, spitting or straws for 24 hours, no smoking for 48.');
const shortDaysAfter = inShort('');

const { numbTomorrow, numb, bleedsTomorrow, bleeds, growsAfterDay3, painStarts, fever, fluids, rash, loose } = callIf;
const parts = [callIf.graftLost, callIf.nose, callIf.archTrouble, loose, callIf.highBite];
const onTheDay = [numbTomorrow, bleedsTomorrow, growsAfterDay3, painStarts, fever, fluids, rash, ...parts];
const later = [numb, bleeds, growsAfterDay3, painStarts, fever, fluids, rash, ...parts];
const sheet = 'Please follow the care sheet we gave you.';
const sheetTells = `${sheet} It tells you what to do in the first days.`;
const subject = 'After your visit to {{ practice }}';
const givesAfterHours = true;

export const day0: Texts = {
  'day-0': {
    sms: {
      L0: { says: `Thank you for your visit. ${sheet}`, callIf: [callIf.anythingNumbTomorrow, callIf.worries] },
      L2: {
        says: `${whatWasDone} today. ${shortDays}`,
        callIf: [numbTomorrow, fever, growsAfterDay3, loose],
        givesAfterHours,
      },
    },
    email: {
      L0: {
        subject,
        says: `Thank you for your visit. ${sheetTells}`,
        callIf: [callIf.anythingNumbTomorrow, callIf.worries],
        givesAfterHours,
      },
      L2: {
        subject: 'Your first three days',
        says: `${whatWasDone} today. Here is what to expect in the first three days.\n\n${firstDays}\n\n${sheet} ${emergency}`,
        callIf: onTheDay,
        givesAfterHours,
      },
    },
  },
  'day-0-late': {
    sms: {
      L0: { says: `Thank you for your recent visit. ${sheet}`, callIf: [callIf.anythingNumb, callIf.worries] },
      L2: {
        says: `${whatWasDone} a short time ago. ${shortDaysAfter} ${sheet}`,
        callIf: [numb, fever, growsAfterDay3, loose],
        givesAfterHours,
      },
    },
    email: {
      L0: {
        subject,
        says: `Thank you for your recent visit. ${sheetTells}`,
        callIf: [callIf.anythingNumb, callIf.worries],
        givesAfterHours,
      },
      L2: {
        subject: 'Your first days',
        says: `${whatWasDone} a short time ago. Here is what to expect in the first days.\n\n${daysAfter}\n\n${sheet} ${emergency}`,
        callIf: later,
        givesAfterHours,
      },
    },
  },
};
