import { describe, expect, it } from 'vitest';
import { only, read, row } from '../../test/charts.js';
import { appointment, hold, milestoneReport, patient } from '../testing/index.js';
import { standardCaseRules } from './chart-row.js';

describe('what opens a case', () => {
  it.each([
    [
      'a consult, a scan and a plan',
      [row('D9310', '2026-01-05'), row('D0367', '2026-01-05'), row('D6190', '2026-01-12'), row('D6010 #19', 'planned')],
    ],
    ['an extraction alone', [row('D7140 #19', '2026-01-05')]],
    ['an extraction and an implant planned elsewhere', [row('D7140 #19', '2026-01-05'), row('D6010 #30', 'planned')]],
    ['a planned implant with its crown', [row('D6010 #19', 'planned'), row('D6058 #19', 'planned')]],
    ['a natural bridge', [row('D6740 #3', '2026-01-05'), row('D6240 #4', '2026-01-05'), row('D6740 #5', '2026-01-05')]],
    [
      'an anchor screw, a wisdom tooth, a temporary implant, a graft at a kept tooth',
      [
        row('D7292 #19', '2026-01-05'),
        row('D7240 #17', '2026-01-05'),
        row('D6012 #19', '2026-01-05'),
        row('D4263 #19', '2026-01-05'),
      ],
    ],
    ['a removable denture', [row('D5110 U', '2026-01-05')]],
    ['a deleted implant', [row('D6010 #19', '2026-01-05', { deleted: true })]],
    ['a condition', [row('D6010 #19', '2026-01-05', { status: 'condition' })]],
    ['a repair of an implant nobody charted', [row('D6092 #19', '2026-01-05')]],
  ])('%s opens none', (_what, facts) => {
    expect(read(facts).cases).toEqual([]);
  });

  it.each([
    ['a socket graft', [row('D7953 #19', '2026-01-05')], 'graft_socket 2026-01-05'],
    [
      'an extraction with a planned implant at the site',
      [row('D7140 #19', '2026-01-05'), row('D6010 #19', 'planned')],
      'extraction 2026-01-05',
    ],
    [
      'an implant from another office on an unknown day',
      [row('D6010 #19', null, { status: 'existing-elsewhere' })],
      'placement unknown',
    ],
    ['a mini implant', [row('D6013 #19', '2026-01-05')], 'placement 2026-01-05'],
    ['a crown on an implant nobody charted', [row('D6065 #19', '2026-01-05')], 'final 2026-01-05'],
  ])('%s opens one', (_what, facts, event) => {
    expect(only(facts)).toMatchObject({ kind: 'single', sites: ['19'], events: [event] });
  });
});

