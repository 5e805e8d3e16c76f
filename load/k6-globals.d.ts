// Globals of k6's own runtime that @types/k6 leaves to the browser's or Node's types; neither of those is what runs here.
declare const console: { log(line: string): void };
declare const crypto: { getRandomValues(bytes: Uint8Array): Uint8Array };
