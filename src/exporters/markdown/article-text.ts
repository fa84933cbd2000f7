import { stringify } from 'yaml';
import type { ImportedArticle } from '../../importers/run/imported-article.js';

/**
 * An article as a Markdown file that the import reads back as it is. `verbatim` tells it that texts are meant as
 * they stand; between front matter and body is an empty line, and after the body a line break.
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
  // Without a width to fold at, a text is one line however long: lines of a diff are then fields.
  return `---\n${stringify(omitEmptyFields(fields), { lineWidth: 0 })}---\n\n${article.body.text}\n`;
}

/** Without what says nothing. */
function omitEmptyFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
