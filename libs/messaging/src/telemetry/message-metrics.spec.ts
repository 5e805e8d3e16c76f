import { METRICS } from '@lab/contracts';
import { trace } from '@opentelemetry/api';
import { Registry } from 'prom-client';
import { resolveOptions } from '../messaging.options';
import { MessageMetrics } from './message-metrics';

const span = trace.getTracer('test').startSpan('x');
const measure = (metrics: MessageMetrics): void => {
  metrics.inFlight('q', 1);
  metrics.published({ message: 'm', outcome: 'confirmed' }, 0.1, span);
  metrics.consumed({ queue: 'q', message: 'm', outcome: 'acked' }, 0.1, span);
};
const samples = async (registry: Registry): Promise<string> => {
  const text = await registry.metrics();
  return text.replaceAll(/^#.*$/gm, '').trim();
};

describe('metrics of messages', () => {
  it('count and time what was sent and handled', async () => {
    const registry = new Registry();
    measure(new MessageMetrics(registry));
    const text = await samples(registry);
    expect(text).toContain(`${METRICS.messagesPublished}{message="m",outcome="confirmed"} 1`);
    expect(text).toContain(`${METRICS.messagesConsumed}{queue="q",message="m",outcome="acked"} 1`);
    expect(text).toContain(`${METRICS.messagesInFlight}{queue="q"} 1`);
  });

  it('count nothing where nothing is to be measured', async () => {
    const registry = new Registry();
    measure(new MessageMetrics(registry, false));
    expect(await samples(registry)).not.toContain('="q"');
  });

  it('are then kept apart from those that are shown', () => {
    const options = { url: 'amqp://x', service: 's', queues: [] };
    expect(resolveOptions(options).registry).toBeUndefined();
    expect(resolveOptions({ ...options, isMeasured: false }).registry).toBeInstanceOf(Registry);
  });
});
