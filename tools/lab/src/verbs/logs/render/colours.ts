import type { LogLevel } from '@lab/contracts';
import pc from 'picocolors';
import type { LabContext } from '../../../context.ts';

export type Colours = ReturnType<typeof pc.createColors>;

/** By picocolors' rules, but for the stream and the variables that this run was given, and without colours for a CI's log. */
export function coloursFor({ isTty, env }: Pick<LabContext, 'isTty' | 'env'>): Colours {
  const isAsked = Boolean(env['FORCE_COLOR']) || (isTty && env['TERM'] !== 'dumb');
  return pc.createColors(isAsked && !env['NO_COLOR']);
}

type Paint = (text: string) => string;

export const levelPaint = (colours: Colours): Readonly<Record<LogLevel, Paint>> => ({
  trace: colours.dim,
  debug: colours.blue,
  info: colours.green,
  warn: colours.yellow,
  error: colours.red,
  fatal: (text) => colours.bold(colours.red(text)),
});
