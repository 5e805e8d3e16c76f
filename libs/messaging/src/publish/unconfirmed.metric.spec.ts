import { METRICS } from '@lab/contracts';
import { Registry } from 'prom-client';
import { ConfirmedSender } from '../broker/confirmed-sender';
import { showUnconfirmed } from './unconfirmed.metric';

describe('the publishes that wait for the broker', () => {
  it('are shown as they are when asked, and no longer once they have failed', async () => {
    const registry = new Registry();
    const sender = new ConfirmedSender(
      { channel: undefined, isBlocked: false },
      { publishTimeoutMs: 10, maxPendingPublishes: 5 },
    );
    showUnconfirmed(() => sender.pending, registry);
    const shown = () => registry.getSingleMetricAsString(METRICS.messagesUnconfirmed);
    const message = { exchange: 'e', routingKey: 'k', content: Buffer.from(''), properties: {} };

    const sent = Promise.allSettled([sender.send(message), sender.send(message)]);
    expect(await shown()).toContain(`${METRICS.messagesUnconfirmed} 2`);
    await sent;
    expect(await shown()).toContain(`${METRICS.messagesUnconfirmed} 0`);
  });
});
