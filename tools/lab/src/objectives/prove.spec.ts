import { prove, type Proof } from './prove.ts';
import { type Behaviour, FakeLab, FAST, SLOW } from './testing/fake-lab.ts';
import { ORDERS_OBJECTIVE } from './testing/objective.ts';

interface Played {
  readonly proof: Proof | undefined;
  /** In the words that the user reads. */
  readonly failure: string | undefined;
  readonly lab: FakeLab;
  /** How long it took, but for a few looks. */
  readonly seconds: number;
}

const play = async (how: Partial<Behaviour> = {}, objective = ORDERS_OBJECTIVE): Promise<Played> => {
  const lab = new FakeLab(how);
  const began = lab.clock.now();
  const proving = lab.clock.passUntil(prove(objective, lab.journey, lab.stage));
  const [proof, failure] = await proving.then(
    (proven) => [proven, undefined] as const,
    (error: unknown) => [undefined, (error as Error).message] as const,
  );
  return { proof, failure, lab, seconds: Math.floor((lab.clock.now() - began) / 5000) * 5 };
};

const WHOLE = ['send', 'break', 'mend', 'stop sending'];

describe('the proof of an objective', () => {
  it('measures from the first bad answer to each page, and from the end of the fault to the resolution', async () => {
    const { proof, lab } = await play();
    expect(proof).toMatchObject({
      alerts: [
        { objective: 'orders', windows: FAST, measuredSeconds: 40, resolveMeasuredSeconds: 30, held: true },
        { objective: 'orders', windows: SLOW, measuredSeconds: 20, resolveMeasuredSeconds: 30, held: true },
      ],
      falsePages: [],
    });
    expect(lab.done).toEqual(WHOLE);
    expect(lab.reported).toEqual([
      'lab slo prove orders: orders frozen',
      'lab slo prove orders: no longer orders frozen',
    ]);
  });

  it('takes a minute in which nothing is wrong, then no longer than the last page', async () => {
    expect((await play()).seconds).toBe(60 + 40 + 30);
  });

  it('names pages that come while nothing is wrong', async () => {
    const { proof } = await play({ uncalled: { windows: SLOW, from: 30, to: 35 } });
    expect(proof?.falsePages).toEqual([`orders-lab ${SLOW}`]);
    expect(proof?.alerts).toMatchObject([{ held: true }, { held: true }]);
  });

  it('leaves out a page from before it began', async () => {
    const { proof } = await play({ uncalled: { windows: SLOW, from: 0, to: 1 } });
    expect(proof?.falsePages).toEqual([]);
  });

  it('counts no page that came before the fault as the page of the fault', async () => {
    const { proof } = await play({ pages: { [FAST]: 40.5 }, uncalled: { windows: SLOW, from: 30, to: 35 } });
    expect(proof?.alerts).toMatchObject([{ held: true }, { measuredSeconds: null, held: false }]);
  });

  it('waits three minutes for a page that never comes, and says that it is missing', async () => {
    const { proof, lab, seconds } = await play({ pages: { [FAST]: 40.5 } });
    expect(proof?.alerts).toMatchObject([
      { windows: FAST, measuredSeconds: 40, held: true },
      { windows: SLOW, measuredSeconds: null, resolveMeasuredSeconds: null, held: false },
    ]);
    expect(seconds).toBe(60 + 180 + 30);
    expect(lab.done).toEqual(WHOLE);
  });

  it('says that a page came too late', async () => {
    const { proof } = await play({ pages: { [FAST]: 100.5, [SLOW]: 20.5 } });
    expect(proof?.alerts).toMatchObject([
      { measuredSeconds: 100, held: false },
      { measuredSeconds: 20, held: true },
    ]);
  });

  it('waits four minutes for a page that does not resolve, and shows no time for it', async () => {
    const { proof, seconds } = await play({ resolve: undefined });
    expect(proof?.alerts).toMatchObject([
      { resolveMeasuredSeconds: null, held: true },
      { resolveMeasuredSeconds: null, held: true },
    ]);
    expect(seconds).toBe(60 + 40 + 240);
  });
});

