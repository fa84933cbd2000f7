import { AccessLevel } from '../../shared/article/access-level.js';
import { ArticleKind } from '../../shared/article/article-kind.js';
import { ACCESS_BY_AUDIENCE } from '../page/substack.js';
import type { TableMap } from './fields.js';
import { isRecord, type TableRecord } from './records.js';
import { readPath, toText } from './values.js';

/** Values that say whether a record is public, as texts. */
export interface StateTexts {
  status: string | null;
  draft: string | null;
  visibility: string | null;
  deleted: string | null;
}

/** State of a record at its source, with the reason if it is not public. */
export type RecordState = { draft: boolean; reason?: string } | { skipped: string };

/** What the exports of a system have in common. Fields without an entry have their usual names. */
export interface Preset {
  /** Returns true for a record of an export. */
  isOf(record: TableRecord, group: string): boolean;
  map: Partial<TableMap>;
  /** Columns that the functions below read. */
  uses?: string[];
  /** Returns the ID of a record, by which others refer to it. */
  getId?(record: TableRecord): string;
  /** Returns the ID that a value refers to; null if it is no reference. */
  getReference?(value: TableRecord): string | null;
  getType?(record: TableRecord): string | null;
  /** Returns the state of a record in a language. */
  getState?(record: TableRecord, locale: string | undefined): RecordState;
  getAccess?(record: TableRecord): AccessLevel;
  getKind?(record: TableRecord): ArticleKind | null;
  /** Types that are articles. Without it, each type whose records have a title and a body. */
  types?: string[];
  getFormerPath?(record: TableRecord): string | null;
  /** Pattern of paths at the source. */
  permalinks?: string;
  /** Folder of the bodies, beside the table. */
  bodies?: string;
  /** True if bodies have boxes that ask to subscribe, as pages have. */
  hasBoilerplate?: boolean;
}

const readText = (record: TableRecord, path: string) => toText(readPath(record, path)[0]);

/** https://support.substack.com: the archive of Settings > Exports has posts.csv and a folder of HTML files. */
const substack: Preset = {
  isOf: (record) => 'post_id' in record && 'is_published' in record,
  map: { id: ['post_id'], standfirst: ['subtitle'], publishedAt: ['post_date'], body: [], url: [] },
  uses: ['post_id', 'type', 'audience'],
  getId: (record) => String(record.post_id).split('.')[0] ?? '',
  getType: (record) => readText(record, 'type'),
  types: ['newsletter', 'podcast', 'page'],
  getState: (record) =>
    record.is_published === 'true' ? { draft: false } : { draft: true, reason: 'a draft of Substack' },
  getAccess: ({ audience }) => ACCESS_BY_AUDIENCE[String(audience)] ?? AccessLevel.PAID,
  getKind: ({ type }) => (type === 'page' ? ArticleKind.PAGE : null),
  permalinks: '/p/{slug}',
  bodies: 'posts',
  hasBoilerplate: true,
};

/** https://dev.wix.com/docs/velo/apis/wix-blog-backend/posts-collection-fields: the collection Blog/Posts as CSV. */
const wix: Preset = {
  isOf: (record) => 'Post Page URL' in record || 'postPageUrl' in record,
  map: {
    publishedAt: ['Published Date', 'publishedDate'],
    body: ['Rich Content', 'richContent', 'Content', 'Plain Content', 'plainContent'],
    section: ['Main Category', 'mainCategory', 'Categories', 'categories'],
    path: ['Post Page URL', 'postPageUrl'],
    url: [],
  },
};

/** https://www.drupal.org/docs/core-modules-and-themes/core-modules/jsonapi-module: answers with `include`. */
const drupal: Preset = {
  isOf: ({ type, attributes }) => String(type).startsWith('node--') && isRecord(attributes),
  map: {
    standfirst: ['body.summary', 'field_summary', 'field_teaser'],
    publishedAt: ['published_at', 'created'],
    updatedAt: ['changed'],
    path: ['path.alias'],
    section: ['field_section.name', 'field_category.name', 'field_channel.name'],
    tags: ['field_tags.name'],
    authors: ['field_author.name', 'field_author.title', 'uid.display_name', 'uid.name'],
    image: ['field_image', 'field_media_image'],
    imageAlt: ['relationships.field_image.data.meta.alt'],
    canonicalUrl: [],
  },
  uses: ['status', 'moderation_state', 'drupal_internal__nid'],
  getId: (record) => String(record.id),
  getReference: ({ id, type, attributes }) =>
    typeof id === 'string' && typeof type === 'string' && attributes === undefined ? id : null,
  getType: (record) => toText(record.type),
  getFormerPath: (record) => {
    const number = readText(record, 'drupal_internal__nid');
    return number === null ? null : `/node/${number}`;
  },
  getState: (record) => {
    const moderation = readText(record, 'moderation_state');
    if (readPath(record, 'status')[0] === true && (moderation ?? 'published') === 'published')
      return { draft: false };
    return { draft: true, reason: 'not published in Drupal' };
  },
};

