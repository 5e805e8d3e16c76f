import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { TRACE_TOKEN_HEADER } from '@lab/contracts';
import type { Context, Link } from '@opentelemetry/api';
import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { BaseConfig } from '../config/base.config';
import { copyOf } from './bounded-text';

/** Where a request's trace begins. */
export interface Origin {
  readonly parent: Context;
  /** To the trace that the caller named, where that one is not continued. */
  readonly links?: Link[];
}

export type OriginOf = (headers: IncomingHttpHeaders) => Origin;

const NEW_TRACE: Origin = { parent: ROOT_CONTEXT };

/**
 * Behind the public edge a request is in its caller's trace. At the edge it begins one of its own, linked to the caller's:
 * a stranger could otherwise have its requests left out of the traces (flag 00), or put all of them into one. A caller that
 * sends TRACE_TOKEN is no stranger (docs/adr/0017).
 */
export const originOf = ({
  PUBLIC_EDGE,
  TRACE_TOKEN,
}: Pick<BaseConfig, 'PUBLIC_EDGE' | 'TRACE_TOKEN'>): OriginOf => {
  const isTrusted = (headers: IncomingHttpHeaders): boolean =>
    !PUBLIC_EDGE || (TRACE_TOKEN !== undefined && isEqual(headers[TRACE_TOKEN_HEADER], TRACE_TOKEN));
  return (headers) => {
    if (headers['traceparent'] === undefined) return NEW_TRACE;
    const parent = propagation.extract(ROOT_CONTEXT, headers);
    return isTrusted(headers) ? { parent } : linkedTo(parent);
  };
};

const linkedTo = (caller: Context): Origin => {
  const named = trace.getSpanContext(caller);
  if (named === undefined) return NEW_TRACE;
  const { traceId, spanId, traceFlags } = named;
  // without its tracestate: nobody reads that of a link, and it can be as long as all headers together
  const context = { traceId: copyOf(traceId), spanId: copyOf(spanId), traceFlags, isRemote: true };
  return { parent: ROOT_CONTEXT, links: [{ context }] };
};

const isEqual = (given: string | string[] | undefined, wanted: string): boolean => {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};
