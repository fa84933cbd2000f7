import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isObjectType,
} from 'graphql';

/** Why a field cannot be written. */
export const NOT_WRITTEN_REASONS = {
  computed: 'It follows from other fields or objects.',
  gateway: 'The gateway sets it.',
  once: 'It is chosen when the object is created, and stays.',
  environment: 'It is a setting of the environment alone.',
  reader: 'The reader changes it, with the link of a mail.',
  list: 'It is a list with arguments of its own.',
} as const;

export type NotWrittenReason = keyof typeof NOT_WRITTEN_REASONS;

/** Inputs under which a field is written, if they have other names: of all types, or `Type.field`. */
const WRITTEN_AS: Record<string, readonly string[] | undefined> = {
  'Article.section': ['section', 'sections'],
  'Article.status': ['publish'],
  'Article.related': ['articles'],
  'Article.corrections': ['text'],
  'Article.path': ['path', 'aliases'],
  'Article.seriesPart': ['series', 'articles'],
  'Article.isPathFixed': ['path'],
  'Redirect.from': ['from'],
  'Article.previewLinks': ['name'],
  'Front.previewLinks': ['name'],
  'Article.translations': ['language'],
  'Webhook.disabledAt': ['isEnabled'],
  'Front.containers': ['containers', 'container'],
  'LiveBlogEntry.corrections': ['correction'],
  seo: ['seoTitle', 'seoDescription', 'seo'],
};

/** Why fields are not written: of all types with a field of the name, `Type.field`, or `Type.*`. */
const NOT_WRITTEN: Record<NotWrittenReason, readonly string[]> = {
  gateway: [
    'id',
    'createdAt',
    'updatedAt',
    'createdBy',
    'lastEditedBy',
    'lastUsedAt',
    'prefix',
    'issuer',
    'subject',
    'sentAt',
    'number',
    'progress',
    'messageId',
    'payload',
    'attempts',
    'dueAt',
    'failingSince',
    'disabledReason',
    'deliveries',
    'revokedAt',
    'keyName',
    'keyPrefix',
    'action',
    'target',
    'targetType',
    'outcome',
    'revision',
    'missingScope',
    'userErrors',
    'suppressedAt',
    'suppression',
    'bytes',
    'duration',
    'mimeType',
    'origin',
    'changes',
    'isPublished',
    'revisions',
    'nextIssueAt',
    'ArticleRevision.*',
    'WebhookDelivery.*',
    'NewsletterIssue.*',
    'MediaFile.image',
    'MediaFile.width',
    'MediaFile.height',
    'Job.*',
    'BulkEdit.*',
  ],
  once: ['PreviewLink.*', 'correctedAt'],
  environment: ['Site.language', 'Site.languages', 'Site.robots'],
  reader: ['NewsletterSubscription.*'],
  computed: [
    'url',
    'Author.path',
    'Section.path',
    'Tag.path',
    'Series.path',
    'excerpt',
    'isFallback',
    'wordCount',
    'readingTime',
    'picturesWithoutAlt',
    'ninjs',
    'next',
    'previous',
    'hasUnpublishedChanges',
    'Site.seo',
    'children',
    'usages',
    'nextIssue',
    'subscriberCount',
    'series',
    'front',
    'Article.liveBlog',
    'Article.liveBlogEntry',
    'LiveBlog.article',
    'LiveBlog.cursor',
    'LiveBlog.isLive',
    'LiveBlog.keyEvents',
    'LiveBlog.pinned',
    'LiveBlogEntry.anchor',
    'LiveBlogEntry.article',
    'LiveBlogEntry.history',
    'LiveBlogEntry.liveBlogArticle',
  ],
  list: [
    'entries',
    'articles',
    'articleCount',
    'feeds',
    'popular',
    'issues',
    'subscriptions',
    'previewLinks',
    'box',
    'Site.menu',
    'Site.menus',
  ],
};

/** How a field is written. */
export interface WrittenField {
  /** The mutations with an input for it. */
  mutations: string[];
  /** Why there are none; null if there are, or if no reason is known. */
  reason: NotWrittenReason | null;
}

/** Finds the mutations that return an object of a type, or are named for it, by the fields of their inputs. */
export function findWrittenInputs(schema: GraphQLSchema, type: GraphQLObjectType): Map<string, string[]> {
  const written = new Map<string, string[]>();
  for (const mutation of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const payload = getNamedType(mutation.type);
    const returnsType =
      isObjectType(payload) &&
      Object.values(payload.getFields()).some((field) => getNamedType(field.type) === type);
    if (!(returnsType || mutation.name.endsWith(type.name)) || mutation.deprecationReason != null) continue;
    const input = mutation.args[0] && getNamedType(mutation.args[0].type);
    if (!isInputObjectType(input)) continue;
    for (const field of Object.values(input.getFields())) {
      if (field.name === 'id' || field.deprecationReason != null) continue;
      written.set(field.name, [...(written.get(field.name) ?? []), mutation.name]);
    }
  }
  return written;
}

/** Says how a field of a type is written, from the inputs of the type. */
export function findWriters(inputs: Map<string, string[]>, typeName: string, field: string): WrittenField {
  const names = WRITTEN_AS[`${typeName}.${field}`] ?? WRITTEN_AS[field] ?? [field];
  const mutations = [...new Set(names.flatMap((name) => inputs.get(name) ?? []))];
  return { mutations, reason: mutations.length > 0 ? null : findReason(typeName, field) };
}

function findReason(typeName: string, field: string): NotWrittenReason | null {
  const names = [`${typeName}.${field}`, `${typeName}.*`, field];
  const reasons = Object.keys(NOT_WRITTEN) as NotWrittenReason[];
  return reasons.find((reason) => names.some((name) => NOT_WRITTEN[reason].includes(name))) ?? null;
}

/** Finds the mutations that change a field of an object that exists. */
export class FieldWriters {
  private readonly inputs = new Map<string, Map<string, string[]>>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Returns the mutations, or the sentence that says why there is none. `typeName` is null for fields of the query. */
  find(typeName: string | null, field: string): { mutations: string[]; reason: string | null } {
    if (typeName === null) return { mutations: [], reason: NOT_WRITTEN_REASONS.computed };
    const { mutations, reason } = findWriters(this.getInputs(typeName), typeName, field);
    const changing = mutations.filter((name) => !name.startsWith('create'));
    if (changing.length > 0) return { mutations: changing, reason: null };
    if (mutations.length > 0) return { mutations: [], reason: NOT_WRITTEN_REASONS.once };
    if (field === '__typename') return { mutations: [], reason: NOT_WRITTEN_REASONS.gateway };
    return {
      mutations: [],
      reason: reason ? NOT_WRITTEN_REASONS[reason] : 'A resolver of the site returns it.',
    };
  }

  private getInputs(typeName: string): Map<string, string[]> {
    const known = this.inputs.get(typeName);
    if (known) return known;
    const type = this.schema.getType(typeName);
    const inputs = isObjectType(type) ? findWrittenInputs(this.schema, type) : new Map<string, string[]>();
    this.inputs.set(typeName, inputs);
    return inputs;
  }
}
