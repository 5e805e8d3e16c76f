import type { ServiceModel } from '../../model/model.ts';
import { urlOf } from '../../model/model.ts';
import { UsageError } from '../../errors.ts';

interface Page {
  readonly name: string;
  readonly url: string;
}

/** The services that have a page or an API for a browser. */
export const pagesOf = (services: readonly ServiceModel[]): Page[] =>
  services.flatMap((service) => {
    const url = urlOf(service);
    return url?.startsWith('http') === true ? [{ name: service.name, url }] : [];
  });

export function pageOf(name: string, services: readonly ServiceModel[]): Page {
  const pages = pagesOf(services);
  const page = pages.find((candidate) => candidate.name === name);
  if (page === undefined)
    throw new UsageError(
      `"${name}" has no web page; available: ${pages.map((each) => each.name).join(', ')}`,
    );
  return page;
}
