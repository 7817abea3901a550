// Words that may mean a red flag, English and Spanish, as data: spelled as `normaliseText` leaves them, with the marks
// of phrases.ts. A first, small list after the tiers of docs/protocols.md. Every group of a flag must be said, all
// within a few words of each other. Words raise a tier; nothing here can lower one.
import type { Tier } from '../questionnaires/tier.js';

export interface FlagWords {
  readonly id: string;
  readonly tier: Tier;
  /** Each group must be said. */
  readonly all: readonly (readonly string[])[];
  /** Harmless turns of phrase: these words are skipped, all others still count. */
  readonly harmless?: readonly string[];
  /** First day after the event on which it counts. */
  readonly fromDay?: number;
}

/** Words that may lie between the groups of a flag. Why: a text sentence is rarely longer. Source: preference. */
export const wordsApart = 12;

const swollen = [
  'sw(e|o)l*',
  'no deshincha',
  'puff*',
  'h?inch(a|o|e)*',
  'inflam*',
  'blew up',
  'blow* up',
  'tripled',
  'huge',
  'getting bigger',
  'fat(ter)? (lip|face)',
  'chipmunk',
];
const firm = ['hard', 'firm', 'tight', 'raised', 'lump', 'ball', 'golf', 'dur(a|o)', 'bola', 'came up', 'shut'];
const feelsFaint = [
  'dizz*',
  'faint*',
  'feint',
  'light ?headed',
  'woozy',
  'clammy',
  'black(ed)? out',
  'pass(ed)? out',
  'went gr[ae]y',
  'mare(o|ad*)',
  'desmay*',
];
const hurts = [
  'pain*',
  'hurt*',
  'sore',
  'ach(e|es|ing|y)',
  'throb*',
  'due(le|len)',
  'dolor*',
  'piquete',
  'lastima*',
  'no se me (calma|quita)',
];
const blood = [
  'bleed*',
  'blood',
  'bled',
  'gushing',
  'spit* red',
  'changing gauze',
  'sangr*',
  'escupiendo rojo',
  'clot',
  'ooz* .. red',
];
const fever = [
  'fever*',
  'feaver',
  'feverdegrees',
  'chills',
  'a temp',
  'hot to touch',
  'fiebre',
  'calentura',
  'escalofrio*',
  'hirviendo',
  'ardiendo',
  'cheek .. hot',
];
const rash = [
  'hive*',
  'rash',
  'welts?',
  'blotch*',
  'itch*',
  'red dots',
  'ronchas',
  'urticaria',
  'comezon',
  'sarpullido',
  'granitos rojos',
];
const loose = [
  'loose',
  'wobbl*',
  'rocks',
  'rocking',
  'spin(s|ning)',
  'shift(s|ing)',
  'click(s|ing)',
  'moves',
  'moving',
  'floj*',
  'afloj*',
  'baila',
  'gira',
  'se mueve',
];
const lost = [
  '(came|fell|falling|popped|coming|pop) (off|out)',
  'dropped .. screw',
  'lost .. (screw|cap|tooth|crown)',
  'swallowed .. (cap|screw|covers|crown)',
  'se (me )?(cayo|despego|safo|solto|salio)',
  'perdi',
];
const stitchesOut = ['(stitch|stitches|suture|sutures) (came|fell|popped|falling) (off|out)', 'se (me )?cayo un punto'];
const growing = [
  'worse',
  'wors(en|ening)',
  'grow*',
  'bigger',
  'more',
  'increas*',
  'building',
  'fatter',
  'every (day|night|time)',
  'each (day|night)',
  'than (yesterday|before|the first|on|at first)',
  'peor',
  'empeor*',
  'aument*',
  'crec*',
  'cada (dia|vez)',
  'mas',
];

