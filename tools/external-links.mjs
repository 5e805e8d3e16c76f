// A rule for markdownlint: the form of external links. It opens no connection, so a site that is down fails no build.
const LOCAL = new Set(['localhost', '127.0.0.1']);

const isWellFormed = (link) => {
  if (!URL.canParse(link)) return false;
  const { protocol, hostname } = new URL(link);
  if (protocol === 'mailto:') return true;
  if (LOCAL.has(hostname)) return protocol === 'http:';
  return protocol === 'https:' && /^[^.]+(\.[^.]+)+$/.test(hostname);
};

export default {
  names: ['external-links'],
  description: 'External links should be https with a full host name, or http to this machine',
  tags: ['links'],
  parser: 'markdownit',
  function: ({ parsers }, onError) => {
    for (const { children } of parsers.markdownit.tokens) {
      for (const { type, attrs, lineNumber } of children ?? []) {
        if (type !== 'link_open' && type !== 'image') continue;
        const [, link] = attrs.find(([name]) => name === 'href' || name === 'src');
        if (/^[a-z][a-z0-9+.-]*:/i.test(link) && !isWellFormed(link)) onError({ lineNumber, detail: link });
      }
    }
  },
};
