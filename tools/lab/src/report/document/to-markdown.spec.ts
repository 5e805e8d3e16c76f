import { code, type Block, heading, link, list, note, paragraph, strong, tableOf } from './document.ts';
import { markdownText, toMarkdown } from './to-markdown.ts';

const rendered = (...blocks: Block[]): string => toMarkdown({ title: 'x', blocks });

describe('a document as Markdown', () => {
  it('has headings, paragraphs, notes, lists, tables and pictures', () => {
    expect(
      rendered(
        heading(1, 'Incident 7'),
        paragraph(
          'It was ',
          strong('bad'),
          ': see ',
          link('trace', 'http://127.0.0.1:1/t'),
          ' or ',
          code('lab slo'),
        ),
        note('Careful'),
        list(['one', [strong('two')]]),
        tableOf(['a', 'b'], [['1', [code('x|y')]]]),
        { kind: 'figure', name: 'orders', svg: '<svg/>', caption: 'Orders' },
      ),
    ).toBe(`# Incident 7

It was **bad**: see [trace](<http://127.0.0.1:1/t>) or \`lab slo\`

> Careful

- one
- **two**

| a | b |
| --- | --- |
| 1 | \`x\\|y\` |

![Orders](orders.svg)
`);
  });

  it.each([
    ['HTML', '<script>alert(1)</script>&lt;', '\\<script\\>alert(1)\\</script\\>\\&lt;'],
    ['a link', '[a](javascript:b)', '\\[a\\](javascript:b)'],
    ['a picture', '![](x)', '\\!\\[\\](x)'],
    ['an address', 'see https://evil.test and www.evil.test', 'see https\\://evil.test and www\\.evil.test'],
    ['emphasis, code and struck text', '*a* _b_ `c` ~d~', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~'],
    ['the end of a cell', 'a|b', 'a\\|b'],
    ['another line', 'a\n\n# b\r\u2028c', 'a \\# b c'],
    ['a heading', '# a', '\\# a'],
    ['a list', '- a', '\\- a'],
    ['a numbered list', '12. a', '12\\. a'],
    ['a line below', '---', '\\---'],
    ['a number', '8.97 %', '8.97 %'],
    ['a mention', '@ada', '\\@ada'],
    ['an escape', 'a\\<b', 'a\\\\\\<b'],
    ['text that runs the other way', 'a\u202eb', 'a b'],
  ])('takes %s as text', (_, text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  it('keeps backticks inside of code, and makes no link of what is no web address', () => {
    expect(rendered(paragraph(code('a `b` c')))).toBe('`` a `b` c ``\n');
    expect(rendered(paragraph(link('x', 'javascript:alert(1)')))).toBe('x\n');
    expect(rendered(paragraph(link('x', 'http://a/> <b>')))).toBe('[x](<http://a/%3E%20%3Cb%3E>)\n');
  });
});