export const flagWords: readonly FlagWords[] = [
  {
    id: 'breathing',
    tier: 'E',
    all: [
      [
        '(cant|cannot|can not|hard|hardly|trouble|struggl*|difficult*|unable|barely) .. (breath*|breth*|brea?th|air)',
        'short(ness)? of (breath|breth)',
        'out of breath',
        '(gasp*|wheez*|suffocat*|choking|winded)',
        'full breath',
        'breath* .. (fast|noisy|whistl*)',
        '(throat|chest) .. (tight|clos*|pain|heavy)',
        'chest pain',
        '(on|in) my chest',
        'no (puedo|puede) .. (respirar|jalar|aire)',
        'cuesta .. respirar',
        '(me|se) .. (falta|va) .. aire',
        'falta .. aire',
        'ahog(a|o)*',
        'respira* .. (trabajo|dificultad|mal)',
        'garganta .. cierra',
        'aprieta .. pecho',
        'dolor .. pecho',
        'sin aliento',
      ],
    ],
    harmless: ['sin aliento con el precio'],
  },
  {
    id: 'swallowing',
    tier: 'E',
    all: [
      [
        '(cant|cannot|can not|unable|impossible|wont) .. (swallow|gulp*)',
        'nothing goes down',
        'make it go down',
        'drool*',
        '(hot potato|papa caliente)',
        'past my throat',
        '(saliva|spit) .. (run|runs|running|pool*|cup|towel|tip)',
        'pools in my mouth',
        'no (puedo|puede|logro) (tragar|pasar)',
        '(ya )?no trago',
        'tragar .. imposible',
        'no .. pasa .. garganta',
        'baba',
      ],
    ],
  },
  {
    id: 'airway-swelling',
    tier: 'E',
    all: [
      [
        'tongue',
        'tounge',
        'neck',
        'throat',
        'floor of .. mouth',
        'under .. (chin|tongue)',
        'back of my mouth',
        'eye*',
        'lengua',
        'cuello',
        'pescuezo',
        'garganta',
        'debajo de la lengua',
        'ojo',
      ],
      [...swollen, ...firm],
    ],
  },
  {
    id: 'allergy',
    tier: 'E',
    all: [
      [...rash, 'lips?', 'labios?', 'medicin*', 'pill', 'pastilla'],
      [...feelsFaint, 'throat', 'aprieta el pecho'],
    ],
  },
  {
    id: 'bleeding-much',
    tier: 'E',
    all: [
      [...blood, 'gauze', 'gasa*', 'no para de', 'slow down'],
      [
        ...feelsFaint,
        '(3|4|5)(0|5) .. min*',
        '(thirty|forty|fort?y) .. min*',
        '(an|one|una|1|over an|half an) h(ou|o)ra?',
        'media hora',
        'fill* (back )?up',
        'fill(s|ed|ing)',
        'llena*',
        'gush*',
        'pour*',
        'chorros',
        'towels',
        'whole box',
        'all (the|my) gauze',
        'ni con la gasa',
      ],
    ],
    harmless: ['bleeding (has |is |had )?stopped( an hour ago)?', 'ya paro de sangrar'],
  },
  {
    id: 'very-ill',
    tier: 'E',
    all: [
      [
        'confus(ed|ion)',
        '(isnt|not|arent) making sense',
        'sense',
        '(doesnt|dont) know .. (day|where)',
        '(hard to|wont|cant|not) (wake|waking)',
        'unconscious',
        'unresponsive',
        'out of it',
        '(fainted|collapsed|seizure|delirious)',
        'pass(ed|ing) out',
        'black(ed|ing) out',
        'really really sick',
        'very (sick|ill)',
        'cant stand',
        'heart .. (pounding|racing)',
        'cold and sweaty',
        'desmay*',
        'confundid*',
        '(no|casi no) responde',
        'cosas sin sentido',
        'inconsciente',
        'muy mal',
      ],
    ],
  },
  {
    id: 'numb',
    tier: 'U',
    fromDay: 1,
    all: [
      [
        'numb(ness)?',
        'still asleep',
        '(cant|cannot|dont|doesnt) feel',
        '(no|lost) (feeling|sensation)',
        'pins and needles',
        'tingl*',
        '(hasnt|havent|never|didnt) (wore|worn|wear|woke|woken)',
        '(lip|chin|tongue|mouth|side) .. (asleep|rubber*|cardboard|dead)',
        'feels like (rubber|cardboard)',
        '(dormid*|adormec*|entumec*|entumid*|hormigue*)',
        'sin sentir*',
        'no siento',
      ],
    ],
    harmless: ['numb is my wallet'],
  },
  {
    id: 'jaw-locked',
    tier: 'U',
    all: [
      [
        'lock ?jaw',
        'jaw .. (lock*|tight*|stuck)',
        '(cant|cannot|wont|hardly|barely|can only|not) .. open',
        'teeth come apart',
        'open(ing)? .. smaller',
        'clenched',
        'trab* .. (mandibula|quijada)',
        'no .. (abre|abrir)',
      ],
    ],
    harmless: ['open (the|your|this|my|a) (link|portal|door|email|page|message|app|form)'],
  },
  { id: 'fever-with-swelling', tier: 'U', all: [fever, [...swollen, 'bump', 'cachete']] },
  {
    // Some blood is usual on the first day; blood that will not stop is not, on any.
    id: 'bleeding-goes-on',
    tier: 'U',
    all: [
      [...blood, 'gauze', 'gasa*'],
      [
        '(wont|will not|does not|doesnt|did not|didnt|cant|cannot|never) .. stop*',
        '(not|isnt) .. stopping',
        '(cant|cannot|can not) .. (get|make) .. stop',
        'non ?stop',
        '(keep|keeps) .. (bleed*|coming)',
        'no (me |se |le )?(para|deja|detiene|quita|corta)',
        'no .. (puedo|logro) .. (parar|detener|cortar)',
        'sin parar',
      ],
    ],
    harmless: ['blood (thinner*|pressure|test*|work)'],
  },
  {
    id: 'bleeding',
    tier: 'U',
    fromDay: 2,
    all: [[...blood]],
    harmless: [
      'bleeding (has |is |had )?stopped( an hour ago)?',
      'ya paro de sangrar',
      'blood (thinner*|pressure|test*|work)',
      'bleeds? easy',
    ],
  },
  {
    id: 'pain-severe',
    tier: 'U',
    all: [
      [...hurts, 'childbirth', 'rate it'],
      [
        '(7|8|9|10)',
        '(8|9|10)/10',
        '(seven|eight|nine|ten|siete|ocho|nueve|diez)',
        'unbearable',
        'excruciating',
        'childbirth',
        '(nothing|not|arent|isnt|aint) .. (work*|help*|touch*|squat|eas*)',
        '(meds|pills|medicine|ibuprofen|tylenol) .. (nothing|nada|joke|squat)',
        'insoportable',
        'muriendo',
        'no .. (calma|quita|hacen|hace)',
        'sigue igual*',
        'y nada',
      ],
    ],
  },
  { id: 'loose-painful', tier: 'U', all: [[...loose, ...lost], hurts], harmless: stitchesOut },
  {
    id: 'growing',
    tier: 'S',
    fromDay: 3,
    all: [[...hurts, ...swollen, 'cheek', 'face', 'cachete', 'gum'], growing],
  },
  {
    id: 'pus',
    tier: 'S',
    all: [
      [
        'pus',
        '(yellow|white|green) .. (stuff|goo|fluid|liquid|gunk)',
        '(bad|foul|nasty|gross|weird|awful|rotten) (taste|smell)',
        'tast(e|es) .. (like|garbage|wont)',
        'smells',
        'mal (sabor|olor)',
        '(sabor|huele|olor) .. (podrido|feo|mal)',
        'liquido (amarillo|blanco|verde)',
      ],
    ],
  },
  { id: 'fever', tier: 'S', all: [fever] },
  { id: 'loose', tier: 'S', all: [[...loose, ...lost]], harmless: stitchesOut },
  {
    id: 'graft-out',
    tier: 'S',
    all: [
      ['grain*', 'granul*', 'graft', 'sandy', 'bone', 'membrane', 'injerto', 'granitos', 'arena', 'tape', 'filling'],
      ['came out', 'pour*', 'spoonful', 'sticking', 'exposed', 'a (lot|bunch)', 'salio', 'salieron', 'mucho', 'sneez*'],
    ],
  },
  {
    id: 'nose',
    tier: 'S',
    all: [
      ['nose', 'nostril', 'nariz', 'sneez*'],
      ['fluid', 'drip*', 'leak*', 'grain*', 'granul*', 'air', 'water', 'whistl*', 'gran(o|ito)s', 'agua', 'aire'],
    ],
  },
  { id: 'rash', tier: 'S', all: [rash] },
  {
    id: 'fluids',
    tier: 'S',
    all: [
      [
        'vomit*',
        '(throw|threw|throwing) .. up',
        'puk*',
        'upchuck*',
        '(cant|cannot) keep .. down',
        'devolviendo',
        'no retengo',
      ],
    ],
  },
];

