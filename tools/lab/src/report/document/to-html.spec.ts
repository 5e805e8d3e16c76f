import { type Block, code, heading, link, list, note, paragraph, strong, tableOf } from './document.ts';
import { toHtml } from './to-html.ts';

const HOSTILE = `<img src=x onerror="alert('1')">&\u0007\u202e`;
const BLOCKS: readonly Block[] = [
  heading(2, HOSTILE),
  paragraph(HOSTILE, strong(HOSTILE), code(HOSTILE), link(HOSTILE, `http://a/"${HOSTILE}`)),
  note(HOSTILE),
  list([HOSTILE]),
  tableOf([HOSTILE], [[HOSTILE, [code(HOSTILE)]]]),
  { kind: 'figure', name: 'x', svg: '<svg></svg>', caption: HOSTILE },
];

describe('a document as HTML', () => {
  it('has what the document has', () => {
    const page = toHtml({
      title: 'Incident 7',
      blocks: [
        heading(3, 'a'),
        paragraph(strong('b'), code('c'), link('d', 'https://e/')),
        list(['f']),
        { kind: 'figure', name: 'x', svg: '<svg id="g"></svg>', caption: 'h' },
      ],
    });
    for (const part of [
      '<title>Incident 7</title>',
      '<h3>a</h3>',
      '<b>b</b>',
      '<code>c</code>',
      '<li>f</li>',
    ])
      expect(page).toContain(part);
    expect(page).toContain('<a href="https://e/">');
    expect(page).toMatch(/<figure>\s*<svg id="g"><\/svg>\s*<figcaption>h<\/figcaption>/);
  });

  it('takes every text as text', () => {
    const page = toHtml({ title: HOSTILE, blocks: BLOCKS });
    expect(page).not.toContain('<img');
    expect(page.match(/onerror=&#34;alert/g)).toHaveLength(13);
    for (const unsafe of ['\u0007', '\u202e']) expect(page).not.toContain(unsafe);
  });

  it('needs nothing from anywhere, and links to web addresses only', () => {
    const page = toHtml({ title: 'x', blocks: [...BLOCKS, paragraph(link('y', 'javascript:alert(1)'))] });
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(|javascript:/);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)]).toHaveLength(1);
  });
});
