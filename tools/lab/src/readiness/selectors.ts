/** Words of PromQL that are no metric. An aggregation comes without a bracket where `by` follows it. */
const KEYWORDS = new Set(
  (
    'and or unless bool offset by without on ignoring group_left group_right inf nan ' +
    'sum min max avg count count_values group stddev stdvar topk bottomk quantile'
  ).split(' '),
);

const QUOTED = String.raw`"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'`;
const TOKENS = new RegExp(
  [
    String.raw`\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)`, // label names
    String.raw`\[[^\]]*\]`, // a range
    String.raw`(?<selector>[a-zA-Z_:][\w:]*\s*\{(?:${QUOTED}|[^}"'])*\}|\{(?:${QUOTED}|[^}"'])*\})`,
    QUOTED,
    String.raw`[a-zA-Z_:][\w:]*\s*\(`, // a function
    String.raw`(?<word>[a-zA-Z_:][\w:]*)`,
    String.raw`\d[\w.]*`, // a number or a duration
  ].join('|'),
  'g',
);

/** A matcher with a dashboard's variable matches whatever somebody may choose. */
const withoutVariables = (selector: string): string =>
  selector.replaceAll(/(?:=~|!~|!=|=)\s*"[^"]*\$[^"]*"/g, '=~".*"');

/** The series that an expression reads, as selectors without range and offset. */
export function selectorsIn(expression: string): readonly string[] {
  const found = [...expression.matchAll(TOKENS)].flatMap(({ groups }) => {
    if (groups?.['selector'] !== undefined) return [withoutVariables(groups['selector'])];
    const word = groups?.['word'];
    return word === undefined || KEYWORDS.has(word.toLowerCase()) ? [] : [word];
  });
  return [...new Set(found)];
}
