import type { RichTextSource } from '../../content/rich-text.js';
import type { ExternalLiveBlog } from '../live-blog/write/external-live-blog.js';

/** The texts of an article of a source: its body, and those of the entries of its live blog. */
export interface ArticleTexts {
  body: RichTextSource;
  liveBlog?: ExternalLiveBlog;
}

export function listTexts({ body, liveBlog }: ArticleTexts): RichTextSource[] {
  return [body, ...(liveBlog?.entries ?? []).map((entry) => entry.body)];
}

/** Replaces each text of an article. */
export async function replaceTexts<Article extends ArticleTexts>(
  article: Article,
  replace: (text: RichTextSource) => RichTextSource | Promise<RichTextSource>,
): Promise<Article> {
  const { body, liveBlog } = article;
  if (!liveBlog) return { ...article, body: await replace(body) };
  const entries = await Promise.all(
    liveBlog.entries.map(async (entry) => ({ ...entry, body: await replace(entry.body) })),
  );
  return { ...article, body: await replace(body), liveBlog: { ...liveBlog, entries } };
}
