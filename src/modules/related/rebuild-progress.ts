import { Step } from './due.js';
import type { Progress } from './related.service.js';

/** The part of a stream that is needed: `process.stderr`. */
interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

const DOING: Record<Step, string> = {
  [Step.INDEX]: 'counting words',
  [Step.WEIGH]: 'weighing words',
  [Step.LIST]: 'making lists',
};
/** Milliseconds between two lines of a log. */
const LINE_EVERY = 5_000;

/** How far a rebuild has come: on a terminal one line that is drawn over, elsewhere a line now and then. */
export function rebuildProgress(out: Output): { show(progress: Progress): void; end(): void } {
  const started = performance.now();
  let articles = 0;
  let lastLine = started;
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  return {
    show(progress) {
      articles = progress.articles;
      const text = `${DOING[progress.step]}: ${progress.left} of ${articles} left, ${seconds()} s`;
      if (out.isTTY) out.write(`\r\u001b[K${text}`);
      else if (performance.now() - lastLine > LINE_EVERY) {
        lastLine = performance.now();
        out.write(`${text}\n`);
      }
    },
    end() {
      if (out.isTTY) out.write('\r\u001b[K');
      out.write(`The related articles of ${articles} articles, in ${seconds()} s.\n`);
    },
  };
}
