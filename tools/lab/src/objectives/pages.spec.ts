import type { IncidentAlert } from '@lab/contracts';
import { LAB_TIME, REAL_TIME } from '@lab/objectives';
import { PageLog, pagesOf } from './pages.ts';

const alert = (
  labels: Record<string, string>,
  status: IncidentAlert['status'] = 'firing',
): IncidentAlert => ({
  fingerprint: 'f',
  status,
  startsAt: '2026-11-28T12:00:00Z',
  labels: {
    severity: 'page',
    sloth_slo: 'orders-lab',
    pace: 'lab',
    long_window: '4m',
    short_window: '20s',
    ...labels,
  },
  annotations: {},
  generatorURL: '',
});

describe('the pages that incidents have', () => {
  it('are those of objectives at one pace', () => {
    const alerts = [
      alert({}),
      alert({ sloth_slo: 'orders', pace: '', long_window: '1h', short_window: '5m' }),
      alert({ severity: 'ticket', long_window: '96m' }),
    ];
    expect([...pagesOf([{ alerts }], LAB_TIME).keys()]).toEqual(['orders-lab 4m/20s']);
    expect([...pagesOf([{ alerts }], REAL_TIME).keys()]).toEqual(['orders 1h/5m']);
  });

  it('fire where one of several incidents says so', () => {
    const incidents = [{ alerts: [alert({})] }, { alerts: [alert({}, 'resolved')] }];
    expect(pagesOf(incidents, LAB_TIME).get('orders-lab 4m/20s')?.isFiring).toBe(true);
    expect(pagesOf(incidents.toReversed(), LAB_TIME).get('orders-lab 4m/20s')?.isFiring).toBe(true);
  });
});

describe('the log of pages', () => {
  const page = (isFiring: boolean) =>
    pagesOf([{ alerts: [alert({}, isFiring ? 'firing' : 'resolved')] }], LAB_TIME);

  it('knows when each began and ceased to fire', () => {
    const log = new PageLog();
    log.look(new Map(), 1000);
    log.look(page(true), 2000);
    log.look(page(true), 3000);
    expect(log.firing).toEqual(['orders-lab 4m/20s']);
    log.look(page(false), 4000);
    expect([log.firedAt('orders-lab', '4m/20s'), log.resolvedAt('orders-lab', '4m/20s')]).toEqual([
      2000, 4000,
    ]);
    expect([log.firedSince(2000), log.firedSince(2001)]).toEqual([['orders-lab 4m/20s'], []]);
    expect(log.firing).toEqual([]);
  });

  it('does not know since when what fires at the first look has been firing', () => {
    const log = new PageLog();
    log.look(page(true), 1000);
    expect([log.firing, log.firedSince(0)]).toEqual([['orders-lab 4m/20s'], []]);
    log.look(page(false), 2000);
    log.look(page(true), 3000);
    expect(log.firedSince(0)).toEqual(['orders-lab 4m/20s']);
  });
});
