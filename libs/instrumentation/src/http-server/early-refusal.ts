import type { FastifyRequest } from 'fastify';
import type { Answer } from './answer';
import { isCrossSite } from './cross-site';
import type { ManagementPort } from './management-port';
import { crossSite, methodNotAllowed, refusal } from './refusals';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The methods that this path has, where the request's is none of them. */
    allow?: string;
    /** The operation takes no body: an empty one may be of any content type. */
    takesNoBody?: boolean;
  }
}

/** A host name or address with an optional port, as RFC 9110 spells them; an empty one is allowed. */
const HOST = /^[\w.~%!$&'()*+;=[\]:-]*$/;

/** RFC 9112: exactly one Host in HTTP/1.1, and a valid one. Node's own check would answer an empty 400. */
const hasBadHost = ({ raw }: FastifyRequest): boolean => {
  const { host } = raw.headers;
  if (host === undefined) return raw.httpVersion === '1.1';
  const { rawHeaders } = raw;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
  return hosts > 1 || !HOST.test(host);
};

const hasUnmetExpectation = ({ headers: { expect } }: FastifyRequest): boolean =>
  expect !== undefined && expect.toLowerCase() !== '100-continue';

/** The templates of what is for probes and scrapes. */
const HEALTH = /^\/health(\/|$)/;
const METRICS = /^\/metrics(\/|$)/;

/** Probes and scrapes: no span, no log line, never shed; an overloaded process must still be able to say so. */
export const isExempt = ({ routeOptions: { url = '' } }: FastifyRequest): boolean =>
  HEALTH.test(url) || METRICS.test(url);

/** Metrics are not served to clients, and the management port serves only exempt routes. */
const isAtOtherPort = (request: FastifyRequest, management: ManagementPort): boolean => {
  if (management.isManagement(request.raw)) return !isExempt(request);
  return management.isPublic(request.raw) && METRICS.test(request.routeOptions.url ?? '');
};

/** The answer of a request that its head alone condemns: its body is not read. */
export const refusedEarly = (request: FastifyRequest, management: ManagementPort): Answer | undefined => {
  if (hasBadHost(request)) return refusal(400);
  if (hasUnmetExpectation(request)) return refusal(417);
  if (isCrossSite(request.method, request.headers)) return crossSite();
  if (request.is404 || isAtOtherPort(request, management)) return refusal(404);
  const { allow } = request.routeOptions.config;
  return allow === undefined ? undefined : methodNotAllowed(allow);
};
