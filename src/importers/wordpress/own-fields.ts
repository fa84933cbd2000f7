import { ContentRefusedError } from '../../content/content-error.js';
import { type ContentModel, findKind, findKindValue, toSnakeCase } from '../../fields/content-model.js';
import type { Field, FieldSet } from '../../fields/field.js';
import type { ImportedValues } from '../../fields/imported-value.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { htmlToText } from '../html/html-text.js';
import { readOwnValue, type ValueSource } from '../own-fields/read-own-value.js';
import type { ConversionWarnings } from '../run/conversion-warnings.js';
import type { ImportedArticle } from '../run/imported-article.js';
import { toImage } from './attachments.js';
import { parseMeta } from './meta-value.js';
import type { WordPressSite } from './site.js';
import { getFormat, type WordPressItem } from './wordpress-item.js';

/** Maximum rows of a repeater. */
const MAX_ROWS = 1_000;

/** Own fields and kind of an item, with the keys of its meta and the taxonomy that they were read from. */
export interface WordPressOwnFields {
  values: Pick<ImportedArticle, 'kind' | 'fields'>;
  usedKeys: Set<string>;
}

/** Reads the own fields of a post from its meta, in the forms in which ACF stores them. */
export function readOwnFields(
  item: WordPressItem,
  site: WordPressSite,
  model: ContentModel,
  warnings: ConversionWarnings,
): WordPressOwnFields {
  const reader = new MetaReader(item, createSource(site, warnings));
  const kindOfType = findKindValue(model, item.type);
  const kind = kindOfType ?? getKindOfFormat(item);
  if (getFormat(item)) reader.usedKeys.add('post_format');
  const own = kind === null ? null : findKind(model, kind);
  const fields = reader.readSet(model.fields.article, '');
  const ofKind = own ? reader.readSet(own.fields, `${own.facet}.`) : {};
  if (own && Object.keys(ofKind).length > 0) fields[own.facet] = ofKind;
  return {
    values: {
      ...(kind && { kind }),
      ...(Object.keys(fields).length > 0 && { fields }),
    },
    usedKeys: reader.usedKeys,
  };
}

/** Kinds of posts by post format: https://wordpress.org/documentation/article/post-formats/ */
const KINDS_BY_FORMAT: Record<string, string> = {
  gallery: ArticleKind.GALLERY,
  video: ArticleKind.VIDEO,
  audio: ArticleKind.AUDIO,
};

/** Returns the kind of a post's format; null for a format without a kind, such as a quote. */
function getKindOfFormat(item: WordPressItem): string | null {
  const format = getFormat(item);
  return (format && KINDS_BY_FORMAT[format]) ?? null;
}

class MetaReader {
  readonly usedKeys = new Set<string>();

  constructor(
    private readonly item: WordPressItem,
    private readonly source: ValueSource,
  ) {}

  readSet(fields: FieldSet, prefix: string): ImportedValues {
    const values: ImportedValues = {};
    for (const [name, field] of Object.entries(fields)) {
      const keys = field.wordpress ?? [name, toSnakeCase(name)];
      const key = keys.find((each) => this.hasMeta(each, field));
      if (key === undefined) continue;
      const value = readOwnValue(field, this.read(key, field), `${prefix}${name}`, this.source);
      if (value !== null) values[name] = value;
    }
    return values;
  }

  private hasMeta(key: string, field: Field): boolean {
    return this.item.meta.has(key) || (field.type === 'group' && this.findKeys(`${key}_`).length > 0);
  }

  private findKeys(prefix: string): string[] {
    return [...this.item.meta.keys()].filter((key) => key.startsWith(prefix));
  }

  /** Returns the value of a key; that of a group or repeater from the keys of its fields. */
  private read(key: string, field: Field): unknown {
    this.usedKeys.add(key);
    if (field.type === 'group') return this.readGroup(key, field.fields);
    const texts = this.item.meta.get(key) ?? [];
    if (field.type !== 'list') return parseMeta(texts[0] ?? '');
    const [first = ''] = texts;
    const rows = /^\d{1,4}$/.test(first) ? Math.min(Number(first), MAX_ROWS) : 0;
    if (rows > 0 && this.findKeys(`${key}_0_`).length > 0) return this.readRows(key, field.of, rows);
    const parsed = parseMeta(first);
    return texts.length > 1 || !Array.isArray(parsed) ? texts.map(parseMeta) : parsed;
  }

  private readGroup(key: string, fields: FieldSet): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const found = [name, toSnakeCase(name)]
        .map((each) => `${key}_${each}`)
        .find((each) => this.hasMeta(each, field));
      if (found !== undefined) values[name] = this.read(found, field);
    }
    return values;
  }

  /** Reads a repeater: `pros` has the number of rows, `pros_0_text` a value of the first. */
  private readRows(key: string, of: Field, rows: number): unknown[] {
    return Array.from({ length: rows }, (_, i) => {
      const row = `${key}_${i}`;
      if (of.type === 'group') return this.readGroup(row, of.fields);
      const [only] = this.findKeys(`${row}_`);
      return only === undefined ? null : this.read(only, of);
    });
  }
}

function createSource(site: WordPressSite, warnings: ConversionWarnings): ValueSource {
  return {
    richTextFormat: 'html',
    toPlainText: (text) => (/[<&]/.test(text) ? htmlToText(text) : text),
    warn: (message) => warnings.add(message),
    readImage: (value) => {
      const image = readImage(site, value);
      return image && { $type: 'image', ...image };
    },
    readReference: (type, value) => {
      const id = toId(value);
      if (id === null) return null;
      switch (type) {
        case 'Article': {
          const sourceId = site.posts.get(id);
          return sourceId === undefined ? null : { $type: type, sourceId };
        }
        case 'Author': {
          const name = site.people.findById(id);
          return name === null ? null : { $type: type, slug: name };
        }
        case 'Tag': {
          const slug = site.tagSlugs.get(id);
          return slug === undefined ? null : { $type: type, slug };
        }
        case 'Section': {
          const slug = site.sections.findSlugById(id);
          return slug === null ? null : { $type: type, slug };
        }
      }
    },
  };
}

/** Reads the picture of an attachment's ID, or of a URL. */
function readImage(site: WordPressSite, value: unknown) {
  const id = toId(value);
  const attachment = id === null ? null : site.attachments.markUsed(id);
  try {
    if (attachment) return toImage(attachment);
  } catch (error) {
    if (!(error instanceof ContentRefusedError)) throw error;
  }
  const url = typeof value === 'string' ? site.toAbsoluteUrl(value) : null;
  if (id !== null || url === null || !/^https?:/.test(url)) return null;
  site.attachments.markUrlUsed(url);
  const unknown = { caption: null, credit: null, width: null, height: null, focalX: null, focalY: null };
  return { url, alt: '', ...unknown };
}

function toId(value: unknown): string | null {
  return /^\d{1,19}$/.test(String(value)) ? String(value) : null;
}
