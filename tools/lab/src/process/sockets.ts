import { readdirSync, readlinkSync } from 'node:fs';

/** The inodes of the sockets that a process holds, as /proc/net/tcp names them. */
export function socketsOf(pid: number | string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return []; // another user's process
  }
}
