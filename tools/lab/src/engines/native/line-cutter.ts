import { StringDecoder } from 'node:string_decoder';

/** Cuts bytes into lines as they come: a line, and a character too, may be spread over several chunks. */
export class LineCutter {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  add(chunk: Buffer): string[] {
    const lines = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }

  /** The last line where no newline ends it. */
  end(): string[] {
    const last = this.rest + this.decoder.end();
    return last === '' ? [] : [last];
  }
}
