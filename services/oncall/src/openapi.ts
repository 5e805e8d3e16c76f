/** General part of /openapi.json. */
export const OPEN_API = {
  title: 'Incidents of the SRE lab',
  version: '1',
  description:
    'Alertmanager pages, people acknowledge, mitigate and resolve. A page that got a 200 is never lost. Every error is a problem ' +
    'document (RFC 9457) with a stable `code`.',
} as const;
