import type { LabContext } from '../../../context.ts';
import type { Entry } from '../entry.ts';
import type { LogsPlan } from '../plan.ts';
import { coloursFor } from './colours.ts';
import { printableJson } from './printable.ts';
import { readable } from './readable.ts';

/** How an entry is printed: one line, or some more for an error, without the newline that ends it. */
export function rendererOf(
  { form, services, ours }: Pick<LogsPlan, 'form' | 'services' | 'ours'>,
  context: Pick<LabContext, 'isTty' | 'env'>,
): (entry: Entry) => string {
  const width = Math.max(...services.map((name) => name.length));
  const isOne = services.length === 1;
  switch (form) {
    case 'json':
      return ({ service, raw, line }) =>
        printableJson({ service, fields: line ? Object.fromEntries(line.fields) : null, raw });
    case 'raw':
      // Unprefixed for one service: its lines stay parseable.
      return ({ service, raw }) => (isOne ? raw : `${service.padEnd(width)} | ${raw}`);
    case 'readable':
      return readable({
        serviceWidth: isOne ? undefined : width,
        hasTimes: ours.length > 0,
        colours: coloursFor(context),
      });
  }
}