describe('the edge cases of clinical practice', () => {
  it('several sites in parallel: one case per site, the exam and the scan shown with each', () => {
    const { cases } = read([
      row('D9310', '2026-01-02'),
      row('D0367', '2026-01-02'),
      row('D6010 #19', '2026-01-20'),
      row('D6010 #30', '2026-01-20'),
      row('D6058 #19', '2026-06-01'),
    ]);
    expect(cases.map(({ id, events }) => [id, ...events])).toEqual([
      ['19', 'consult 2026-01-02', 'imaging 2026-01-02', 'placement 2026-01-20', 'final 2026-06-01'],
      ['30', 'consult 2026-01-02', 'imaging 2026-01-02', 'placement 2026-01-20'],
    ]);
  });

  it('same-day extraction, implant, graft and interim crown: one immediate event, open until the final', () => {
    const parts = [
      row('D7210 #9', '2026-01-05'),
      row('D6010 #9', '2026-01-05'),
      row('D6104 #9', '2026-01-05'),
      row('D4266 #9', '2026-01-05'),
      row('D6085 #9', '2026-01-05'),
    ];
    expect(only(parts)).toMatchObject({
      placementTiming: 'immediate',
      outcome: 'active',
      events: ['extraction 2026-01-05', 'placement 2026-01-05', 'provisional 2026-01-05'],
      wait: { name: 'placement_with_provisional' },
    });
    expect(only([...parts, row('D6058 #9', '2026-06-01')]).outcome).toBe('complete');
  });

  it.each([
    ['on the day', '2026-01-05', 'immediate'],
    ['16 weeks later', '2026-04-27', 'early'],
    ['a day after that', '2026-04-28', 'delayed'],
  ])('placement %s of the extraction is told apart', (_when, placedOn, timing) => {
    expect(only([row('D7140 #9', '2026-01-05'), row('D6010 #9', placedOn)]).placementTiming).toBe(timing);
  });

  it('no second stage, no abutment code, no consult code: the steps are optional and never block', () => {
    expect(only([row('D6010 #19', '2026-01-05'), row('D6065 #19', '2026-06-01')])).toMatchObject({
      outcome: 'complete',
      stages: 'one-stage',
      implied: [],
    });
    expect(
      only([row('D6010 #19', '2026-01-05'), row('D6011 #19', '2026-05-01'), row('D6057 #19', '2026-05-20')]),
    ).toMatchObject({ stages: 'two-stage', phase: 'restoration' });
  });

  it('a later milestone implies the placement nobody posted', () => {
    expect(only([row('D6057 #19', '2026-05-20')])).toMatchObject({ implied: ['placement'], phase: 'restoration' });
  });

  it('implants that share a bridge: one restoration closes all, the clock is that of the last implant', () => {
    const plan = [row('D6068 #3', 'planned'), row('D6240 #4', 'planned'), row('D6068 #5', 'planned')];
    const placed = [row('D6010 #3', '2026-01-05'), row('D6010 #5', '2026-03-02')];
    expect(only([...plan, ...placed])).toMatchObject({
      kind: 'bridge',
      sites: ['3', '5'],
      pontics: ['4'],
      outcome: 'active',
      wait: { since: '2026-03-02' },
    });
    const seated = ['D6068 #3', 'D6240 #4', 'D6068 #5'].map((what) => row(what, '2026-09-01'));
    expect(only([...placed, ...seated])).toMatchObject({ kind: 'bridge', outcome: 'complete' });
  });

  it('a bridge end that is not charted yet belongs to the false tooth beside it', () => {
    expect(
      only([
        row('D6010 #3', '2026-01-05'),
        row('D6010 #5', '2026-01-05'),
        row('D6068 #3', 'planned'),
        row('D6245 #4', 'planned'),
      ]),
    ).toMatchObject({ kind: 'bridge', sites: ['3', '5'] });
  });

  it('a single implant beside a natural bridge stays single', () => {
    expect(
      only([
        row('D6010 #3', '2026-01-05'),
        row('D6058 #3', '2026-06-01'),
        row('D6740 #4', '2026-06-01'),
        row('D6240 #5', '2026-06-01'),
        row('D6740 #6', '2026-06-01'),
      ]),
    ).toMatchObject({ kind: 'single', sites: ['3'] });
  });

  it.each([
    ['fixed final', 'D6114 U', 'full-arch', 'placement_full_arch'],
    ['removable final', 'D6110 U', 'overdenture', 'placement_overdenture_upper'],
    ['partial removable final', 'D6112 U', 'overdenture', 'placement_overdenture_upper'],
    ['interim arch', 'D6119 U', 'full-arch', 'placement_full_arch'],
  ])('implants that share an arch: %s', (_what, restoration, kind, wait) => {
    const implants = ['4', '7', '10', '13'].map((tooth) => row(`D6010 #${tooth}`, '2026-01-05'));
    expect(only([...implants, row(restoration, 'planned')])).toMatchObject({
      kind,
      sites: ['arch:U'],
      implantTeeth: ['4', '7', '10', '13'],
      wait: { name: wait },
    });
  });

  it('connectors under a removable arch tell the arch before its own code is posted', () => {
    const rows = ['22', '27'].flatMap((tooth) => [
      row(`D6010 #${tooth}`, '2026-01-05'),
      row(`D6191 #${tooth}`, '2026-04-05'),
    ]);
    expect(only(rows)).toMatchObject({ kind: 'overdenture', sites: ['arch:L'] });
  });

  it('extractions around the implants of an arch are part of it, a tooth taken out a year before is not', () => {
    const arch = [
      row('D6010 #22', '2026-03-05', { plannedOn: '2026-01-10' }),
      row('D6010 #27', '2026-03-05'),
      row('D6111 L', 'planned'),
    ];
    const found = only([
      ...arch,
      row('D7210 #24', '2026-02-01'),
      row('D7140 #26', '2026-03-05'),
      row('D7140 #19', '2025-01-08'),
    ]);
    expect(found.events).toEqual(['extraction 2026-02-01', 'extraction 2026-03-05', 'placement 2026-03-05']);
  });

  it('a finished single crown in the arch stays a case of its own', () => {
    const { cases } = read(
      [
        row('D6010 #30', '2024-01-05'),
        row('D6058 #30', '2024-06-05'),
        row('D6010 #22', '2026-03-05'),
        row('D6010 #27', '2026-03-05'),
        row('D6111 L', 'planned'),
      ],
      '2026-06-30',
    );
    expect(cases.map(({ id, kind, outcome }) => [id, kind, outcome])).toEqual([
      ['arch:L', 'overdenture', 'active'],
      ['30', 'single', 'complete'],
    ]);
  });

  it('failure: a new attempt with a new clock at the same site; a final before the removal closes nothing', () => {
    const first = [row('D6010 #28', '2025-01-20'), row('D6058 #28', '2025-05-01'), row('D6100 #28', '2025-09-09')];
    expect(only(first)).toMatchObject({
      attempts: 2,
      outcome: 'failed',
      phase: 'site-recovery',
      failures: [{ on: '2025-09-09' }],
      wait: { event: 'failure', since: '2025-09-09' },
    });
    expect(only([...first, row('D6010 #28', '2026-02-02')])).toMatchObject({
      attempts: 2,
      outcome: 'active',
      wait: { event: 'placement', since: '2026-02-02' },
    });
    expect(only([...first, row('D6010 #28', '2026-02-02'), row('D6058 #28', '2026-08-03')])).toMatchObject({
      attempts: 2,
      outcome: 'complete',
    });
  });

  it('failure: "not replacing" is a valid end', () => {
    const end = hold({ state: 'closed', reason: 'not-replacing', teeth: ['28'], startsOn: '2026-01-05' });
    expect(only([row('D6010 #28', '2025-01-20'), row('D6105 #28', '2025-09-09'), end])).toMatchObject({
      outcome: 'declined',
      stalledSince: null,
    });
  });

  it('a socket fill after a removal is a graft, with an implant on one day it is part of the placement', () => {
    expect(
      only([row('D6010 #28', '2025-01-20'), row('D6100 #28', '2025-09-09'), row('D7953 #28', '2025-09-09')]).events,
    ).toContain('graft_socket 2025-09-09');
    const { cases, notes } = read([row('D6010 #28', '2026-01-20'), row('D7953 #28', '2026-01-20')]);
    expect([cases[0]?.events, notes.map(({ code }) => code)]).toEqual([['placement 2026-01-20'], ['coding-conflict']]);
  });

  it('re-plan single to bridge to arch: the sites move, the history stays', () => {
    const history = [row('D7140 #4', '2026-01-05'), row('D6010 #3', '2026-02-02'), row('D6010 #5', '2026-02-02')];
    const singles = [
      row('D6058 #3', 'planned', { plannedOn: '2026-01-02' }),
      row('D6058 #5', 'planned', { plannedOn: '2026-01-02' }),
    ];
    const bridge = ['D6068 #3', 'D6240 #4', 'D6068 #5'].map((what) =>
      row(what, 'planned', { plannedOn: '2026-04-01' }),
    );
    const arch = [row('D6114 U', 'planned', { plannedOn: '2026-07-01' }), row('D6010 #10', '2026-08-03')];
    expect(read([...history, ...singles]).cases.map(({ id }) => id)).toEqual(['3', '5']);
    expect(only([...history, ...singles, ...bridge])).toMatchObject({
      id: '3+5',
      kind: 'bridge',
      events: ['extraction 2026-01-05', 'placement 2026-02-02'],
    });
    expect(only([...history, ...singles, ...bridge, ...arch])).toMatchObject({
      id: 'arch:U',
      kind: 'full-arch',
      implantTeeth: ['3', '5', '10'],
    });
  });

  it('surgeon places, dentist restores: both owners are known', () => {
    expect(
      only([
        row('D6010 #19', '2026-01-05', { practitionerId: 'surgeon' }),
        row('D6058 #19', 'planned', { practitionerId: 'dentist' }),
      ]),
    ).toMatchObject({ surgeonId: 'surgeon', restorativeId: 'dentist' });
  });

  it('transfer in: unknown days are allowed, no clock runs, and staff sets where the case stands', () => {
    const unknown = row('D6010 #19', null, { status: 'existing-elsewhere' });
    expect(only([unknown])).toMatchObject({
      events: ['placement unknown'],
      wait: { event: 'placement', since: null, lateOn: null },
      outcome: 'active',
      stalledSince: null,
    });
    const told = milestoneReport({ id: 'told', milestone: 'placement', teeth: ['30'], on: '2026-01-05' });
    expect(only([told])).toMatchObject({
      sites: ['30'],
      events: ['placement 2026-01-05'],
      wait: { since: '2026-01-05' },
    });
  });

  it('referred to another office: evidence without a clock until the day is known', () => {
    const referred = row('D6010 #19', '2026-06-26', { id: 'r', status: 'referred' });
    expect(only([referred])).toMatchObject({
      milestones: [{ evidenceOnly: true, referredOnly: true }],
      wait: { since: null },
    });
    const done = row('D6010 #19', '2026-07-20', { id: 'r', status: 'existing-elsewhere', revision: 2 });
    expect(only([referred, done])).toMatchObject({
      events: ['placement 2026-07-20'],
      milestones: [{ evidenceOnly: true, referredOnly: false }],
      wait: { since: '2026-07-20' },
    });
  });

  it('transfer out and death: the case ends, whatever was due', () => {
    const placed = row('D6010 #19', '2025-01-05');
    expect(only([placed, patient({ status: 'departed' })])).toMatchObject({
      outcome: 'transferred',
      stalledSince: null,
    });
    expect(only([placed, patient({ status: 'deceased' })])).toMatchObject({ outcome: 'deceased', stalledSince: null });
  });

  it('pregnancy, illness, insurance, cost: on hold the clock of the wait is frozen', () => {
    const placed = row('D6010 #19', '2026-01-05');
    const ended = hold({ state: 'resumed', reason: 'health', startsOn: '2026-02-01', endsOn: '2026-03-01' });
    expect(only([placed]).wait?.lateOn).toBe('2026-08-03');
    expect(only([placed, ended]).wait?.lateOn).toBe('2026-08-31');
    expect(only([placed, hold({ reason: 'cost', startsOn: '2026-02-01' })])).toMatchObject({
      onHold: 'cost',
      stalledSince: null,
      outcome: 'active',
    });
  });

  it('days on two holds at once are counted once', () => {
    const holds = [
      hold({ id: 'a', state: 'resumed', startsOn: '2026-02-01', endsOn: '2026-03-01' }),
      hold({ id: 'b', state: 'resumed', startsOn: '2026-02-15', endsOn: '2026-03-15' }),
    ];
    expect(only([row('D6010 #19', '2026-01-05'), ...holds]).wait?.lateOn).toBe('2026-09-14');
  });

  it('wrong tooth, wrong date, deleted: the case follows the newest snapshot', () => {
    const wrong = row('D6010 #18', '2026-01-05', { id: 'p', revision: 1 });
    expect(only([wrong, row('D6010 #19', '2026-01-05', { id: 'p', revision: 2 })]).id).toBe('19');
    expect(only([wrong, row('D6010 #18', '2026-01-12', { id: 'p', revision: 2 })]).events).toEqual([
      'placement 2026-01-12',
    ]);
    expect(read([wrong, row('D6010 #18', '2026-01-05', { id: 'p', revision: 2, deleted: true })]).cases).toEqual([]);
    expect(read([wrong, row('D6010 #18', 'planned', { id: 'p', revision: 2 })]).cases).toEqual([]);
  });

  it('back-dated or late import: the same case as if it had come in time', () => {
    const early = row('D6010 #19', '2025-01-05', { id: 'late', recordedAt: '2026-11-01T12:00:00Z' });
    const rest = row('D6058 #19', '2025-07-01', { id: 'final' });
    expect(only([rest, early])).toEqual(only([early, rest]));
  });

  it('duplicate posting: one event, and staff is asked', () => {
    const { cases, notes } = read([
      row('D6010 #19', '2026-01-05', { id: 'a' }),
      row('D6010 #19', '2026-01-07', { id: 'b' }),
      row('D6010 #19', '2026-01-05', { id: 'c' }),
    ]);
    expect(cases[0]?.events).toEqual(['placement 2026-01-05']);
    expect(notes).toMatchObject([{ code: 'possible-duplicate', factIds: ['a', 'b'] }]);
  });

  it('a second attempt within days of a removal is no duplicate', () => {
    expect(
      only([row('D6010 #19', '2026-01-05'), row('D6100 #19', '2026-01-10'), row('D6010 #19', '2026-01-10')]),
    ).toMatchObject({ events: ['placement 2026-01-05', 'placement 2026-01-10'] });
  });

  it('missing tooth number: no case is guessed, staff is asked', () => {
    const { cases, notes } = read([row('D6010', '2026-01-05', { id: 'x' }), row('D6010 #19', '2026-01-05')]);
    expect([cases.map(({ events }) => events), notes]).toMatchObject([
      [['placement 2026-01-05']],
      [{ code: 'missing-site', factIds: ['x'] }],
    ]);
  });

  it('tooth off by one: suggested, never moved', () => {
    const { cases, notes } = read([row('D6010 #19', '2026-01-05'), row('D6011 #20', '2026-05-01', { id: 'x' })]);
    expect(cases.map(({ id }) => id)).toEqual(['19', '20']);
    expect(notes).toMatchObject([{ code: 'tooth-off-by-one', factIds: ['x'] }]);
  });

  it('complication after delivery: the case stays complete and carries a flag', () => {
    expect(
      only([row('D6010 #19', '2025-01-05'), row('D6058 #19', '2025-07-01'), row('D6081 #19', '2026-02-02')]),
    ).toMatchObject({ outcome: 'complete', complications: [{ on: '2026-02-02' }] });
  });

  it('an extraction where an implant stands is asked about, not believed', () => {
    const { cases, notes } = read([row('D6010 #19', '2025-01-05'), row('D7140 #19', '2025-07-01')]);
    expect([cases[0]?.events, notes.map(({ code }) => code)]).toEqual([
      ['placement 2025-01-05'],
      ['extraction-after-placement'],
    ]);
  });
});

