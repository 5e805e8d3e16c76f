import { HOSTILE_LINE, TRACE_ID } from './fake-facts.ts';

/** What Loki answers: three lines of two services, in its own order, which is not that of time. */
export function fakeLogs(params: URLSearchParams): unknown {
  const at = Date.now() - 60_000;
  const ns = (ms: number): string => `${at + ms}000000`;
  const own = (spanId: string) => ({
    structuredMetadata: { level: 'info', trace_id: TRACE_ID, span_id: spanId, order_id: '17' },
  });
  const all = [
    {
      stream: { service_name: 'orders', log_format: 'ltsv' },
      values: [
        [ns(43), 'order settled', own('update')],
        [ns(6), 'request', own('orders')],
      ],
    },
    { stream: { service_name: 'inventory' }, values: [[ns(37), HOSTILE_LINE, own('reserve')]] },
  ];
  const wanted = /service_name="([^"]*)"/.exec(params.get('query') ?? '')?.[1];
  const result = all.filter(({ stream }) => wanted === undefined || stream.service_name === wanted);
  return { status: 'success', data: { resultType: 'streams', result } };
}
