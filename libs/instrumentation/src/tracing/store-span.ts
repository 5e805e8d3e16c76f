import { DomainError } from '@lab/contracts';
import type { Attributes } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { startInnerSpan } from './tracer';

/** A call to a store as its span describes it; the same object for each call of the same kind, so that it is made once. */
export interface StoreCall {
  /** `INSERT orders`: what is done to what, without values. */
  readonly summary: string;
  /** Database semantic conventions: `db.system.name`, `db.query.text`, `server.address`, … */
  readonly attributes: Attributes;
}

/**
 * Makes one call to a store inside a client span, child of the active one. Outside a trace there is no span: what
 * a pool, a probe or a relay asks by itself would be a trace of one span. A rejection marks the span and is passed on.
 */
export const inStoreSpan = async <T>(
  { summary, attributes }: StoreCall,
  call: () => Promise<T>,
): Promise<T> => {
  if (trace.getActiveSpan() === undefined) return call();
  const span = startInnerSpan({ name: summary, kind: SpanKind.CLIENT, attributes: () => attributes });
  try {
    return await call();
  } catch (error) {
    const { name, message, code = name } = (translated(error) ?? error) as Error & { code?: string };
    span.setAttribute('error.type', code);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw error;
  } finally {
    span.end();
  }
};

/** The store's own error, where it was already wrapped in ours: its own code (a SQLSTATE, ECONNREFUSED) says more. */
const translated = (error: unknown): unknown => (error instanceof DomainError ? error.cause : undefined);
