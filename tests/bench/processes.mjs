import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts the time of processes in these, whatever its kernel's own (man 5 proc: sysconf(_SC_CLK_TCK)). */
const TICKS_PER_SECOND = 100;

/**
 * Seconds of CPU that a process has used; with its children, those that have ended included. NaN where there
 * is no /proc.
 */
export function readCpuSeconds(pid, withChildren) {
  const own = readTimes(pid);
  if (!withChildren) return own.self / TICKS_PER_SECOND;
  const children = listPids().filter((child) => readTimes(child).parent === pid);
  const ticks = own.self + own.ended + children.reduce((sum, child) => sum + readTimes(child).self, 0);
  return ticks / TICKS_PER_SECOND;
}

/** MiB of memory that a process holds. */
export function readMemoryMiB(pid) {
  const status = read(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function readTimes(pid) {
  // The second field is the program's name in brackets, which may hold spaces.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1).split(' ').map(Number);
  const [, parent] = fields;
  const [user, system, endedUser, endedSystem] = fields.slice(11);
  return { parent, self: user + system, ended: endedUser + endedSystem };
}

function listPids() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
