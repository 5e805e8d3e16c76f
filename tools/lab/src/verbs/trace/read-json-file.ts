import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { codeOf, EnvironmentError, messageOf, UsageError } from '../../errors.ts';

/** A text of V8 has at most 512 MiB; 10,000 traces of 60 spans have half of that. */
const MAX_BYTES = 500 * 2 ** 20;
const GZIP = 0x1f8b;

/** The JSON of a file, which may be compressed. */
export async function readJsonFile(file: string): Promise<unknown> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new UsageError(`${file} does not exist`);
    throw new EnvironmentError(`cannot read ${file}: ${messageOf(error)}`);
  });
  const plain = bytes.length > 1 && bytes.readUInt16BE(0) === GZIP ? await unpacked(bytes, file) : bytes;
  if (plain.length > MAX_BYTES)
    throw new UsageError(`${file} has more than ${MAX_BYTES / 2 ** 20} MiB; choose a shorter window`);
  try {
    return JSON.parse(plain.toString('utf8')) as unknown;
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${messageOf(error)}`);
  }
}

const unpacked = (bytes: Buffer, file: string): Promise<Buffer> =>
  promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES }).catch((error: unknown) => {
    throw new UsageError(
      codeOf(error) === 'ERR_BUFFER_TOO_LARGE'
        ? `${file} has more than ${MAX_BYTES / 2 ** 20} MiB when unpacked; choose a shorter window`
        : `${file} is damaged: ${messageOf(error)}`,
    );
  });
