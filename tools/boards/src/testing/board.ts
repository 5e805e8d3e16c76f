/** A dashboard as Grafana's JSON has it, with what is given over the least that it needs. */
export const boardJson = (given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  uid: 'shop',
  title: 'Shop',
  schemaVersion: 41,
  panels: [],
  ...given,
});

export const panelJson = (given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  id: 1,
  type: 'timeseries',
  title: 'Requests',
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  datasource: { type: 'prometheus', uid: 'prometheus' },
  targets: [{ refId: 'A', expr: 'up' }],
  ...given,
});
