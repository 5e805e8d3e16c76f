import type { StockRoom } from '@lab/contracts';

/**
 * Reads the answer of `INFO memory`. Redis refuses writes when what it uses, less what it does not count (buffers of its
 * append-only file), exceeds `maxmemory`; 0 means no limit.
 */
export function roomOf(info: string): StockRoom {
  const [used, limit] = [bytesOf(info, 'used_memory'), bytesOf(info, 'maxmemory')];
  if (limit === 0) return { leftRatio: 1 };
  const leftBytes = Math.max(0, limit - used + bytesOf(info, 'mem_not_counted_for_evict'));
  return { leftBytes, leftRatio: Math.min(1, leftBytes / limit) };
}

function bytesOf(info: string, field: string): number {
  const found = new RegExp(`^${field}:(\\d+)\\r?$`, 'm').exec(info)?.[1];
  if (found === undefined) throw new Error(`INFO memory names no ${field}`);
  return Number(found);
}
