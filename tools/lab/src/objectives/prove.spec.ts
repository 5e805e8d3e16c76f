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

const play = async (how: Partial<Behaviour> = {}): Promise<Played> => {
  const lab = new FakeLab(how);
  const began = lab.clock.now();
  const proving = lab.clock.passUntil(prove(ORDERS_OBJECTIVE, lab.journey, lab.stage));
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

  it('waits two minutes for a page that never comes, and says that it is missing', async () => {
    const { proof, lab, seconds } = await play({ pages: { [FAST]: 40.5 } });
    expect(proof?.alerts).toMatchObject([
      { windows: FAST, measuredSeconds: 40, held: true },
      { windows: SLOW, measuredSeconds: null, resolveMeasuredSeconds: null, held: false },
    ]);
    expect(seconds).toBe(60 + 120 + 30);
    expect(lab.done).toEqual(WHOLE);
  });

  it('says that a page came too late', async () => {
    const { proof } = await play({ pages: { [FAST]: 100.5, [SLOW]: 20.5 } });
    expect(proof?.alerts).toMatchObject([
      { measuredSeconds: 100, held: false },
      { measuredSeconds: 20, held: true },
    ]);
  });

  it('waits three minutes for a page that does not resolve, and shows no time for it', async () => {
    const { proof, seconds } = await play({ resolve: undefined });
    expect(proof?.alerts).toMatchObject([
      { resolveMeasuredSeconds: null, held: true },
      { resolveMeasuredSeconds: null, held: true },
    ]);
    expect(seconds).toBe(60 + 40 + 180);
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
