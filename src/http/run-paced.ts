/** Pieces of work that are run in a turn of the event loop, and milliseconds until the next turn. */
const IN_TURN = 10;
const PAUSE_MS = 2;

const waiting: (() => void)[] = [];
let inTurn = 0;
let isScheduled = false;

/**
 * Runs short work now; or in a later turn, in order, if there is much in this turn: one client can close
 * hundreds of connections at the same moment, and other clients would wait for all of them. The work must not
 * throw.
 */
export function runPaced(work: () => void): void {
  schedule();
  if (waiting.length > 0 || inTurn >= IN_TURN) {
    waiting.push(work);
    return;
  }
  inTurn += 1;
  work();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setTimeout(() => {
    isScheduled = false;
    const next = waiting.splice(0, IN_TURN);
    inTurn = next.length;
    if (inTurn > 0) schedule();
    for (const work of next) work();
  }, PAUSE_MS);
}
