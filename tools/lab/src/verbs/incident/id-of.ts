import { IncidentId } from '@lab/contracts';
import { UsageError } from '../../errors.ts';

/** The number of an incident as it was typed. */
export const idOf = (text: string): number => {
  const { data } = IncidentId.safeParse(text);
  if (data === undefined)
    throw new UsageError(`"${text}" is no number of an incident; see \`lab incident list\``);
  return data;
};
