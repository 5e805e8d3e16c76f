/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
export const seededRandom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const PIECES = [
  ...[
    '"',
    "'",
    '\\',
    '\\\\',
    '\\n',
    '\\u0041',
    '\\"',
    '=',
    ':',
    ' ',
    '  ',
    ',',
    '{',
    '}',
    '[',
    '%',
    '$1',
    '$$',
  ],
  ...['\t', '\n', '\r', '\r\n', '\b', '\f', '\v', '\0', '\u0001', '\u001b[31m', '\u001f', '\u007f', '\u0085'],
  ...['é', 'ß', '漢', '😀', '👩‍👩‍👧', '\u2028', '\u2029', '\ufeff', '\uffff', '\ud83d', '\ude00', '\u202e'],
  ...[
    'key=value',
    'label:value',
    '{"a":1}',
    'true',
    'null',
    '0',
    '-1',
    '1e3',
    'time=',
    'seq:9',
    '</script>',
    '``',
  ],
];
const EDGES = [
  '',
  ' ',
  '"',
  '\\',
  '=',
  ':',
  '\t',
  '\n',
  '""',
  '{}',
  '\ud800',
  'x'.repeat(65_536),
  '"\t'.repeat(16_384),
];

/** Text of what parsers stumble over. The first ones are each an edge of its own, the rest is a mixture. */
export const hostileText = (random: () => number, index: number): string => {
  const edge = EDGES[index];
  if (edge !== undefined) return edge;
  const pieces = Array.from({ length: Math.ceil(random() * 12) }, () =>
    random() < 0.7
      ? PIECES[Math.floor(random() * PIECES.length)]
      : String.fromCodePoint(Math.floor(random() * 0x800)),
  );
  return pieces.join('');
};
