import { parser } from '@prometheus-io/lezer-promql';

/** The series that a query asks for, each as it is written there, without its range: `up{job="orders"}`. */
export const selectorsOf = (query: string): readonly string[] => {
  const selectors: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'VectorSelector') selectors.push(query.slice(from, to));
    },
  });
  return selectors;
};
