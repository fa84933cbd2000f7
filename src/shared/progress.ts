/** The part of a stream that reports need: `process.stdout`, `process.stderr`. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** How far something has come. */
export interface ProgressState {
  total: number;
  seconds: number;
}

export interface ProgressDisplay {
  /** Says every few seconds that something is waited for, until there is progress to show. Returns how to stop it. */
  start(text: string): () => void;
  show(state: ProgressState, text: () => string): void;
  clear(): void;
}

const REDRAW_MS = 100;
const TICK_MS = 1_000;
/** Milliseconds without a line in a log after which there is one. */
const LINE_INTERVAL_MS = 5_000;

/** On a terminal one line that is drawn over; elsewhere a line for every `every` items and every few seconds. */
export function createProgressDisplay(out: Output, every = 100): ProgressDisplay {
  let lastDrawnAt = Number.NEGATIVE_INFINITY;
  let logged = performance.now();
  let ticking: NodeJS.Timeout | undefined;
  const draw = (text: string) => {
    lastDrawnAt = performance.now();
    out.write(`\r\u001b[K${text.slice(0, (out.columns ?? 80) - 1)}`);
  };
  const log = (text: string, seconds: number) => {
    logged = performance.now();
    out.write(`${text}, ${seconds.toFixed(1)} s\n`);
  };
  const stopTicking = () => {
    if (!ticking) return;
    clearInterval(ticking);
    ticking = undefined;
    if (out.isTTY) out.write('\r\u001b[K');
  };
  const isLineDue = () => performance.now() - logged >= LINE_INTERVAL_MS;
  return {
    start(text) {
      const started = performance.now();
      ticking = setInterval(() => {
        const seconds = (performance.now() - started) / 1_000;
        if (out.isTTY) draw(`${text}, ${seconds.toFixed(0)} s`);
        else if (isLineDue()) log(text, seconds);
      }, TICK_MS).unref();
      return () => stopTicking();
    },
    show({ total, seconds }, text) {
      clearInterval(ticking);
      ticking = undefined;
      if (out.isTTY) {
        if (performance.now() - lastDrawnAt >= REDRAW_MS) draw(text());
      } else if (total % every === 0 || isLineDue()) {
        log(text(), seconds);
      }
    },
    clear() {
      clearInterval(ticking);
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}

/** File names and values come from outside: a control character among them must not steer the terminal. */
export function replaceControlCharacters(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
