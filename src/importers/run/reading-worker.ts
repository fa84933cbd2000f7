import { ContentRefusedError } from '../../content/content-error.js';
import type { ContentModel } from '../../fields/content-model.js';
import type { RoleText } from '../agency/item.js';
import type { FileContext } from '../markdown/site/site.js';
import type { ReadPageOptions } from '../page/read-page.js';
import { ConversionWarnings } from './conversion-warnings.js';

/** Each loads its packages on first use: an import has one kind of source. */
const TASKS = {
  page: async (html: string, url: string | null, options: ReadPageOptions = {}) =>
    (await import('../page/read-page.js')).readPage(html, url, options),
  pageFacts: async (html: string, base: string | null) =>
    (await import('../move/page-facts.js')).collectPageFacts(html, base),
  listLinks: async (html: string, base: string) =>
    (await import('../move/list-links.js')).collectListLinks(html, base),
  plainPage: async (text: string, timeZone?: string) =>
    (await import('../page/plain-text/plain-page.js')).readPlainPage(text, timeZone),
  markdown: async (text: string, sourceId: string, model: ContentModel, context: FileContext) =>
    (await import('../markdown/article.js')).parseMarkdownArticle(text, sourceId, model, context),
  markdownLinks: async (text: string) => (await import('../markdown/site/find-links.js')).findLinks(text),
  markdownEntry: async (text: string, context: FileContext) =>
    (await import('../markdown/site/read-site-page.js')).readSiteEntry(text, context),
  agencyTexts: async (bodies: RoleText[], descriptions: RoleText[], title: string) =>
    (await import('../agency/body.js')).readAgencyTexts(bodies, descriptions, title),
  newsmlItems: async (text: string) => (await import('../agency/newsml/read-newsml.js')).readNewsml(text),
  feedBody: async (html: string, media: string[], base: string | null) =>
    (await import('../feed/body.js')).feedBody(html, media, base),
  wordpressMarkup: async (html: string, siteUrl: string) =>
    (await import('../wordpress/body/clean-markup.js')).settleMarkup(html, siteUrl),
  async ghostCards(
    html: string,
    siteUrl: string,
  ): Promise<{ html: string; losses: [text: string, times: number][] }> {
    const { normalizeCards: tidyCards } = await import('../ghost/body/cards.js');
    const losses = new ConversionWarnings();
    return { html: tidyCards(html, losses, siteUrl), losses: losses.counts };
  },
};

/** Tasks of the reading worker, by name. */
export type ReadingTasks = typeof TASKS;

export interface ReadingTask {
  name: keyof ReadingTasks;
  given: unknown[];
}

/** Result of a task. Errors lose their class between threads, so refusals are returned as values. */
export type ReadingResult = { read: unknown } | { refused: string };

// biome-ignore lint/style/noDefaultExport: the thread calls what its file exports by default
export default async function read({ name, given }: ReadingTask): Promise<ReadingResult> {
  try {
    const task = TASKS[name] as (...given: unknown[]) => Promise<unknown>;
    return { read: await task(...given) };
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
    return { refused: error.message };
  }
}
