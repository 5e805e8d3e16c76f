/** What jsdom lacks of a browser: a colour scheme, here a light one. */
export const addColourScheme = (): void => {
  globalThis.matchMedia = () => ({ matches: false }) as MediaQueryList;
};

/** What the page's server answers, by the beginning of the path; anything else is not found. */
export const serverAnswers = (answers: Readonly<Record<string, unknown>>): void => {
  globalThis.fetch = (address) => {
    if (typeof address !== 'string') throw new TypeError('the page names an address by its text');
    const [, answer] = Object.entries(answers).find(([path]) => address.startsWith(path)) ?? [];
    const [status, body] = answer === undefined ? [404, { error: 'not found' }] : [200, answer];
    return Promise.resolve({ ok: status === 200, status, json: () => Promise.resolve(body) } as Response);
  };
};

export const textsOf = (host: Element, selector: string): (string | null)[] =>
  [...host.querySelectorAll(selector)].map(({ textContent }) => textContent);