describe('rows without a tooth', () => {
  it('a sinus lift belongs to the implant of its quadrant', () => {
    expect(only([row('D7951 UL', '2026-01-05'), row('D6010 #13', '2026-07-20')]).events).toEqual([
      'graft_sinus 2026-01-05',
      'placement 2026-07-20',
    ]);
  });

  it('a sinus lift before any tooth is known is a case of its quadrant', () => {
    expect(only([row('D7951 UL', '2026-01-05')])).toMatchObject({ id: 'quadrant:UL', phase: 'graft-healing' });
  });

  it('a sinus lift of two sites is listed once, with the site treated that day, else the first, and asked about', () => {
    const sameDay = read([
      row('D7951 UL', '2026-01-05'),
      row('D6010 #13', '2026-07-20'),
      row('D6010 #15', '2026-01-05'),
    ]);
    expect([sameDay.cases.map(({ events }) => events[0]), sameDay.notes]).toEqual([
      ['placement 2026-07-20', 'graft_sinus 2026-01-05'],
      [],
    ]);
    const unsure = read([
      row('D7951 UL', '2026-01-05'),
      row('D6010 #13', '2026-07-20'),
      row('D6010 #15', '2026-07-20'),
    ]);
    expect([unsure.cases.map(({ events }) => events[0]), unsure.notes[0]?.code]).toEqual([
      ['graft_sinus 2026-01-05', 'placement 2026-07-20'],
      'ambiguous-site',
    ]);
  });

  it('an arch row whose surface contradicts its code follows the code and is asked about', () => {
    const { cases, notes } = read([row('D6010 #22', '2026-01-05'), row('D6111 U', '2026-06-01')]);
    expect([cases.map(({ id, outcome }) => [id, outcome]), notes.map(({ code }) => code)]).toEqual([
      [['arch:L', 'complete']],
      ['arch-mismatch'],
    ]);
  });
});

