import { type LabContext, print, printJson, say } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { audit } from '../../audit/audit.ts';
import type { StoreUrls } from '../../stores/addresses.ts';
import { readPromised } from '../../audit/promised.ts';
import { describeVerdict, isJudged } from './report.ts';

interface AuditOptions {
  readonly settleMs: number;
  readonly acceptedFile?: string | undefined;
}

export const runAudit = async (
  context: LabContext,
  urls: StoreUrls,
  options: AuditOptions,
): Promise<ExitCode> => {
  const promised = options.acceptedFile ? await readPromised(options.acceptedFile) : new Set<string>();
  const verdict = await audit(urls, promised, {
    limitMs: options.settleMs,
    progress: (line) => say(context, line),
    signal: context.signal,
  });
  const held = verdict.held && isJudged(verdict);
  if (context.json) printJson(context, { ...verdict, held, promised: promised.size });
  else for (const line of describeVerdict(verdict, promised.size)) print(context, line);
  if (!isJudged(verdict)) return EXIT.environment;
  return held ? EXIT.held : EXIT.refuted;
};
