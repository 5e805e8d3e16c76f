/** @jest-environment jsdom */
import type { Address } from '../address.ts';
import { addColourScheme, serverAnswers, textsOf } from '../testing/browser.ts';
import { AlertsView } from './alerts-view.ts';

beforeAll(addColourScheme);

const alert = (labels: Record<string, string>, more: object = {}) => ({
  labels: { alertname: 'ErrorBudgetBurn', severity: 'page', ...labels },
  annotations: {
    summary: 'it burns',
    runbook: 'docs/runbooks/error-budget-burn.md',
    dashboard: '/d/lab-orders',
  },
  state: 'firing',
  activeAt: '2026-11-28T12:00:00Z',
  ...more,
});
const series = (name: string, slo: string, value: number) => ({
  metric: { __name__: name, sloth_slo: slo },
  value: [0, String(value)],
});
const BUDGETS = [
  series('slo:objective:ratio', 'orders', 0.999),
  series('slo:period_error_budget_remaining:ratio', 'orders', -1.5),
  series('slo:current_burn_rate:ratio', 'orders', 31),
  series('slo:objective:ratio', 'orders-lab', 0.999),
  series('slo:period_error_budget_remaining:ratio', 'orders-lab', Number.NaN),
];
const address = (search = ''): Address => ({ view: { name: 'alerts' }, params: new URLSearchParams(search) });

const shows = async (alerts: readonly object[], search = ''): Promise<AlertsView> => {
  serverAnswers({
    '/api/prometheus/api/v1/alerts': { data: { alerts } },
    '/api/prometheus/api/v1/query': { data: { result: BUDGETS } },
  });
  const view = new AlertsView({ go: jest.fn(), change: jest.fn() });
  await view.update(address(search));
  return view;
};
const namesOf = ({ element }: AlertsView) => textsOf(element, '[data-severity] td:nth-child(2)');

describe('the alerts that fire', () => {
  it('are listed with their objective, pages first and the oldest of them first', async () => {
    const view = await shows([
      alert({ alertname: 'Disk', severity: 'ticket' }, { activeAt: '2026-11-28T11:00:00Z' }),
      alert({ sloth_slo: 'late' }, { activeAt: '2026-11-28T12:30:00Z' }),
      alert({ sloth_slo: 'early' }),
    ]);
    expect(namesOf(view)).toEqual(['ErrorBudgetBurnearly', 'ErrorBudgetBurnlate', 'Disk']);
  });

  it('lead to their dashboard and runbook', async () => {
    const { element } = await shows([alert({})]);
    const links = [...element.querySelectorAll('td a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['/d/lab-orders', '/docs/runbooks/error-budget-burn.md']);
  });

  it('make no link of a runbook that is none', async () => {
    const annotations = { runbook: 'javascript:alert(1)' };
    const { element } = await shows([alert({}, { annotations })]);
    expect(element.querySelectorAll('td a')).toHaveLength(0);
    expect(textsOf(element, 'td').at(4)).toBe('javascript:alert(1)');
  });

  it('do not include the heartbeat, nor what is only pending', async () => {
    const heartbeat = alert({ alertname: 'DeadMansSwitch', severity: 'none' });
    const view = await shows([heartbeat, alert({}, { state: 'pending' })]);
    expect(namesOf(view)).toEqual([]);
    expect(textsOf(view.element, '[role=status]')).toEqual(['No alert is firing.']);
  });
});

describe('the error budgets', () => {
  const cells = ({ element }: AlertsView) => textsOf(element, 'tbody td');

  it('are those in real time, or in lab time; a dash is what was not counted', async () => {
    expect(cells(await shows([]))).toEqual(['orders', '99.9 %', '-150 %', '31.00']);
    expect(cells(await shows([], 'pace=lab'))).toEqual(['orders-lab', '99.9 %', '–', '–']);
  });

  it('come with the blind spots of each objective', async () => {
    for (const search of ['', 'pace=lab']) {
      const { element } = await shows([], search);
      const pictures = [...element.querySelectorAll('img')].map((image) => image.getAttribute('src'));
      expect(pictures).toEqual(['/docs/images/blind-spots/orders.svg']);
    }
  });
});

it('says what is wrong, and keeps what was there', async () => {
  const view = await shows([alert({})]);
  serverAnswers({});
  await view.update(address());
  expect(textsOf(view.element, '[role=alert]')).toEqual(['not found']);
  expect(namesOf(view)).toEqual(['ErrorBudgetBurn']);
});
