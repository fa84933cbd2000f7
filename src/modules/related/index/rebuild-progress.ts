import type { RebuildProgress } from './related-index.service.js';
import { IndexStage } from './work-queue.js';

/** The part of a stream that is used, e.g. `process.stderr`. */
interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

const STAGE_LABELS: Record<IndexStage, string> = {
  [IndexStage.INDEX]: 'counting words',
  [IndexStage.WEIGH]: 'weighing words',
  [IndexStage.LIST]: 'building lists',
};
/** Milliseconds between two lines of a log. */
const LINE_INTERVAL_MS = 5_000;

/** Reports the progress of a rebuild: one line that is overwritten on a terminal, else a line every 5 s. */
export function createRebuildProgress(out: Output): { show(progress: RebuildProgress): void; end(): void } {
  const started = performance.now();
  let articles = 0;
  let lastLine = started;
  const getSeconds = () => ((performance.now() - started) / 1000).toFixed(1);
  return {
    show(progress) {
      articles = progress.articles;
      const text = `${STAGE_LABELS[progress.step]}: ${progress.left} of ${articles} left, ${getSeconds()} s`;
      if (out.isTTY) out.write(`\r\u001b[K${text}`);
      else if (performance.now() - lastLine > LINE_INTERVAL_MS) {
        lastLine = performance.now();
        out.write(`${text}\n`);
      }
    },
    end() {
      if (out.isTTY) out.write('\r\u001b[K');
      out.write(`Rebuilt the related articles of ${articles} articles in ${getSeconds()} s.\n`);
    },
  };
}
