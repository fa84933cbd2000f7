// Renders the table of what the graph can do with each field of each entity, from schema.graphql. Throws an Error that
// names the fields that cannot be written or filtered, for which no reason is given below.
import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import {
  findWriters,
  findWrittenInputs,
  NOT_WRITTEN_REASONS,
} from '../dist/graphql/source-map/written-fields.js';

/** Reasons why a field cannot be written, or is no condition of a filter, under the words that the table shows. */
const REASONS = {
  ...NOT_WRITTEN_REASONS,
  search: 'The search finds it: articles by their texts, all others by their names.',
  few: 'A site has few of these objects, or they are listed under one other object.',
  audit: '`audit(filter: { target })` lists who changed an object.',
  look: '`route`, or the query of one object, finds it by this.',
  shown: 'It says how an object is shown. Nobody looks for objects by it.',
  fixed: 'It never changes after it was created.',
  article: 'Its article has it.',
  single: 'There is one, which exists from the first start.',
};

/** Conditions of filters on a field, if they have other names. */
const FILTERED_AS = {
  id: ['ids'],
  slug: ['slugs'],
  path: ['paths'],
  kind: ['kinds'],
  language: ['languages'],
  section: ['sections'],
  seriesPart: ['series'],
  image: ['hasImage'],
  sponsorship: ['isSponsored'],
  alt: ['hasAlt'],
  picturesWithoutAlt: ['hasPictureWithoutAlt'],
  usages: ['isUsed'],
  articles: ['hasArticles', 'isUsed'],
  mimeType: ['type', 'types'],
  revokedAt: ['isRevoked', 'isActive'],
  disabledAt: ['isEnabled'],
  outcome: ['outcomes'],
  keyName: ['key', 'name'],
  scopes: ['scope'],
  kinds: ['kind'],
  failingSince: ['isFailing'],
  parent: ['isTop'],
  subject: ['isIdentity'],
  translations: ['missingTranslation', 'isOutdated'],
};

/** Fields by which an order sorts. */
const ORDERED_BY = {
  title: ['TITLE'],
  name: ['NAME'],
  updatedAt: ['UPDATED'],
  articleCount: ['MOST_USED', 'LONGEST'],
  seriesPart: ['PART'],
  scheduledFor: ['SCHEDULED'],
  createdAt: ['CREATED', 'NEWEST', 'OLDEST'],
  publishedAt: ['NEWEST', 'OLDEST'],
  lastEditedBy: ['LAST_EDITED'],
  expiresAt: ['EXPIRING'],
  email: ['EMAIL'],
  from: ['PATH'],
  position: ['POSITION'],
};

/** Why fields are no conditions of filters, in the same form. */
const NOT_FILTERED = {
  few: [
    'Front.*',
    'Correction.*',
    'Menu.*',
    'Site.*',
    'ArticleRevision.*',
    'PreviewLink.*',
    'Newsletter.*',
    'NewsletterIssue.*',
    'WebhookDelivery.*',
    'Webhook.*',
    'Job.*',
    'ApiKey.*',
    'Article.liveBlog',
    'Article.liveBlogEntry',
    'LiveBlog.*',
    'LiveBlogEntry.*',
  ],
  search: [
    'title',
    'standfirst',
    'body',
    'corrections',
    'Author.bio',
    'Author.role',
    'description',
    'seo',
    'caption',
    'credit',
  ],
  shown: [
    'focalPoint',
    'links',
    'boxes',
    'box',
    'newsletter',
    'license',
    'robots',
    'position',
    'isPathFixed',
    'canonicalUrl',
    'seoTitle',
    'seoDescription',
    'MediaFile.image',
    'isPermanent',
    'Author.email',
    'feeds',
    'bytes',
    'duration',
    'width',
    'height',
    'source',
    'Series.parts',
  ],
  computed: [
    'url',
    'path',
    'excerpt',
    'isFallback',
    'readingTime',
    'ninjs',
    'machineRights',
    'next',
    'previous',
    'related',
    'previewLinks',
    'articleCount',
    'suppression',
    'suppressedAt',
    'confirmedAt',
    'unsubscribedAt',
    'NewsletterSubscription.updatedAt',
    'keyName',
    'keyPrefix',
    'missingScope',
    'outcome',
    'userErrors',
    'revision',
    'targetType',
    'front',
  ],
  list: ['articles', 'revisions', 'popular', 'children', 'parent'],
  audit: ['createdBy', 'lastEditedBy'],
  look: ['aliases', 'origin', 'AuditEntry.id', 'NewsletterSubscription.id', 'Redirect.id'],
};

