import { readdirSync, readFileSync } from 'node:fs';

/**
 * Clock ticks per second of Linux's process statistics, for any kernel (man 5 proc: sysconf(_SC_CLK_TCK)).
 */
const TICKS_PER_SECOND = 100;

/**
 * Returns the CPU seconds of a process, optionally including its running and ended children. Returns NaN if
 * there is no /proc.
 */
export function readCpuSeconds(pid, withChildren) {
  const own = readTimes(pid);
  if (!withChildren) return own.self / TICKS_PER_SECOND;
  const children = listPids().map(readTimes);
  // A child that ended meanwhile is in one of the sums, in both or in none.
  if (!Object.is(readTimes(pid).ended, own.ended)) return readCpuSeconds(pid, withChildren);
  const running = children.filter(({ parent }) => parent === pid).reduce((sum, { self }) => sum + self, 0);
  return (own.self + own.ended + running) / TICKS_PER_SECOND;
}

/** Returns the CPU milliseconds of each running child of a process, to the nanosecond, if Linux counts them. */
export function readCpuOfChildren(pid) {
  const children = listPids().filter((child) => readTimes(child).parent === pid);
  return new Map(
    children.map((child) => [child, Number(read(`/proc/${child}/schedstat`).split(' ')[0]) / 1e6]),
  );
}

/** Returns the resident memory of a process in MiB. */
export function readMemoryMiB(pid) {
  const status = read(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function readTimes(pid) {
  // The second field is the program's name in brackets, which may contain spaces.
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