/** Any of these says something about mouth, body, medicine or recovery: at least `R`. */
export const clinicalWords: readonly string[] = [
  '(mouth|tooth|teeth|gum|gums|jaw|lip|lips|tongue|cheek|chin|face|throat|nose|smile|bite|biting|chew*)',
  '(implant*|crown|bridge|graft|stitch*|suture*|cap|socket|screw|extraction|gauze|denture*|shade)',
  '(ice|heal*|surgery|swell*|swollen|sore*|stiff|tender|bruise*|numb|pain*|hurt*|ache*|bleed*|blood|fever*|temp|infect*)',
  '(antibiotic*|ibuprofen|tylenol|aspirin|medic*|pill|pills|meds|rinse*|salt|flosser|smok*|straw|eat|food|drink|fly|sleep*|hiccup*|lisp)',
  '(boca|diente*|muela*|encia*|labio*|lengua|cachete*|cara|quijada|implante*|corona|puente|injerto|punto|puntos|gasa)',
  '(hinch*|inflam*|dolor*|duele*|sangr*|fiebre|temperatura|moret*|sabor|comer|comida|comi|tomar|tome|tomo|pastilla*|antibiotico|enjuague*|sal|avion|cerveza)',
  '(respir*|trago|swallow*|breath*|feel*|cachet*|gets (caught|stuck))',
];
