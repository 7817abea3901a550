// Words of everyday replies, English and Spanish, as data: spelled as `normaliseText` leaves them (small letters, no
// accents, no apostrophes), with the marks of phrases.ts. A first, small list; clinical words are in flag-words.ts.

/** Letters of other alphabets that look like ours. */
export const lookAlikes: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  ѕ: 's',
  т: 't',
  і: 'i',
  х: 'x',
  у: 'y',
  м: 'm',
  н: 'h',
  к: 'k',
  в: 'b',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  α: 'a',
  ε: 'e',
};

/** Emoji that say something about the body; any other becomes the word `emoji`. */
export const emojiWords: Readonly<Record<string, string>> = {
  '🩸': 'blood',
  '🤒': 'fever',
  '🤮': 'vomit',
  '👎': 'awful',
};

/** Right before a symptom they deny it. */
export const deniers: readonly string[] = [
  'no',
  'not',
  'never',
  'never had',
  'without',
  'without any',
  'zero',
  'zero issues',
  'hasnt',
  'havent',
  'isnt',
  'didnt',
  'dont have',
  'dont have any',
  'dont have a',
  'no more',
  'no sign of',
  'sin',
  'ni',
  'nada',
  'nada de',
  'ningun',
  'ninguna',
  'no tengo',
  'no hay',
  'no he tenido',
  'no tengo ni',
];

/** Alone they stop all messages. The first seven are the ones US carriers know. */
export const optOutKeywords: readonly string[] = [
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'revoke',
  'optout',
  'stop all',
  'opt out',
  'alto',
  'parar',
  'cancelar',
  'basta',
];

/** Between two stops they mean nothing but a stop: "STOP. Who are you?" */
export const optOutClauses: readonly string[] = ['stop', 'stopall', 'stop all', 'unsubscribe', 'optout', 'opt out'];

/** Those that may also mean a visit. */
export const cancelKeywords: readonly string[] = ['cancel', 'cancelar'];

/** A clear wish for no more messages, also beside other words. */
export const optOutPhrases: readonly string[] = [
  '(stop|quit) .. (text*|messag*|sms|contacting|writing|reminders|alerts|promos|notif*)',
  '(stop|alto|basta) (please|now|already|por favor|ya)',
  '(please|i said|said|just) stop',
  '(dont|do not) (text|message|contact|write) .. (me|us|this)',
  'no (more|mas) (texts|text|textos|messag*|mensajes|sms|alerts|reminders)',
  'no (texts|messages)',
  'no need to .. writ*',
  '(remove|take|get|delete) (me|this number|my number) .. (list|number|texts)',
  'take me off (this|of)',
  '(remove|delete) (me|my number|this number)',
  'get off of this',
  'leave (me|us) alone',
  'unsu*scri* .. (me|this|number)',
  'opt (me )?out',
  'cease and desist',
  '(revoke|withdraw) .. consent',
  'no (me|nos|le|les) (manden|mande|mandes|envien|escriban|escriba|escribas|contacten|texteen) (mas|mensajes|textos|texts|nada)',
  '(ya )?no (me )?(manden|envien|escriban) (mas|nada|mensajes)',
  'no .. sigan (escribiendo|mandando|enviando)',
  'no me (manden|escriban|contacten) .. (mas|mensajes|texts)',
  '(dejen|deje|paren) de (escribir*|mandar*|enviar*|molestar*)',
  '(darme|denme|dame) de baja',
  '(quitenme|quiteme|borrenme|borreme|eliminenme|elimineme|saquenme) .. (lista|contactos|numero)',
];

/** Words about stopping that ask for no stop. */
export const noOptOutPhrases: readonly string[] = [
  '(dont|do not|never) (stop|quit)',
  '(didnt|did not|dont|do not) (mean|want) to (stop|quit|unsubscribe|opt out)',
  'no (dejen|deje|paren) de',
];

export const optInKeywords: readonly string[] = ['start', 'unstop'];
/** Alone and with no question open, they take a stop back. */
export const yesToMessages: readonly string[] = ['yes', 'si'];
export const optInPhrases: readonly string[] = [
  'resubscribe me',
  '(sign|add|put) me back',
  'start (texting|sending|messaging) me',
  'start .. texts again',
  '(activenme|suscribanme|reactivenme) .. (nuevo|otra)',
  '(quiero|volver a) recibir .. mensajes',
];

export const helpKeywords: readonly string[] = ['help', 'info', 'ayuda'];

