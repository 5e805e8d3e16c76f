import { settings } from './settings.ts';

/** The summary for `lab load`, which prints one for people itself. */
export const handleSummary = (data: unknown): Record<string, string> => ({
  [settings.summaryFile]: JSON.stringify(data),
});