/** https://docs.strapi.io/cms/api/rest: answers with `populate`, of versions 4 and 5. */
const strapi: Preset = {
  isOf: (record) =>
    'documentId' in record ||
    (isRecord(record.attributes) && 'publishedAt' in record.attributes && !('type' in record)),
  map: { id: ['documentId', 'id'], seoTitle: ['seo.metaTitle'], seoDescription: ['seo.metaDescription'] },
  uses: ['id', 'status', 'publishedAt'],
  getState: (record) => {
    const status = readText(record, 'status') ?? 'published';
    if (readText(record, 'publishedAt') === null || status === 'draft')
      return { draft: true, reason: 'a draft of Strapi' };
    if (status === 'modified') return { draft: true, reason: 'changed in Strapi since its publication' };
    return { draft: false };
  },
};

/** https://github.com/contentful/contentful-export: the file of `contentful space export`. */
const contentful: Preset = {
  isOf: ({ sys, fields }) =>
    isRecord(sys) && isRecord(fields) && ['Entry', 'Asset'].includes(String(sys.type)),
  map: {
    id: ['sys.id'],
    tags: ['tags', 'metadata.tags.name'],
    publishedAt: [
      'publishDate',
      'publishedAt',
      'publishedDate',
      'date',
      'sys.firstPublishedAt',
      'sys.publishedAt',
    ],
    updatedAt: ['sys.publishedAt', 'sys.updatedAt'],
  },
  getId: (record) => readText(record, 'sys.id') ?? '',
  getReference: ({ sys }) => (isRecord(sys) && sys.type === 'Link' ? String(sys.id) : null),
  getType: (record) => readText(record, 'sys.contentType.sys.id') ?? readText(record, 'sys.type'),
  getState: (record, locale) => {
    const read = (name: string) => readPath(record, `sys.${name}`)[0];
    if (read('archivedVersion') !== undefined) return { skipped: 'archived in Contentful' };
    if (read('publishedVersion') === undefined) return { draft: true, reason: 'a draft of Contentful' };
    const [ofLanguages] = readPath(record, 'sys.fieldStatus.*');
    const ofLanguage = isRecord(ofLanguages) && locale ? ofLanguages[locale] : undefined;
    if (ofLanguage !== undefined && ofLanguage !== 'published')
      return { draft: true, reason: `not published in ${locale}, or changed since` };
    // The Management API exports the text of the latest version, which its readers have not seen.
    const version = read('version');
    if (version !== undefined && Number(version) > Number(read('publishedVersion')) + 1)
      return {
        draft: true,
        reason:
          'changed in Contentful since its publication; export with --delivery-token for what is published',
      };
    return { draft: false };
  },
};

/** https://www.sanity.io/docs/content-lake/exporting-data: data.ndjson of `sanity dataset export`. */
const sanity: Preset = {
  isOf: ({ _id, _type }) => typeof _id === 'string' && typeof _type === 'string',
  map: { slug: ['slug.current', 'slug'], id: ['_id'], updatedAt: ['_updatedAt'] },
  getId: ({ _id }) => String(_id).replace(/^drafts\./, ''),
  getReference: ({ _ref }) => (typeof _ref === 'string' ? _ref.replace(/^drafts\./, '') : null),
  getType: ({ _type }) => String(_type),
  getState: ({ _id }) => {
    if (String(_id).startsWith('versions.')) return { skipped: 'a version for a release in Sanity' };
    return String(_id).startsWith('drafts.')
      ? { draft: true, reason: 'a draft of Sanity' }
      : { draft: false };
  },
};

/** Presets by name, in the order in which they are tried. */
export const PRESETS = { substack, wix, contentful, sanity, drupal, strapi } satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** Reason of a draft of which nothing says whether it is published. */
export const UNKNOWN_STATUS = 'nothing says that it is published';

const STATUSES: [words: RegExp, state: RecordState][] = [
  [
    /^(published|publish|live|public|online|true|yes|1|y|veröffentlicht|scheduled|future)$/i,
    { draft: false },
  ],
  [/^(trash(ed)?|deleted|archived?)$/i, { skipped: 'deleted or archived at the source' }],
];

/** Reads the state of a record without a preset. Everything that is not clearly public is a draft. */
export function readStatus(
  { status, draft, visibility, deleted }: StateTexts,
  fallback: string | null,
): RecordState {
  if (isTrue(deleted)) return { skipped: 'deleted at the source' };
  if (visibility !== null && !/^(public|everyone|visible|published)$/i.test(visibility))
    return { draft: true, reason: `visibility "${visibility.slice(0, 40)}"` };
  if (isTrue(draft)) return { draft: true, reason: 'marked as a draft' };
  const word = status ?? (draft === null ? fallback : 'published');
  if (word === null) return { draft: true, reason: UNKNOWN_STATUS };
  const known = STATUSES.find(([words]) => words.test(word));
  return known?.[1] ?? { draft: true, reason: `status "${word.slice(0, 40)}"` };
}

function isTrue(text: string | null): boolean {
  return text !== null && !/^(false|no|0|n)$/i.test(text);
}
