import { otlpOf } from './client-spans.ts';

describe('client spans of a load run', () => {
  it('carry the ids that were sent, the times to the microsecond, and the failure', () => {
    const { resourceSpans } = otlpOf([
      {
        at: 1_795_341_684_068,
        since: 68,
        ms: 12.345678,
        method: 'POST',
        name: 'POST /orders',
        ok: false,
        status: 503,
        error: 'HTTP 503',
        trace: 'b1960f3216eb87463a9a6037cd80150e',
        span: 'f70dbd24291e3d20',
        parent: '33e133d2d3afe161',
        attempt: 2,
      },
    ]);
    expect(resourceSpans[0]?.scopeSpans[0]?.spans).toEqual([
      {
        traceId: 'b1960f3216eb87463a9a6037cd80150e',
        spanId: 'f70dbd24291e3d20',
        parentSpanId: '33e133d2d3afe161',
        name: 'POST',
        kind: 3,
        startTimeUnixNano: '1795341684068000000',
        endTimeUnixNano: '1795341684080345678',
        attributes: [
          { key: 'http.request.method', value: { stringValue: 'POST' } },
          { key: 'http.response.status_code', value: { intValue: 503 } },
          { key: 'http.request.resend_count', value: { intValue: 1 } },
          { key: 'error.type', value: { stringValue: '503' } },
        ],
        status: { code: 2 },
      },
    ]);
  });
});