/** Events, imports and exports of each type, and why there are none. */
const ELSEWHERE = {
  Article: [
    '`articleEvents`, `contentEvents`, webhooks',
    'all importers, `createArticle(input: { origin })`',
    'Markdown, ninjs',
  ],
  Section: ['`contentEvents`, webhooks', 'WordPress, Ghost, Markdown', 'Markdown'],
  Site: ['`contentEvents`, webhooks', 'WordPress, Ghost, Markdown', 'Markdown'],
  Tag: ['`contentEvents`, webhooks', 'WordPress, Ghost, Markdown', 'Markdown'],
  Author: ['`contentEvents`, webhooks', 'WordPress, Ghost, Markdown', 'Markdown'],
  Series: ['`contentEvents`, webhooks', 'WordPress, Markdown', 'Markdown'],
  MediaFile: ['`contentEvents`', 'all importers', 'Markdown'],
  Front: ['`contentEvents`, webhooks', '`createFront`', '– a backup'],
  Redirect: ['– `route` shows it', '`redirects import`', 'Markdown: the aliases of articles'],
  LiveBlog: ['`liveBlogEvents`, webhooks', 'Markdown', 'Markdown'],
  LiveBlogEntry: ['`liveBlogEvents`, webhooks', 'Markdown, `addLiveBlogEntry(input: { key })`', 'Markdown'],
  Correction: ['`articleEvents`: CORRECTED', 'Markdown', 'Markdown'],
  Menu: ['– `site` shows it', 'WordPress, Ghost, Markdown', 'Markdown'],
  Newsletter: ['– its mails', 'Ghost, `newsletter import`', '– a backup'],
  NewsletterSubscription: ['– its mails', 'Ghost, `newsletter import`', '– a backup'],
  NewsletterIssue: ['– its mails', '– sent once', '– a backup'],
  ArticleRevision: [
    '`contentEvents`: UPDATED; `articleEvents`, of those that are published',
    '– history stays where it was made',
    '– a backup',
  ],
  ApiKey: ['– the audit log', '– credentials', '– credentials'],
  AuditEntry: ['– is a log itself', '– a log of this gateway', '– a backup'],
  PreviewLink: ['– the audit log', '– credentials', '– credentials'],
  Job: ['`jobProgress`', '– work of this gateway', '– a backup'],
  Webhook: ['– the audit log', '– credentials', '– a backup'],
  WebhookDelivery: ['– is a log itself', '– a log of this gateway', '– a backup'],
};

/** Fields of the provenance of an object, in the order in which the table shows them. */
const PROVENANCE = ['createdAt', 'updatedAt', 'createdBy', 'lastEditedBy'];

/** Why types do not have these fields, in the form of NOT_FILTERED. */
const NO_PROVENANCE = {
  fixed: [
    'ArticleRevision.updatedAt',
    'ArticleRevision.lastEditedBy',
    'AuditEntry.updatedAt',
    'AuditEntry.lastEditedBy',
    'NewsletterIssue.updatedAt',
    'NewsletterIssue.lastEditedBy',
  ],
  article: ['LiveBlog.createdBy'],
  single: ['Site.createdAt', 'Site.createdBy'],
  audit: ['LiveBlog.lastEditedBy', 'NewsletterIssue.createdBy', 'Site.lastEditedBy'],
  reader: ['NewsletterSubscription.createdBy', 'NewsletterSubscription.lastEditedBy'],
  gateway: ['WebhookDelivery.createdBy', 'WebhookDelivery.lastEditedBy'],
};

/** Fields that say the same under another name. */
const PROVENANCE_AS = {
  'ArticleRevision.createdBy': 'keyName',
  'AuditEntry.createdBy': 'keyName',
};

/** Why types with an ID that `node(id:)` does not find have no times. Those that implement Block are blocks of a body. */
const PARTS = {
  BulkResult: 'a row of the result of a mutation',
  Card: 'a part of a front, which has them',
  Container: 'a part of a front, which has them',
  Image: 'a part of the object that shows it; its `MediaFile` has them',
  MediaUsage: 'computed from the object that uses the file, which has them',
  Upload: 'a permission to upload a file, which expires at `expiresAt`',
};

const file = new URL('../schema.graphql', import.meta.url);

