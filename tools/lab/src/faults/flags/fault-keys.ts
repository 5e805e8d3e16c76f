import type { FaultName } from '@lab/contracts';
import type { FaultKey } from './fault-key.ts';
import { GATEWAY_KEYS } from './gateway-keys.ts';
import { INVENTORY_KEYS } from './inventory-keys.ts';
import { ORDERS_KEYS } from './orders-keys.ts';

/** The answer key: what each fault is, and where it shows. */
export const FAULT_KEYS: Readonly<Record<FaultName, FaultKey>> = {
  ...GATEWAY_KEYS,
  ...ORDERS_KEYS,
  ...INVENTORY_KEYS,
};
