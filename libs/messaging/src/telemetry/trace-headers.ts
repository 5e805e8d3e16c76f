import { type Context, ROOT_CONTEXT, type TextMapGetter, context, propagation } from '@opentelemetry/api';

/** W3C trace context as it travels: `traceparent`, and `tracestate` or `baggage` where the process uses them. */
export type TraceHeaders = Record<string, string>;

/** The headers that continue the trace of this context. */
export const traceHeaders = (from: Context): TraceHeaders => {
  const headers: TraceHeaders = {};
  propagation.inject(from, headers);
  return headers;
};

/** AMQP headers may hold anything, propagators expect text: what others send must not decide whether they cope. */
const textOnly: TextMapGetter<Readonly<Record<string, unknown>>> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  },
};

/** The context that such headers describe, by itself: nothing of the context that happens to be active. */
export const contextOf = (headers: Readonly<Record<string, unknown>>): Context =>
  propagation.extract(ROOT_CONTEXT, headers, textOnly);

/** The W3C header of the active span, to be stored beside a message that is sent later; undefined outside of any trace. */
export const currentTraceparent = (): string | undefined => traceHeaders(context.active())['traceparent'];