/** Renders the tables of all types that implement Node. */
export function renderCoverage() {
  const schema = buildSchema(readFileSync(file, 'utf8'));
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const types = objects.filter((type) => implementsType(type, 'Node'));
  const parts = objects.filter(
    (type) => type.getFields().id && !implementsType(type, 'Node') && !implementsType(type, 'Block'),
  );
  const unexplained = [];
  for (const { name } of types)
    if (!(name in ELSEWHERE)) unexplained.push(`${name} (events, import, export)`);
  for (const { name } of parts) if (!(name in PARTS)) unexplained.push(`${name} (no Node, no times)`);
  const provenance = types.map((type) => renderProvenance(type, unexplained));
  const sections = types.map((type) => renderType(schema, type, unexplained));
  if (unexplained.length > 0) {
    throw new Error(`Give a reason in bin/coverage.mjs, or close the gap: ${unexplained.join(', ')}.`);
  }
  const legend = Object.entries(REASONS).map(([word, text]) => `| ${word} | ${text} |`);
  const elsewhere = types.map(({ name }) => `| ${[name, ...(ELSEWHERE[name] ?? [])].join(' | ')} |`);
  return [
    ...['| type | events | imported by | exported by |', '|---|---|---|---|', ...elsewhere, ''],
    ...[
      `| type | ${PROVENANCE.map((name) => `\`${name}\``).join(' | ')} |`,
      '|---|---|---|---|---|',
      ...provenance,
      '',
    ],
    ...['| type with an ID, but no times | reason |', '|---|---|'],
    ...parts.map(({ name }) => `| ${name} | ${PARTS[name]} |`),
    ...['| blocks of a body | parts of an article or entry, which has them |', ''],
    ...['| word | reason |', '|---|---|', ...legend, ''],
    ...sections,
  ].join('\n');
}

function implementsType(type, name) {
  return type.getInterfaces().some((each) => each.name === name);
}

function renderProvenance(type, unexplained) {
  const cells = PROVENANCE.map((name) => {
    const field = PROVENANCE_AS[`${type.name}.${name}`] ?? name;
    if (type.getFields()[field]) return field === name ? 'yes' : `\`${field}\``;
    const reason = findReason(NO_PROVENANCE, type.name, name);
    if (reason === undefined) unexplained.push(`${type.name}.${name} (provenance)`);
    return `– ${reason}`;
  });
  return `| ${type.name} | ${cells.join(' | ')} |`;
}

function renderType(schema, type, unexplained) {
  const { lists, conditions, orders } = findLists(schema, type);
  const written = findWrittenInputs(schema, type);
  const rows = Object.values(type.getFields())
    .filter((field) => field.deprecationReason == null)
    .map(({ name }) => {
      const explain = (kind, reason) => {
        if (reason == null) unexplained.push(`${type.name}.${name} (${kind})`);
        return `– ${reason}`;
      };
      const { mutations, reason: whyNot } = findWriters(written, type.name, name);
      const filters = [name, ...(FILTERED_AS[name] ?? [])].filter((each) => conditions.has(each));
      const isDated = name !== 'createdAt' || type.getFields().publishedAt === undefined;
      const byDate = (order) => isDated || order === 'CREATED';
      const sorts = (ORDERED_BY[name] ?? []).filter((each) => orders.has(each) && byDate(each));
      return `| \`${name}\` | ${format(mutations) || explain('written', whyNot)} | ${format(filters) || explain('filtered', findReason(NOT_FILTERED, type.name, name))} | ${format(sorts)} |`;
    });
  const where =
    lists.length > 0 ? `Listed by ${format(lists)}, found by \`node(id:)\`.` : 'Found by `node(id:)`.';
  return `### ${type.name}\n\n${where}\n\n| field | written by | filtered by | ordered by |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function findReason(reasons, type, field) {
  const names = [`${type}.${field}`, `${type}.*`, field];
  return Object.keys(reasons).find((reason) => names.some((name) => reasons[reason].includes(name)));
}

/** Finds the lists of a type with their conditions and orders: fields of queries and of other types. */
function findLists(schema, type) {
  const [lists, conditions, orders] = [[], new Set(), new Set()];
  for (const parent of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    for (const field of Object.values(parent.getFields())) {
      const result = getNamedType(field.type);
      const isList = String(field.type).includes(`[${type.name}!]`) && parent === schema.getQueryType();
      const nodes = isObjectType(result) && result.name.endsWith('Connection') && result.getFields().nodes;
      if (!isList && !(nodes && getNamedType(nodes.type) === type)) continue;
      if (field.deprecationReason != null) continue;
      lists.push(parent === schema.getQueryType() ? field.name : `${parent.name}.${field.name}`);
      for (const { name, type: argument } of field.args) {
        const input = getNamedType(argument);
        if (name === 'orderBy' && isEnumType(input))
          for (const value of input.getValues()) orders.add(value.name);
        else if (name === 'filter' && isInputObjectType(input))
          for (const each of Object.keys(input.getFields())) conditions.add(each);
        else conditions.add(name);
      }
    }
  }
  return { lists, conditions, orders };
}

function format(names) {
  return names.map((name) => `\`${name}\``).join(', ');
}
