import { open } from 'node:fs/promises';
import { codeOf } from '../errors.ts';

const CHUNK_BYTES = 1 << 16;

/** Reads whole lines from a file that another process still writes; each call continues where the last one ended. */
export class Tail {
  readonly #file: string;
  #position = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    this.#file = file;
  }

  async lines(): Promise<string[]> {
    const handle = await open(this.#file).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined; // not begun yet
      throw error;
    });
    if (!handle) return [];
    try {
      const chunks = [this.#rest];
      const buffer = Buffer.alloc(CHUNK_BYTES);
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, this.#position);
        if (bytesRead === 0) break;
        chunks.push(Buffer.from(buffer.subarray(0, bytesRead)));
        this.#position += bytesRead;
      }
      return this.#split(Buffer.concat(chunks));
    } finally {
      await handle.close();
    }
  }

  #split(bytes: Buffer): string[] {
    const end = bytes.lastIndexOf('\n') + 1;
    this.#rest = bytes.subarray(end);
    return end === 0 ? [] : bytes.toString('utf8', 0, end - 1).split('\n');
  }
}
