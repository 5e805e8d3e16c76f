import { reduce } from '@lab/boards';
import { display } from '../format/display.ts';
import type { Styled } from './series-style.ts';

const MOST = 8;

/** A graph in words, for who hears the page. */
export function describeSeries(title: string, shown: readonly Styled[]): string {
  const parts = shown.slice(0, MOST).map(({ title: name, series, config }) => {
    const of = (calculation: string): string => display(reduce(series.points, calculation), config).text;
    return `${name}: last ${of('lastNotNull')}, highest ${of('max')}`;
  });
  const more = shown.length > MOST ? `; and ${shown.length - MOST} more` : '';
  return `Graph "${title}". ${parts.join('; ')}${more}`;
}
