import { h } from '../dom.ts';
import { textIn } from '../format/field.ts';
import type { MakeRenderer } from './renderer.ts';

/** Of Markdown: paragraphs, headings, `code`, **bold** and links. All else stays as it is written. */
export const textPanel: MakeRenderer = ({ options }, host) => {
  const blocks = (textIn(options, 'content') ?? '').split(/\n\s*\n/).map((block) => {
    const [, marks, heading] = /^(#{1,4})\s+(.*)$/s.exec(block.trim()) ?? [];
    return marks === undefined ? h('p', {}, ...inline(block)) : h('h4', {}, ...inline(heading ?? ''));
  });
  const element = h('div', { class: 'text' }, ...blocks);
  host.append(element);
  return { render: () => true, dispose: () => element.remove() };
};

function inline(text: string): (Node | string)[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/).map((part) => {
    if (part.startsWith('`')) return h('code', {}, part.slice(1, -1));
    if (part.startsWith('**')) return h('b', {}, part.slice(2, -2));
    const [, title, href] = /^\[([^\]]+)\]\(((?:https?:\/|\/)[^)\s]*)\)$/.exec(part) ?? [];
    return title === undefined ? part : h('a', { href: href ?? '' }, title);
  });
}
