import type { z } from 'zod';

const MAX_ISSUES = 5;

/**
 * Which fields of a message break its schema, and how. It goes into logs and headers, so it is bounded and never quotes the
 * message: of fields that the schema does not know it says only how many there are.
 */
export const issuesOf = ({ issues }: z.ZodError): string => {
  const listed = issues.slice(0, MAX_ISSUES).map((issue) => {
    const field = issue.path.join('.') || 'message';
    const { message } = issue;
    return `${field}: ${issue.code === 'unrecognized_keys' ? `${issue.keys.length} unknown fields` : message}`;
  });
  const more = issues.length - listed.length;
  return [...listed, ...(more > 0 ? [`${more} more`] : [])].join('; ');
};
