import { METRICS } from '@lab/contracts';
import { registry } from '../metrics/registry';
import { watchSaturation } from './saturation';

describe('watchSaturation', () => {
  it('shows each client as it is when it is asked', async () => {
    const taken = { inFlight: 3, queued: 0 };
    watchSaturation('orders', () => taken);
    watchSaturation('inventory', () => ({ inFlight: 1, queued: 2 }));
    taken.queued = 7;

    const inFlight = await registry.getSingleMetricAsString(METRICS.httpClientInFlight);
    const queued = await registry.getSingleMetricAsString(METRICS.httpClientQueued);
    expect(inFlight).toContain('{client="orders"} 3');
    expect(inFlight).toContain('{client="inventory"} 1');
    expect(queued).toContain('{client="orders"} 7');
    expect(queued).toContain('{client="inventory"} 2');
  });
});