export const wrongNumberPhrases: readonly string[] = [
  'wrong (number|person|phone)',
  'wrong , stop',
  'wrong stop',
  'numero equivocado',
  '(se equivoco|se equivocaron) de numero',
  'not your patient',
  '(this )?isnt .. (his|her|their) (number|phone)',
  'this isnt (?!a |the |my |your |normal|right|good|what|how)\\S+',
  '(dont|do not) know .. (person|him|her)',
  'no conozco a',
  'no es (su|mi) numero',
  'fat fingered',
];

export const deceasedPhrases: readonly string[] = [
  '(is|has|he|she) (deceased|died)',
  '(mom|mother|dad|father|husband|wife|patient|he|she) (passed away|died|passed on|has passed)',
  'no longer with us',
  'passed away',
  'we lost (him|her)',
  '(went|gone) to be with the lord',
  '(mi|el|ella|papa|mama|esposo|esposa|ya) (fallecio|murio)',
  '(fallecio|murio) (mi|el|la) (papa|mama|esposo|esposa|paciente|senor|senora)',
];

/** Who died or fell ill there is another person: no word about the patient. */
export const otherPersonPhrases: readonly string[] = [
  '(in law|aunt|uncle|cousin|friend|boss|dog|cat|suegra|suegro|tia|tio)',
];

/** A visit may not be kept as booked. */
export const cancelVisitPhrases: readonly string[] = [
  '(cancel|cancela*|cancele|move|change|resched*|postpone|push) .. (appointment|appt|visit|cita|monday|tuesday|wednesday|thursday|friday|it|lunes|martes|miercoles|jueves|viernes)',
  'resched*',
  'reagendar|reprogramar',
  '(cant|cannot|wont|not able to|unable to|better not|wont be able to) .. (make it|come|be there|be at)',
  '(cambiar|mover|cancelar) .. cita',
  'no (puedo|voy a poder|podre) (ir|llegar)',
  'no tengo quien me lleve',
  '(hay|tienen) otro dia',
  'my ride (bailed|fell|cancel*)',
  'gotta bail',
  'no go',
  'off the schedule',
  'no idea when',
  'service is that .. day',
];

/** Another booking, a cancellation that is denied, or no visit at all. */
export const keepsVisitPhrases: readonly string[] = [
  'make it go',
  'dont cancel',
  'no cancel*',
  'sigue en pie',
  'cancels on me',
  'noise cancel*',
];

export const callPhrases: readonly string[] = [
  '(please|pls|can you|could you|someone|somebody) .. call (me|us|back|my)',
  'call (me|us|my|back)',
  '(phone|phoned|called) me back',
  '(like|want|need|wanna) .. (talk|speak) (to|with)',
  '(llamenme|llameme|llamame|marquenme|marqueme|marcame)',
  '(pueden|puede|podrian) (llamar*|marcar*)',
  'quiero hablar con',
];
export const noCallPhrases: readonly string[] = ['(dont|do not|no need to|no me) (call|llamen|marquen)'];

/** Answers to "Shall we call you?". */
export const yesWords: readonly string[] = [
  'yes',
  'yeah',
  'yep',
  'yup',
  'sure',
  'ok',
  'okay',
  'si',
  'claro',
  'simon',
  'please',
  'dale',
];
/** Alone, they need no person. */
export const bareNoWords: readonly string[] = ['no', 'nope', 'nah'];

/** A phone's reaction to one of our messages: one of these, then our words in quotation marks. */
export const tapbackVerbs: readonly string[] = [
  'liked',
  'loved',
  'disliked',
  'laughed at',
  'emphasized',
  'questioned',
  'removed an? \\S+ from',
  'reacted \\S+ to',
  'le (gustó|gusta|encantó|divirtió)',
];

/** Numbers in words. */
export const numberWords: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  cero: 0,
  uno: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
};

/** Right after a number: it counts something else. */
export const countedThings: readonly string[] = [
  'of',
  'times',
  'stitches',
  'pills',
  'people',
  'days',
  'weeks',
  'hours',
];

/** Beside a 4 or 5 they turn the scale around; beside a 1 or 2 the second list does. */
export const badWords: readonly string[] = [
  'hurt*',
  'terrible',
  'awful',
  'miserable',
  'horrible',
  'worst',
  'duele mucho',
  'mucho dolor',
  'pesimo',
];
export const goodWords: readonly string[] = ['best', 'great', 'muy bien', 'perfect*', 'excelente', 'no pain', 'fine'];
