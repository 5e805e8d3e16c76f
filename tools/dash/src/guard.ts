import type { IncomingHttpHeaders } from 'node:http';

interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly port: number;
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Why a request is not answered. The page reads the lab's stores: another site in the same browser must not, neither by a name
 * of its own that leads to 127.0.0.1 (DNS rebinding) nor by asking from afar.
 */
export function refusal({ method, headers, port }: Asked): Refusal | undefined {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, message: 'only GET is allowed' };
  const names = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  if (!names.includes(headers.host ?? ''))
    return {
      status: 421,
      message: `open this page as http://127.0.0.1:${port}; it answers to no other name`,
    };
  if (isFromElsewhere(headers)) return { status: 403, message: 'cross-site requests are refused' };
  return undefined;
}

/** A link on another page may lead here; what that page may not is load anything from here into itself. */
function isFromElsewhere({
  'sec-fetch-site': site = 'none',
  'sec-fetch-mode': mode,
}: IncomingHttpHeaders): boolean {
  return site !== 'same-origin' && site !== 'none' && mode !== 'navigate';
}
