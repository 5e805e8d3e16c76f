import type { DependencyProbe } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config';

/**
 * Whether orders can be reached. Its liveness is asked, not its readiness: a database that is down makes orders
 * unready, and would make the gateway so as well, though it can still say what is wrong and show the catalogue.
 * With fetch: the probe must neither create a trace nor count in the circuit breaker of real calls.
 */
@Injectable()
export class OrdersProbe implements DependencyProbe {
  readonly name = 'orders';

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: Pick<GatewayConfig, 'ORDERS_URL'>) {}

  async check(signal: AbortSignal): Promise<void> {
    const response = await fetch(new URL('/health/live', this.config.ORDERS_URL), { signal }).catch(explain);
    await response.body?.cancel();
    if (!response.ok) throw new Error(`answered ${response.status}`);
  }
}

/** fetch itself says only that it failed; why is in the cause. */
function explain(error: unknown): never {
  const { cause = error } = error as { cause?: unknown };
  throw new Error(`cannot be reached: ${String(cause)}`, { cause: error });
}
