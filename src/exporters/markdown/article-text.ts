import { stringify } from 'yaml';
import { ARTICLE_FIELDS } from '../../fields/article.fields.js';
import { EMPTY_MODEL } from '../../fields/content-model.js';
import { type ColumnField, getFrontMatterNames } from '../../fields/field.js';
import type { ColumnFieldSet, FieldValues } from '../../fields/field-values.js';
import type { ImportedArticle } from '../../importers/run/imported-article.js';
import type { ImageContent } from '../../modules/editing/article-content.js';
import { formatLiveBlog } from './live-blogs.js';
import { formatArticleValues } from './own-values.js';

/**
 * Formats an article as a Markdown file that can be imported without changes. `verbatim` marks the texts as
 * final; an empty line precedes the body and a line break follows it.
 */
export function formatArticle(article: ImportedArticle, model = EMPTY_MODEL): string {
  const { series, image } = article;
  const { title, ...values } = buildFrontMatter(ARTICLE_FIELDS, article);
  const ownValues = formatArticleValues(model, article);
  const fields = {
    verbatim: true,
    id: article.id,
    title,
    slug: article.slug,
    path: article.path,
    date: article.publishedAt?.toISOString(),
    updated: article.updatedAt?.toISOString(),
    draft: article.draft || null,
    access: article.access?.toLowerCase(),
    scheduledFor: article.scheduledFor?.toISOString(),
    unpublishedAt: article.unpublishedAt?.toISOString(),
    ...formatSections(article),
    tags: article.tags,
    authors: article.authors,
    series: series && omitEmptyFields(series),
    ...mergeGroups(values, ownValues),
    image: image && formatImage(image),
    corrections: article.corrections.map(({ text, at }) => ({ at: at.toISOString(), text })),
    aliases: article.aliases,
    pinned: article.pinned,
    translationKey: article.translationKeys?.[0],
    isOutdatedTranslation: article.isOutdatedTranslation,
    liveBlog: article.liveBlog && formatLiveBlog(article.liveBlog),
  };
  // Disable line folding, so that each changed line of a diff is one field.
  return `---\n${stringify(omitEmptyFields(fields), { lineWidth: 0 })}---\n\n${article.body.text}\n`;
}

/** Returns the sections as paths: `section`, or `sections` if there are several. */
function formatSections({ section, otherSections }: ImportedArticle): Record<string, unknown> {
  const paths = [section, ...otherSections].map((names) => names.join('/'));
  return paths.length === 1 ? { section: paths[0] } : { sections: paths };
}

/** Returns the values of the fields by their names in front matter, in the order of the definition. */
function buildFrontMatter<Fields extends ColumnFieldSet>(
  fields: Fields,
  content: FieldValues<Fields>,
): Record<string, unknown> {
  const data: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = formatValue(field, content[name]);
    const [frontMatterName = name] = getFrontMatterNames(name, field);
    const [key, nestedKey] = frontMatterName.split('.') as [string, string?];
    if (nestedKey === undefined) data[key] = value;
    else if (value !== null) data[key] = { ...(data[key] as object | undefined), [nestedKey]: value };
  }
  return data;
}

function formatValue(field: ColumnField, value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  const text = value.toISOString();
  return field.type === 'date' && field.isDay ? text.slice(0, 10) : text;
}

/** Returns the fields of both, and those of groups that both have. */
function mergeGroups(
  fields: Record<string, unknown>,
  others: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...fields };
  for (const [name, value] of Object.entries(others)) {
    const group = merged[name];
    merged[name] = typeof group === 'object' && group !== null ? { ...group, ...(value as object) } : value;
  }
  return merged;
}

/** Returns the fields of a picture that are not empty. A text that hides that of the file is `false`. */
function formatImage({ caption, credit, license, ...image }: ImageContent): Record<string, unknown> {
  const texts = Object.entries({ caption, credit, license }).map(([name, text]) => [
    name,
    text === '' ? false : text,
  ]);
  return omitEmptyFields({ ...image, ...Object.fromEntries(texts) });
}

/** Returns the fields that are not empty. */
function omitEmptyFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