describe('what a practice tells about its charts', () => {
  it('a crown posted at its preparation is not in the mouth yet', () => {
    const placed = row('D6010 #19', '2026-01-05');
    const crown = { id: 'crown', revision: 1 };
    expect(
      only([placed, row('D6058 #19', '2026-06-01', { ...crown, postedAt: 'preparation' })], '2026-06-30'),
    ).toMatchObject({
      outcome: 'active',
      phase: 'restoration',
      wait: { event: 'impression', since: '2026-06-01', lateOn: '2026-07-27' },
    });
    expect(only([placed, row('D6058 #19', '2026-06-20', { ...crown, postedAt: 'seat' })]).outcome).toBe('complete');
  });

  it('a completed visit of a mapped type stands for a milestone of the one case that waits for it', () => {
    const rules = { ...standardCaseRules, appointmentTypes: { '12': 'final' as const } };
    const placed = row('D6010 #19', '2026-01-05');
    const seated = appointment({ id: 'v', status: 'completed', typeId: '12', startsAt: '2026-06-02T01:30:00Z' });
    expect(only([placed, seated], '2026-06-30', rules)).toMatchObject({
      outcome: 'complete',
      events: ['placement 2026-01-05', 'final 2026-06-01'],
    });
    expect(only([placed, seated], '2026-06-30').outcome).toBe('active');
    const { cases, notes } = read([placed, row('D6010 #30', '2026-01-05'), seated], '2026-06-30', rules);
    expect([cases.map(({ outcome }) => outcome), notes]).toMatchObject([
      ['active', 'active'],
      [{ code: 'missing-site', factIds: ['appointment/v'] }],
    ]);
  });

  it('a lab or staff report says what no row says', () => {
    const report = milestoneReport({
      id: 'lab',
      milestone: 'final',
      teeth: ['19'],
      on: '2026-06-20',
      reportedBy: 'lab',
    });
    expect(only([row('D6010 #19', '2026-01-05'), report])).toMatchObject({ kind: 'single', outcome: 'complete' });
  });

  it('an implant code nobody mapped is reported, never guessed', () => {
    const { cases, notes } = read([row('D6199 #19', '2026-01-05', { id: 'x' })]);
    expect([cases, notes]).toMatchObject([[], [{ code: 'unknown-code', factIds: ['x'] }]]);
  });

  it('a code used before it existed is reported, never used', () => {
    const { cases, notes } = read([row('D7252 #19', '2024-06-01', { id: 'x' }), row('D6010 #19', '2024-06-01')]);
    expect([cases[0]?.events, notes]).toMatchObject([
      ['placement 2024-06-01'],
      [{ code: 'code-not-valid-then', factIds: ['x'] }],
    ]);
  });

  it('a retired code tells history only', () => {
    expect(only([row('D6078 U', '2012-05-01'), row('D6010 #4', '2012-01-05')])).toMatchObject({
      kind: 'full-arch',
      outcome: 'complete',
      milestones: [{ evidenceOnly: false }, { evidenceOnly: true }],
    });
  });
});