describe('the proof of an objective of the prober', () => {
  const PROBED = { ...ORDERS_OBJECTIVE, leastEvents: 2 };
  const probe = (how: Partial<Behaviour>, objective = PROBED) => play(how, objective);

  it('measures from the first bad event that the prober counted, and sends no load', async () => {
    // Broken after 60 s, probes every 5 s: 12 s later nothing was counted yet, 15 s later the first one.
    const { proof, lab } = await probe({ probed: { quiet: 12 } });
    expect(proof).toMatchObject({
      alerts: [
        { windows: FAST, theorySeconds: expect.closeTo(34.56), measuredSeconds: 40.5 - 15, held: true },
        { windows: SLOW, theorySeconds: expect.closeTo(86.4), measuredSeconds: 20.5 - 15, held: true },
      ],
      falsePages: [],
    });
    expect(lab.done).toEqual(['break', 'mend']);
  });

  it('allows the time until as many events have come as the alert asks for', async () => {
    const tight = { ...PROBED, target: 0.999, leastEvents: 4 };
    const { proof } = await probe({ probed: { quiet: 32 } }, tight);
    // Nothing was in the short window before: the fourth event comes three intervals after the first.
    expect(proof?.alerts[0]?.theorySeconds).toBeCloseTo(15, 0);
    const { proof: steady } = await probe({ probed: { quiet: 0 } }, tight);
    expect(steady?.alerts[0]?.theorySeconds).toBeCloseTo(3.456);
  });

  it('never expects a page where the short window never holds as many', async () => {
    const { proof } = await probe({ probed: { quiet: 0 } }, { ...PROBED, leastEvents: 5 });
    expect(proof?.alerts).toMatchObject([
      { windows: FAST, theorySeconds: null, held: false },
      { windows: SLOW, held: true },
    ]);
  });

  it('ends as soon as the prober cannot be counted on', async () => {
    expect((await probe({ probed: { quiet: 0, restarts: 80 } })).seconds).toBe(80);
  });

  it.each<[string, Partial<Behaviour>, RegExp, readonly string[]]>([
    [
      'it counts nothing',
      { answers: false, probed: { quiet: 0 } },
      /^orders: the prober counted no event/,
      [],
    ],
    [
      'it notices nothing',
      { probed: { quiet: 999 } },
      /^orders frozen: no client noticed/,
      ['break', 'mend'],
    ],
    [
      'it restarts',
      { probed: { quiet: 0, restarts: 80 } },
      /^the prober restarted, so its events cannot be counted/,
      ['break', 'mend'],
    ],
  ])('proves nothing where %s, and leaves nothing running', async (_what, how, failure, done) => {
    const played = await probe(how);
    expect(played.failure).toMatch(failure);
    expect(played.lab.done).toEqual(done);
    expect(played.lab.clock.sleepers).toBe(0);
  });
});

describe('a proof that proves nothing', () => {
  it.each<[string, Partial<Behaviour>, RegExp, readonly string[]]>([
    [
      'an alert fires before it begins',
      { uncalled: { windows: SLOW, from: 0, to: 300 } },
      new RegExp(`^alerts fire already: orders-lab ${SLOW}\\. Wait until`),
      ['send', 'stop sending'],
    ],
    [
      'the clients get no answer',
      { answers: false },
      /^orders: the clients saw no event/,
      ['send', 'stop sending', 'stop sending'],
    ],
    [
      'the load fails',
      { answers: false, trafficFails: new Error('k6 ended with 255') },
      /^k6 ended with 255$/,
      ['send', 'stop sending', 'stop sending'],
    ],
    ['no client notices the fault', { clientsNotice: false }, /^orders frozen: no client noticed/, WHOLE],
    ['the fault cannot be made', { faultWorks: false }, /^orders is absent$/, WHOLE],
    ['the user interrupts it', { interrupted: 80 }, /^interrupted$/, WHOLE],
    ['oncall cannot be asked', { oncallFails: 80 }, /^oncall does not answer$/, WHOLE],
    [
      'both load and oncall fail',
      { oncallFails: 80, trafficFails: new Error('k6 ended with 255') },
      /^oncall does not answer$/,
      WHOLE,
    ],
  ])('says so, and leaves nothing running: %s', async (_what, how, failure, done) => {
    const played = await play(how);
    expect(played.failure).toMatch(failure);
    expect(played.lab.done).toEqual(done);
    expect(played.lab.clock.sleepers).toBe(0);
  });

  it('ends as soon as oncall cannot be asked', async () => {
    expect((await play({ oncallFails: 80 })).seconds).toBe(80);
  });
});
