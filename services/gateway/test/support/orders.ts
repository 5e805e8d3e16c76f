import type { Order, PlaceOrder } from '@lab/contracts';

export const ID = '0b6f6a36-6a3c-4a7e-9f0e-0d6f0a3c1b11';
export const REQUEST: PlaceOrder = { customerId: 'c-17', lines: [{ sku: 'LAMP-01', quantity: 2 }] };
export const PENDING: Order = {
  id: ID,
  status: 'pending',
  ...REQUEST,
  createdAt: '2026-11-22T10:00:00.000Z',
};
export const CONFIRMED: Order = { ...PENDING, status: 'confirmed', settledAt: '2026-11-22T10:00:00.100Z' };
export const CANCELLED: Order = { ...CONFIRMED, status: 'cancelled' };
