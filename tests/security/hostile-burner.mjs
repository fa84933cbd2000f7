// Burns a share of one core at a low priority, as the attacker's own computer does, without a word to the gateway.
import { getPriority, setPriority } from 'node:os';

const { share } = JSON.parse(process.argv[2]);
/** Milliseconds of a turn, in which it works and then rests. */
const TURN = 10;
let isOver = false;

setPriority(Math.min(getPriority() + 15, 19));
process.on('message', () => {
  isOver = true;
  const { user, system } = process.cpuUsage();
  process.send({ outcomes: {}, cpuMs: (user + system) / 1_000 });
});
process.send('ready');
const begin = performance.now();
const base = process.cpuUsage();
turn();

/** Works until the CPU time is the share of the time that has passed. */
function turn() {
  if (isOver) return;
  const target = (performance.now() - begin) * share;
  const end = performance.now() + TURN;
  while (readCpuMs() < target && performance.now() < end);
  if (readCpuMs() < target) setImmediate(turn);
  else setTimeout(turn, TURN / 2);
}

function readCpuMs() {
  const { user, system } = process.cpuUsage(base);
  return (user + system) / 1_000;
}
