import { ContentRefusedError } from '../../content/content-error.js';
import { feedBody } from '../feed/body.js';
import { normalizeCards } from '../ghost/body/cards.js';
import { parseMarkdownArticle } from '../markdown/article.js';
import { readPlainPage } from '../page/plain-text/plain-page.js';
import { readPage } from '../page/read-page.js';
import { settleMarkup } from '../wordpress/body/clean-markup.js';
import { ConversionWarnings } from './conversion-warnings.js';

const TASKS = {
  page: readPage,
  plainPage: readPlainPage,
  markdown: parseMarkdownArticle,
  feedBody,
  wordpressMarkup: settleMarkup,
  ghostCards(html: string): { html: string; losses: [text: string, times: number][] } {
    const losses = new ConversionWarnings();
    return { html: normalizeCards(html, losses), losses: losses.counts };
  },
};

/** What the reading thread can be asked for, by name. */
export type ReadingTasks = typeof TASKS;

export interface ReadingTask {
  name: keyof ReadingTasks;
  given: unknown[];
}

/** Errors lose their class on the way between threads. */
export type ReadingResult = { read: unknown } | { refused: string };

// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default function read({ name, given }: ReadingTask): ReadingResult {
  try {
    return { read: (TASKS[name] as (...given: unknown[]) => unknown)(...given) };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { refused: error.message };
  }
}
