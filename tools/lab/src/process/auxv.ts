import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';

/** Keys of the auxiliary vector, in which the kernel gives each process facts about the machine: getauxval(3). */
const AT = { pageSize: 6, clockTicks: 17 } as const;
const WORD_BYTES = ['arm', 'ia32'].includes(process.arch) ? 4 : 8;

/** The vector as pairs of words, key and value. */
export function parseAuxv(bytes: Buffer, wordBytes: number = WORD_BYTES): Map<number, number> {
  const word = (at: number): number => {
    if (wordBytes === 4) return endianness() === 'LE' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    return Number(endianness() === 'LE' ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  };
  const values = new Map<number, number>();
  for (let at = 0; at + 2 * wordBytes <= bytes.length; at += 2 * wordBytes)
    values.set(word(at), word(at + wordBytes));
  return values;
}

let known: ReadonlyMap<number, number> | undefined;

function valueOf(what: keyof typeof AT): number {
  known ??= parseAuxv(readFileSync('/proc/self/auxv')); // it never changes while a process runs
  const value = known.get(AT[what]);
  if (value === undefined) throw new Error(`/proc/self/auxv does not contain ${what}`);
  return value;
}

/** 4 KiB on most machines; 16 or 64 KiB on many an ARM one. */
export const pageBytes = (): number => valueOf('pageSize');

/** The unit of processor times under /proc. */
export const ticksPerSecond = (): number => valueOf('clockTicks');
