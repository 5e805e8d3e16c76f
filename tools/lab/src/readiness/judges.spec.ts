import { type AlertFact, judgeAlertLinks } from './alert-links.ts';
import { judgeCapacity } from './capacity-known.ts';
import { type FailureFacts, judgeFailure } from './dependency.ts';
import { judgeLimits, type LimitFact } from './limits.ts';
import { judgeMonitoring, type MonitoringFact } from './monitoring.ts';
import { judgeRecovery, type RecoveryFacts } from './recovery.ts';
import { judgeSecrets, type SecretFacts } from './secrets.ts';

const failed = (evidence: unknown) => ({ outcome: 'failed', evidence });
const withText = (text: string) => failed(expect.arrayContaining([expect.stringContaining(text)]));

describe('monitoring', () => {
  const redis: MonitoringFact = {
    service: 'redis',
    targets: [{ job: 'redis', health: 'up' }],
    alerts: ['StockStoreDown'],
    panels: ['Orders: Stock'],
  };

  it('holds where every service has a target that is up, an alert and a panel', () => {
    expect(judgeMonitoring([redis, { ...redis, service: 'orders' }]).outcome).toBe('held');
  });

  it.each([
    ['its target is missing', { targets: [] }, 'redis: Prometheus has no target for it'],
    ['its target is down', { targets: [{ job: 'redis', health: 'down' }] }, 'redis: target down: redis'],
    [
      'its target was never scraped',
      { targets: [{ job: 'redis', health: 'unknown' }] },
      'redis: target down',
    ],
    ['no alert reads it', { alerts: [] }, 'redis: no alert reads its series'],
    ['no panel shows it', { panels: [] }, 'redis: no panel shows its series'],
  ])('fails where %s', (_, broken, text) => {
    expect(
      judgeMonitoring([
        { ...redis, service: 'orders' },
        { ...redis, ...broken },
      ]),
    ).toEqual(withText(text));
  });

  it('fails where no service runs', () => {
    expect(judgeMonitoring([]).outcome).toBe('failed');
  });

  it('asks for no alert of what the lab runs without, but for a target and a panel', () => {
    const optional = { ...redis, service: 'cadvisor', alerts: [], noAlert: 'optional' };
    expect(judgeMonitoring([redis, optional]).outcome).toBe('held');
    expect(judgeMonitoring([redis, { ...optional, targets: [] }]).outcome).toBe('failed');
  });

  it('names a service that needs no monitoring, and why', () => {
    const viewer = { service: 'grafana', targets: [], alerts: [], panels: [], exempt: 'it only displays' };
    const { outcome, evidence } = judgeMonitoring([redis, viewer]);
    expect(outcome).toBe('held');
    expect(evidence).toContain('grafana: it only displays');
  });
});

describe('alerts', () => {
  const alert: AlertFact = {
    alert: 'DiskFull',
    health: 'ok',
    runbook: 'docs/runbooks/disk.md',
    sections: ['Meaning', 'Impact', 'Diagnose', 'Mitigate', 'Verify'],
    dashboard: '/d/lab-overview',
    hasDashboard: true,
  };

  it('hold where each has a runbook with all sections, and a dashboard', () => {
    expect(judgeAlertLinks([alert, { ...alert, health: 'unknown' }]).outcome).toBe('held');
  });

  it.each([
    ['one has no runbook', { runbook: undefined, sections: undefined }, 'DiskFull: no runbook'],
    ['its runbook does not exist', { sections: undefined }, 'docs/runbooks/disk.md does not exist'],
    [
      'its runbook lacks a section',
      { sections: ['Meaning', 'Impact', 'Diagnose', 'Verify'] },
      'no section Mitigate',
    ],
    ['one has no dashboard', { dashboard: undefined }, 'DiskFull: no dashboard'],
    ['its dashboard does not exist', { hasDashboard: false }, 'the dashboard /d/lab-overview does not exist'],
    ['Prometheus cannot evaluate it', { health: 'err' }, 'Prometheus cannot evaluate it'],
  ])('fail where %s', (_, broken, text) => {
    expect(judgeAlertLinks([alert, { ...alert, ...broken }])).toEqual(withText(text));
  });

  it('fail where there are none', () => {
    expect(judgeAlertLinks([]).outcome).toBe('failed');
  });
});

describe('capacity', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  const report = {
    finishedAt: '2026-11-20T12:00:00.000Z',
    engine: 'native',
    verdict: 'held',
    ordersPerSecond: 209.61,
  };
  const judge = (changes: Partial<Record<keyof typeof report, unknown>>) =>
    judgeCapacity({ report: JSON.stringify({ ...report, ...changes }), engine: 'native', now });

  it('is known where it was measured on this engine within 30 days', () => {
    expect(judge({})).toEqual({
      outcome: 'held',
      evidence: ['210 orders/s, measured 2026-11-20T12:00:00.000Z'],
    });
  });

  it.each([
    ['it is too old', { finishedAt: '2026-10-28T12:00:00.000Z' }, 'measured 31 days ago'],
    ['it is of another engine', { engine: 'compose' }, 'measured on the compose engine'],
    ['its prediction was wrong', { verdict: 'refuted' }, 'the last measurement was refuted'],
    ['it found no rate', { ordersPerSecond: null }, 'found no rate'],
    ['it cannot be understood', { finishedAt: 'yesterday' }, 'cannot be read'],
  ])('is not known where %s', (_, changes, text) => {
    expect(judge(changes)).toEqual(withText(text));
  });

  it('is not known where it was never measured, or half a report is left', () => {
    expect(judgeCapacity({ report: undefined, engine: 'native', now })).toEqual(withText('lab capacity'));
    expect(judgeCapacity({ report: '{"finis', engine: 'native', now })).toEqual(withText('lab capacity'));
  });
});

