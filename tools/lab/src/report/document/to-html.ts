import { Html, html } from '../html.ts';
import { printable } from '../table.ts';
import { type Block, type Document, type Inline, isWebAddress, type Line } from './document.ts';
import { STYLE } from './style.ts';

const plain = (text: string): string => printable(text, Infinity);

const inline = (part: Inline): Html => {
  if (typeof part === 'string') return html`${plain(part)}`;
  if (part.kind === 'strong') return html`<b>${plain(part.text)}</b>`;
  if (part.kind === 'code') return html`<code>${plain(part.text)}</code>`;
  return isWebAddress(part.url)
    ? html`<a href="${plain(part.url)}">${plain(part.text)}</a>`
    : html`${plain(part.text)}`;
};

const line = (parts: Line): Html => html`${parts.map(inline)}`;

const table = ({ head, rows }: Extract<Block, { kind: 'table' }>): Html =>
  html`<div class="wide">
    <table>
      <thead>
        <tr>
          ${head.map((name) => html`<th>${plain(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${line(cell)}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;

const block = (each: Block): Html => {
  switch (each.kind) {
    case 'heading':
      return new Html(`<h${each.level}>${html`${plain(each.text)}`.text}</h${each.level}>`);
    case 'paragraph':
      return html`<p>${line(each.line)}</p>`;
    case 'note':
      return html`<p class="note">${line(each.line)}</p>`;
    case 'list':
      return html`<ul>
        ${each.items.map((item) => html`<li>${line(item)}</li>`)}
      </ul>`;
    case 'table':
      return table(each);
    case 'figure':
      return html`<figure>
        ${new Html(each.svg)}
        <figcaption>${plain(each.caption)}</figcaption>
      </figure>`;
  }
};

/** One page that needs nothing else: no script, no font, no picture from anywhere. */
export const toHtml = ({ title, blocks }: Document): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${plain(title)}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${blocks.map(block)}
      </body>
    </html> `.text;
