import { ROOT_CONTEXT, propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { contextOf, currentTraceparent, traceHeaders } from './trace-headers';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('trace headers', () => {
  beforeEach(() => {
    const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator()];
    propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
  });
  afterEach(() => {
    propagation.disable();
  });

  it('come out as they went in', () => {
    const headers = { traceparent: TRACEPARENT, tracestate: 'a=1', baggage: 'tenant=t1' };
    expect(traceHeaders(contextOf(headers))).toEqual(headers);
  });

  it.each([[1], [true], [{ '!': 'timestamp', value: 1 }], [['x', 2]], [null]])(
    'are ignored when they are %o',
    (value) => {
      const context = contextOf({ traceparent: value, tracestate: value, baggage: value });
      expect(trace.getSpanContext(context)).toBeUndefined();
      expect(traceHeaders(context)).toEqual({});
    },
  );

  it('are absent outside of any trace', () => {
    expect(traceHeaders(ROOT_CONTEXT)).toEqual({});
    expect(currentTraceparent()).toBeUndefined();
  });
});
