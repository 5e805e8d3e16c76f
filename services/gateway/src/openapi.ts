/** General part of /openapi.json. */
export const OPEN_API = {
  title: 'Orders of the SRE lab',
  version: '1',
  description:
    'Orders are accepted with 202 and settle later: confirmed, rejected or cancelled. Every answer carries its trace id in ' +
    '`x-trace-id`; every error is a problem document (RFC 9457) with a stable `code`.',
} as const;
