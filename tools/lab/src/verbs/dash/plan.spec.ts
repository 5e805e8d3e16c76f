import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DashOptions, DEFAULT_PORT, planDash } from './plan.ts';

const ROOT = resolve(__dirname, '../../../../..');
const plan = (options: Partial<DashOptions> = {}, env: Record<string, string> = {}) =>
  planDash({ root: '/lab', env, isTty: true }, { open: true, ...options });

it('listens where it is told, then where .env says, then beside Grafana', () => {
  expect(plan({ port: 0 }, { DASH_PORT: '4000' }).port).toBe(0);
  expect(plan({}, { DASH_PORT: '4000' }).port).toBe(4000);
  expect(plan().port).toBe(3001);
});

it('names the setting that is no port', () => {
  expect(() => plan({}, { DASH_PORT: '70000' })).toThrow('DASH_PORT: must be a port between 0 and 65535');
  expect(() => plan({}, { DASH_PORT: 'http' })).toThrow('DASH_PORT: must be a port between 0 and 65535');
});

it("shows the lab's own dashboards unless told otherwise", () => {
  expect(plan().boards).toBe('/lab/grafana/dashboards');
  expect(plan({ boards: 'mine' }).boards).toBe('mine');
});

it('opens a browser for a person only', () => {
  expect(plan().opensBrowser).toBe(true);
  expect(plan({ open: false }).opensBrowser).toBe(false);
  expect(planDash({ root: '/', env: {}, isTty: false }, { open: true }).opensBrowser).toBe(false);
});

it('.env.example names its port', () => {
  expect(readFileSync(`${ROOT}/.env.example`, 'utf8')).toContain(`\nDASH_PORT=${DEFAULT_PORT}\n`);
});
