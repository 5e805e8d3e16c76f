import type { Objective } from '../../tools/objectives/src/index.ts';
import { JOURNEYS } from '../../tools/lab/src/objectives/journeys.ts';
import type { Page } from '../../tools/lab/src/objectives/pages.ts';
import { PLACE_ORDER, type RequestLine } from '../../tools/lab/src/k6/request-line.ts';
import { Witness } from '../../tools/lab/src/objectives/witness.ts';
import { PageRecord } from './page-record.ts';
import { falsePages, isMissed, judgeFault, type Recorded } from './page-verdict.ts';

const OBJECTIVE = 'placing-orders-availability';
const objective: Objective = {
  ...{ name: OBJECTIVE, title: '', service: 'shop', owner: 'shop', dashboard: '', description: '' },
  ...{ target: 0.999, leastEvents: 10, periodDays: 30, counters: { total: 'all', bad: 'bad' } },
};
const [FAST, SLOW] = ['4m/20s', '24m/2m'] as const;
/** Ten minutes of traffic, then a fault of half a minute. Seconds. */
const FAULT = { from: 600, to: 633 } as const;

/** Answers once a second, bad ones from `badFrom` until the fault ends; pages fire from then on. */
const record = (badFrom: number, firing: Readonly<Record<string, number>>): Recorded => {
  const clients = JOURNEYS[OBJECTIVE]?.clients;
  if (clients === undefined) throw new Error('no journey');
  const [witness, pages] = [new Witness(clients), new PageRecord()];
  for (let second = 0; second < 660; second += 1) {
    const status = second >= badFrom && second < FAULT.to ? 503 : 202;
    witness.see({ at: second * 1000, ms: 0, name: PLACE_ORDER, method: 'POST', status } as RequestLine);
    const now = Object.entries(firing).filter(([, from]) => second >= from);
    pages.look(new Map(now.map(([windows]) => pageOf(windows))), second * 1000);
  }
  return { objective, witness, pages };
};

const pageOf = (windows: string): readonly [string, Page] => {
  const name = `${OBJECTIVE}-lab`;
  return [`${name} ${windows}`, { objective: name, windows, isFiring: true }];
};

const missedIn = (recorded: Recorded): string[] =>
  judgeFault(recorded, { from: FAULT.from * 1000, to: FAULT.to * 1000, trafficSince: 0, next: 660_000 })
    .filter(isMissed)
    .map(({ windows }) => windows);

describe('the verdict on the pages of a fault', () => {
  it('holds where each page came within the theory and 40 s of the first bad answer', () => {
    // By theory after 3.5 s and 3.6 s.
    expect(missedIn(record(602, { [FAST]: 645, [SLOW]: 645 }))).toEqual([]);
  });

  it('measures from the first bad answer, not from the fault', () => {
    expect(missedIn(record(600, { [FAST]: 645, [SLOW]: 645 }))).toEqual([FAST, SLOW]);
  });

  it('names a page that is late or missing', () => {
    expect(missedIn(record(602, { [FAST]: 647 }))).toEqual([FAST, SLOW]);
  });

  it('takes a page that fires because of an earlier fault', () => {
    expect(missedIn(record(500, { [FAST]: 510, [SLOW]: 510 }))).toEqual([]);
  });

  it('refuses a fault that no client noticed', () => {
    expect(() => missedIn(record(640, {}))).toThrow('no client noticed the fault');
  });
});

describe('a false page', () => {
  it('is one that no bad answer within its long window explains', () => {
    expect(falsePages(record(602, { [FAST]: 300, [SLOW]: 610 }))).toEqual([
      `${OBJECTIVE}-lab ${FAST} at 1970-01-01T00:05:00.000Z`,
    ]);
  });

  it('is none where clients got bad answers', () => {
    expect(falsePages(record(602, { [FAST]: 610, [SLOW]: 610 }))).toEqual([]);
  });
});
