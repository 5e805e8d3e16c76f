import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';

const SAFE = new Set(['GET', 'HEAD']);
/** Nobody can register a name that ends so: it leads to this machine, or stays within a private network. */
const PRIVATE_NAME = /\.(localhost|local|internal|svc)$/i;

/**
 * Whether a request comes from another web site by way of a browser on this machine. The services have no logins, so any page
 * could place and cancel orders for its visitor. Programs send none of these headers and are not affected.
 */
export const isCrossSite = (method: string, headers: IncomingHttpHeaders): boolean =>
  isRebound(headers.host) || isForeignOrigin(headers.origin, headers.host) || isForeignFetch(method, headers);

/** A name with a dot that is not an IP address: a page's own domain that leads to 127.0.0.1 (DNS rebinding) is the same site to it. */
const isRebound = (host: string | undefined): boolean => {
  if (!host) return false; // HTTP/1.0, which no browser speaks
  const name = host.replace(/:\d*$/, '');
  const isAddress = name.startsWith('[') || isIP(name) !== 0;
  return !isAddress && name.includes('.') && !PRIVATE_NAME.test(name);
};

const isForeignOrigin = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host);

/** A link on another page may lead to what can be read here; nothing else may be asked from there. */
const isForeignFetch = (
  method: string,
  { 'sec-fetch-site': site = 'none', 'sec-fetch-mode': mode }: IncomingHttpHeaders,
): boolean => site !== 'none' && site !== 'same-origin' && !(mode === 'navigate' && SAFE.has(method));
