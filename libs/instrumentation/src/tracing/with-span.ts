import type { Attributes, Span } from '@opentelemetry/api';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { tracer } from './tracer';

interface SpanSettings {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/**
 * Runs `work` inside a new span, child of the active one. A rejection marks the span as failed and is passed on
 * unchanged. For steps that deserve a line of their own in a trace; HTTP, SQL, Redis and messages have theirs already.
 */
export function withSpan<T>(name: string, work: (span: Span) => Promise<T>): Promise<T>;
export function withSpan<T>(
  name: string,
  settings: SpanSettings,
  work: (span: Span) => Promise<T>,
): Promise<T>;
export function withSpan<T>(
  name: string,
  settingsOrWork: SpanSettings | ((span: Span) => Promise<T>),
  maybeWork?: (span: Span) => Promise<T>,
): Promise<T> {
  const [settings, work] =
    typeof settingsOrWork === 'function' ? [{}, settingsOrWork] : [settingsOrWork, maybeWork];
  if (!work) throw new TypeError('withSpan needs the work to run');
  const options = { kind: settings.kind ?? SpanKind.INTERNAL, attributes: settings.attributes ?? {} };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      failSpan(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks a span as failed by `error`. */
export const failSpan = (span: Span, error: unknown): void => {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setAttribute('error.type', failure.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
};
