/** The part of a stream that reports need: `process.stdout`, `process.stderr`. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** How far something has come. */
export interface SoFar {
  total: number;
  seconds: number;
}

export interface Progress {
  show(soFar: SoFar, text: () => string): void;
  clear(): void;
}

const REDRAW_MS = 100;

/** On a terminal one line that is drawn over; elsewhere a line for every `every` items, so that logs stay short. */
export function progressOn(out: Output, every = 100): Progress {
  let drawn = Number.NEGATIVE_INFINITY;
  const redraw: Progress['show'] = (_soFar, text) => {
    if (performance.now() - drawn < REDRAW_MS) return;
    drawn = performance.now();
    out.write(`\r\u001b[K${text().slice(0, (out.columns ?? 80) - 1)}`);
  };
  const line: Progress['show'] = ({ total, seconds }, text) => {
    if (total % every === 0) out.write(`${text()}, ${seconds.toFixed(1)} s\n`);
  };
  return out.isTTY
    ? { show: redraw, clear: () => out.write('\r\u001b[K') }
    : { show: line, clear: () => undefined };
}

/** File names and values come from outside: a control character among them must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
