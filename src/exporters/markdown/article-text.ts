import { stringify } from 'yaml';
import type { ImportedArticle } from '../../importers/run/imported-article.js';

/**
 * Formats an article as a Markdown file that can be imported without changes. `verbatim` marks the texts as
 * final; an empty line precedes the body and a line break follows it.
 */
export function formatArticle(article: ImportedArticle): string {
  const { seoTitle, seoDescription, series, image } = article;
  const fields = {
    verbatim: true,
    id: article.id,
    title: article.title,
    slug: article.slug,
    path: article.path,
    date: article.publishedAt?.toISOString(),
    updated: article.updatedAt?.toISOString(),
    draft: article.draft || null,
    scheduledFor: article.scheduledFor?.toISOString(),
    unpublishedAt: article.unpublishedAt?.toISOString(),
    section: article.section.join('/'),
    tags: article.tags,
    authors: article.authors,
    series: series && omitEmptyFields(series),
    standfirst: article.standfirst,
    image: image && omitEmptyFields({ ...image }),
    seo: omitEmptyFields({ title: seoTitle, description: seoDescription }),
    corrections: article.corrections.map(({ text, at }) => ({ at: at.toISOString(), text })),
    aliases: article.aliases,
    pinned: article.pinned,
  };
  // Disable line folding, so that each changed line of a diff is one field.
  return `---\n${stringify(omitEmptyFields(fields), { lineWidth: 0 })}---\n\n${article.body.text}\n`;
}

/** Returns the fields that are not empty. */
function omitEmptyFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