describe('backup and restore', () => {
  const facts: RecoveryFacts = { orders: 9, pausedMs: 2300, restored: { orders: 9, held: true, broken: [] } };

  it('hold where all orders are back and the audit holds', () => {
    expect(judgeRecovery(facts).outcome).toBe('held');
  });

  it.each<[string, Partial<RecoveryFacts>, string]>([
    ['an order is missing', { restored: { orders: 8, held: true, broken: [] } }, '8 of 9 orders'],
    [
      'the audit is refuted',
      { restored: { orders: 9, held: false, broken: ['stock_negative'] } },
      'stock_negative',
    ],
    ['the backup is empty', { orders: 0, restored: { orders: 0, held: true, broken: [] } }, 'proves nothing'],
    ['there is no second lab', { impossible: 'no Postgres' }, 'no Postgres'],
  ])('fail where %s', (_, broken, text) => {
    expect(judgeRecovery({ ...facts, ...broken })).toEqual(withText(text));
  });

  it('fail where nothing was restored', () => {
    expect(judgeRecovery({ orders: 9, pausedMs: 1 }).outcome).toBe('failed');
  });
});

describe('the failure of a dependency', () => {
  const facts: FailureFacts = {
    recoveredMs: 3200,
    ended: [],
    notReady: [],
    accepted: 40,
    givenUp: 0,
    audit: { held: true, broken: [] },
  };

  it('holds where the services stay up and nothing is lost', () => {
    expect(judgeFailure(facts).outcome).toBe('held');
  });

  it.each<[string, Partial<FailureFacts>, string]>([
    ['it does not come back', { recoveredMs: undefined }, 'did not become ready'],
    ['a service ends with it', { ended: ['orders'] }, 'services ended with it: orders'],
    ['a service stays unready', { notReady: ['gateway'] }, 'not ready afterwards: gateway'],
    ['no order was accepted', { accepted: 0 }, 'nothing is proven'],
    ['a client gave up', { givenUp: 2 }, '2 orders were not accepted'],
    ['the audit is refuted', { audit: { held: false, broken: ['promised_missing'] } }, 'promised_missing'],
  ])('fails where %s', (_, broken, text) => {
    expect(judgeFailure({ ...facts, ...broken })).toEqual(withText(text));
  });
});

describe('secrets', () => {
  const facts: SecretFacts = {
    listeners: [{ service: 'postgres', port: 5432, address: '127.0.0.1' }],
    leaks: [],
    searched: 2,
    defaults: [],
    alertmanagerStatus: 401,
  };
  const open = { listeners: [...facts.listeners, { service: 'redis', port: 6379, address: '0.0.0.0' }] };

  it('are kept where only this machine can connect, and nothing is written down', () => {
    expect(judgeSecrets(facts).outcome).toBe('held');
  });

  it('may be the defaults on a port of this machine, which is said', () => {
    const { outcome, evidence } = judgeSecrets({ ...facts, defaults: ['REDIS_PASSWORD'] });
    expect(outcome).toBe('held');
    expect(evidence.join()).toContain('reachable from this machine only: REDIS_PASSWORD');
  });

  it('does not claim to have looked where .env has no secret', () => {
    expect(judgeSecrets({ ...facts, searched: 0 }).evidence.join()).toContain('no secret of its own');
  });

  it.each<[string, Partial<SecretFacts>, string]>([
    ['a port is open to other machines', open, 'redis: port 6379 listens on 0.0.0.0'],
    [
      'it is open with a default password',
      { ...open, defaults: ['REDIS_PASSWORD'] },
      'passwords are the default',
    ],
    ['IPv6 is open', { listeners: [{ service: 'redis', port: 6379, address: '::' }] }, 'listens on ::'],
    ['nobody can see who listens', { listeners: [] }, 'cannot see who listens'],
    [
      'a log has a secret',
      { leaks: [{ secret: 'REDIS_PASSWORD', where: 'the log of redis' }] },
      'the log of redis',
    ],
    ['Alertmanager lets everybody in', { alertmanagerStatus: 200 }, 'answers 200 without a login'],
  ])('are not kept where %s', (_, broken, text) => {
    expect(judgeSecrets({ ...facts, ...broken })).toEqual(withText(text));
  });
});

describe('limits', () => {
  const redis: LimitFact = {
    name: 'redis',
    memoryLimit: '512m',
    logLimits: { maxBytes: 10_485_760, maxFiles: 3 },
    restart: { kind: 'unless-stopped' },
  };
  const without = (key: keyof LimitFact): LimitFact => {
    const { [key]: _, ...rest } = redis;
    return rest as LimitFact;
  };

  it('hold where every service has them, and say where nobody enforces them', () => {
    expect(judgeLimits([redis], 'compose')).toMatchObject({ outcome: 'held' });
    expect(judgeLimits([redis], 'native').evidence.join()).toContain("memory limits are Docker's");
  });

  it.each([
    ['one has no memory limit', without('memoryLimit'), 'redis: no mem_limit'],
    ['one has unbounded logs', without('logLimits'), 'redis: no limit for its logs'],
    ['one is not restarted', { ...redis, restart: { kind: 'no' as const } }, 'redis: no restart policy'],
  ])('fail where %s', (_, broken, text) => {
    expect(judgeLimits([{ ...redis, name: 'postgres' }, broken], 'native')).toEqual(withText(text));
  });

  it('fail where nothing is described', () => {
    expect(judgeLimits([], 'native').outcome).toBe('failed');
  });
});
