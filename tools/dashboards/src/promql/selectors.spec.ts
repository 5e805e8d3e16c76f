import { selectorsOf } from './selectors.ts';

it.each([
  ['vector(1)', []],
  ['min(lab_stock_room_ratio) < 0.1', ['lab_stock_room_ratio']],
  ['up{job!="k6"} == 0 and count_over_time(up{job!="k6"}[1m]) > 9', ['up{job!="k6"}', 'up{job!="k6"}']],
  ['label_replace(max(a:b:c offset 5m) > 0, "queue", "x", "", "")', ['a:b:c']],
])('finds the series that %s asks for', (query, selectors) => {
  expect(selectorsOf(query)).toEqual(selectors);
});
