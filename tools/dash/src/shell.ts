import { createHash } from 'node:crypto';

/** Where the browser finds what the page imports by name. */
const IMPORTS = JSON.stringify({
  imports: {
    '@lab/analysis': '/tools/analysis/src/index.ts',
    '@lab/boards': '/tools/boards/src/index.ts',
    echarts: '/vendor/echarts.js',
  },
});

/** The one page: all that is seen is made by page/main.ts. */
export const SHELL = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SRE lab</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/tools/dash/src/page/style/page.css">
<link rel="stylesheet" href="/tools/dash/src/page/style/panels.css">
<link rel="stylesheet" href="/tools/dash/src/page/style/trace.css">
<link rel="stylesheet" href="/tools/dash/src/page/style/alerts.css">
<script type="importmap">${IMPORTS}</script>
<script type="module" src="/tools/dash/src/page/main.ts"></script>
</head>
<body><p>Loading the page of the lab … If this message stays, your browser is too old or JavaScript is off.</p></body>
</html>
`;

/** Of a picture: its styles are its own, and it can load nothing. */
export const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const importMapHash = createHash('sha256').update(IMPORTS).digest('base64');

/** Nothing but our own scripts and styles; nobody may frame the page. Labels and log lines come from outside. */
export const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'self' 'sha256-${importMapHash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;
