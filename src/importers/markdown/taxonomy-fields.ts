import type { ContentModel } from '../../fields/content-model.js';
import { type FieldSet, getFrontMatterNames } from '../../fields/field.js';
import type { ImportedValues } from '../../fields/imported-value.js';
import { readOwnValue } from '../own-fields/read-own-value.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { createMarkdownSource } from './fields/own-value-source.js';
import type { TaxonomyFiles } from './taxonomy-files.js';
import { toTexts } from './translations-schema.js';

/**
 * Converts the values for the head and the own fields of taxonomy files. Throws UnreadableSourceError for a value that
 * does not fit.
 */
export function convertTaxonomyFiles(
  { sections, authors, tags, series }: TaxonomyFiles,
  model: ContentModel,
) {
  return {
    sections: sections.map((entry) => convertEntry('sections.yaml', entry, model.fields.section)),
    authors: authors.map((entry) => convertEntry('authors.yaml', entry, model.fields.author)),
    tags: tags.map((entry) => convertEntry('tags.yaml', entry, model.fields.tag)),
    series: series.map(({ title: name, ...entry }) =>
      convertEntry('series.yaml', { ...entry, name }, model.fields.series),
    ),
  };
}

interface FileEntry {
  slug: string;
  fields?: Record<string, unknown> | undefined;
  seo?: TaxonomyFiles['tags'][number]['seo'];
  translations?: Record<string, Record<string, string | undefined>> | undefined;
}

function convertEntry<Entry extends FileEntry>(
  file: string,
  { fields: given, seo = {}, translations, ...rest }: Entry,
  set: FieldSet,
): Omit<Entry, 'fields' | 'seo' | 'translations'> & { fields?: ImportedValues } {
  const { title: seoTitle, description: seoDescription, noindex, nofollow } = seo;
  const texts = toTexts(translations);
  const entry = { ...rest, seoTitle, seoDescription, noindex, nofollow, ...(texts && { texts }) };
  if (given === undefined) return entry;
  const refuse = (message: string) => {
    throw new UnreadableSourceError(`${file}: ${entry.slug}: ${message}`);
  };
  const source = createMarkdownSource(refuse, true);
  const fields: ImportedValues = {};
  for (const [name, field] of Object.entries(set)) {
    const key = getFrontMatterNames(name, field).find((each) => given[each] !== undefined);
    const value = key === undefined ? null : readOwnValue(field, given[key], name, source);
    if (value !== null) fields[name] = value;
  }
  return { ...entry, fields };
}
