import { printable } from '../table.ts';
import { type Block, type Document, type Inline, isWebAddress, type Line } from './document.ts';

const SPECIAL = /[\\`*_{}[\]<>|~&#!$@]/g;
/** Text on one line, none of which is Markdown or HTML any more, and none a link by itself. */
export const markdownText = (text: string): string =>
  printable(text, Infinity)
    .replace(SPECIAL, '\\$&')
    .replaceAll('://', '\\://')
    .replaceAll(/\bwww\./gi, (found) => found.replace('.', '\\.'))
    // At its start these would begin a list, or a heading below the line before.
    .replace(/^(\s*)([-+=])(?=\s|$|[-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');

/** In a table a `|` ends the cell even inside of code. A code span has no escapes, so that its fence is longer than what it holds. */
const codeSpan = (text: string): string => {
  const plain = printable(text, Infinity).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
};

const inline = (part: Inline): string => {
  if (typeof part === 'string') return markdownText(part);
  if (part.kind === 'strong') return `**${markdownText(part.text)}**`;
  if (part.kind === 'code') return codeSpan(part.text);
  if (!isWebAddress(part.url)) return markdownText(part.text);
  return `[${markdownText(part.text)}](<${part.url.replaceAll(/[<>|\\\s]/g, encodeURIComponent)}>)`;
};

const line = (parts: Line): string => parts.map(inline).join('');
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const block = (each: Block): string => {
  switch (each.kind) {
    case 'heading':
      return `${'#'.repeat(each.level)} ${markdownText(each.text)}`;
    case 'paragraph':
      return line(each.line);
    case 'note':
      return `> ${line(each.line)}`;
    case 'list':
      return each.items.map((item) => `- ${line(item)}`).join('\n');
    case 'table':
      return [
        row(each.head.map(markdownText)),
        row(each.head.map(() => '---')),
        ...each.rows.map((cells) => row(cells.map(line))),
      ].join('\n');
    case 'figure':
      return `![${markdownText(each.caption)}](${each.name}.svg)`;
  }
};

/** The pictures are beside it, in files of their names. */
export const toMarkdown = ({ blocks }: Document): string => `${blocks.map(block).join('\n\n')}\n`;
