import type { Objective } from '@lab/objectives';

/** 99 % of the orders are good; bad ones are counted. */
export const ORDERS_OBJECTIVE: Objective = {
  name: 'orders',
  title: 'Orders',
  service: 'shop',
  owner: 'shop',
  dashboard: '/d/lab-overview',
  description: '',
  target: 0.99,
  periodDays: 30,
  leastEvents: 10,
  counters: { total: 'all', bad: 'bad' },
};
