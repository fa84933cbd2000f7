import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isEnumType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { printGraphQLSchema } from '../../../src/app/print-schema.js';
import { ARTICLE_FIELDS, type ArticleFieldValues } from '../../../src/fields/article.fields.js';
import type { ImportedArticle, ImportedImage } from '../../../src/importers/run/imported-article.js';

/** Maximum number of sentences of a description. */
const MAX_SENTENCES = 4;

const checkedIn = () => readFile(new URL('../../../schema.graphql', import.meta.url), 'utf8');

test('schema.graphql equals the schema printed from code (npm run generate writes it)', async () => {
  expect(await printGraphQLSchema()).toBe(await checkedIn());
});

/** Every described part of the schema. */
async function listParts(): Promise<Part[]> {
  const types = Object.values(buildSchema(await checkedIn()).getTypeMap());
  return types.filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type)).flatMap(partsOf);
}

test('Every type, field, argument and enum value of the schema has a description', async () => {
  const parts = await listParts();
  expect(parts.filter(({ description }) => !description).map(({ name }) => name)).toEqual([]);
});

test('Every description begins with a capital letter and ends with a period', async () => {
  const others = (await listParts()).filter(({ text }) => !/^(?:`|[A-Z0-9]).*\.$/.test(text));
  expect(others.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
});

test(`Every description has at most ${MAX_SENTENCES} sentences`, async () => {
  const countSentences = (text: string) => text.replaceAll('e.g.', 'eg').split(/\.(?=\s|$)/).length - 1;
  const long = (await listParts()).filter(({ text }) => countSentences(text) > MAX_SENTENCES);
  expect(long.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
});

test('Every description writes Null at the beginning of a sentence, and null within one', async () => {
  const parts = (await listParts()).filter(({ text }) => /(?:^|[.…] )null\b|[^.…] Null\b/.test(text));
  expect(parts.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
});

test('Every field that needs a scope says so with the same sentence, and no other field has it', async () => {
  await printGraphQLSchema();
  const expected = getMetadataStorage().authorizedFields.map(({ roles }) => writeScopes(roles as string[]));
  const types = Object.values(buildSchema(await checkedIn()).getTypeMap());
  const described = types
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) =>
      listOwnFields(type).flatMap(
        ({ description }) => /Requires an API key.*/.exec((description ?? '').replaceAll('\n', ' ')) ?? [],
      ),
    );
  expect(described.length).toBeGreaterThan(30);
  expect([...described].sort()).toEqual([...expected].sort());
});

/**
 * Lists the fields of a type without those of its interfaces, which are declared once, and without subscriptions, which
 * check a scope when they are started.
 */
function listOwnFields(type: GraphQLObjectType | GraphQLInterfaceType) {
  if (type.name === 'Subscription') return [];
  const inherited = type.getInterfaces().flatMap((each) => Object.keys(each.getFields()));
  return Object.values(type.getFields()).filter(({ name }) => !inherited.includes(name));
}

function writeScopes(scopes: string[]): string {
  return `Requires an API key with the ${scopes.map((scope) => `\`${scope}\``).join(' or ')} scope.`;
}

test('Every deprecation says after which date the part is removed', async () => {
  const reasons = (await listParts()).flatMap(({ name, deprecationReason }) =>
    deprecationReason == null ? [] : [`${name}: ${deprecationReason}`],
  );
  expect(reasons.filter((reason) => !REMOVAL.test(reason))).toEqual([]);
});

test.each([
  ['Use `path`. Removed after 2027-06-01.', true],
  ['Use `path`.', false],
  ['Removed after June.', false],
  ['Use `path`. Removed after 2027-06-01. Sorry.', false],
])('The reason of a deprecation "%s" has a date at its end: %s', (reason, isValid) => {
  expect(REMOVAL.test(reason)).toBe(isValid);
});

/** End of the reason of a deprecation. */
const REMOVAL = /\. Removed after \d{4}-\d{2}-\d{2}\.$/;

/** Input fields that write what an import can set, or the reason why createArticle and updateArticle do not. */
const WRITTEN_BY: Record<
  Exclude<keyof ImportedArticle, keyof ArticleFieldValues>,
  string[] | { reason: string }
> = {
  slug: ['slug'],
  body: ['bodyHtml', 'bodyMarkdown'],
  path: ['path'],
  aliases: ['aliases'],
  section: ['section'],
  otherSections: ['sections'],
  tags: ['tags'],
  authors: ['authors'],
  image: ['image'],
  imageExpiresAt: { reason: 'Belongs to the file, and is set with updateMedia.' },
  series: ['series'],
  kind: ['kind'],
  access: ['access'],
  publishedAt: ['publishedAt'],
  draft: ['publish'],
  scheduledFor: ['publish'],
  fields: { reason: 'Input fields of own fields are added with the site: see own-fields.test.ts.' },
  corrections: { reason: 'Have mutations of their own, since they are public at once.' },
  pinned: { reason: 'Has the mutation pinRelatedArticles, since pins make no revision.' },
  liveBlog: { reason: 'Has mutations of its own, since entries are public at once.' },
  updatedAt: { reason: 'Is the time of the write; only history that is imported has another.' },
  unpublishedAt: { reason: 'Is the time of unpublishArticle; only history that is imported has another.' },
  id: { reason: 'Keeps IDs across an export and import; new articles get new ones.' },
  translationKeys: { reason: 'Joins translations, which have mutations of their own.' },
  isOutdatedTranslation: { reason: 'Follows from the revisions of the article and its original.' },
  isUnsaved: { reason: 'Says that a source has not saved a change; editors save drafts.' },
  hasOnlyPreview: { reason: 'Says that a source shows the beginning of an article only.' },
  comparison: { reason: 'Is what an import compares texts by, and is not stored.' },
  source: { reason: 'Is in the origin of createArticle, by which it also finds the article.' },
  sourceId: { reason: 'Is in the origin of createArticle, by which it also finds the article.' },
  sourceUrl: { reason: 'Is in the origin of createArticle.' },
  sourceVersion: { reason: 'Is set by imports of agencies alone.' },
  embargoedUntil: { reason: 'Is set by imports of agencies alone.' },
  isWithheld: { reason: 'Decides what an import does, and is not stored.' },
  hasVersionDate: { reason: 'Decides what an import does, and is not stored.' },
  pictures: { reason: 'The IDs of pictures at the source, by which an import finds them again.' },
};

const IMAGE_WRITTEN_BY: Record<keyof ImportedImage, string> = {
  ...{ url: 'url', alt: 'alt', hasFileAlt: 'file', caption: 'caption', credit: 'credit', license: 'license' },
  ...{ width: 'width', height: 'height', focalX: 'focalPoint', focalY: 'focalPoint' },
};

test.each(['CreateArticleInput', 'UpdateArticleInput'])(
  'Everything that an import can set can be written with %s, or has a reason',
  async (name) => {
    const schema = buildSchema(await checkedIn());
    const fieldsOf = (type: string) => (schema.getType(type) as GraphQLInputObjectType).getFields();
    const others = Object.values(WRITTEN_BY).flatMap((by) => (Array.isArray(by) ? by : []));
    const inputs: Record<string, string> = {
      nofollow: 'robots',
      sponsorName: 'sponsorship',
      sponsorUrl: 'sponsorship',
    };
    const own = Object.keys(ARTICLE_FIELDS).map((field) => inputs[field] ?? field);
    const written = [...own, ...others];
    expect(Object.keys(fieldsOf(name))).toEqual(expect.arrayContaining(written));
    const present = Object.values(fieldsOf('ImageInput')).filter((field) => !field.deprecationReason);
    expect(new Set(present.map((field) => field.name))).toEqual(new Set(Object.values(IMAGE_WRITTEN_BY)));
  },
);

/** A part of the schema with its whole name. */
interface Part {
  name: string;
  description?: string | null | undefined;
  /** Description on one line; empty if there is none. */
  text: string;
  deprecationReason?: string | null | undefined;
}

/** A type, its values or fields, and their arguments. */
function partsOf(type: GraphQLNamedType): Part[] {
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  const members = isEnumType(type) ? type.getValues() : fields;
  return [
    { ...type, name: type.name, description: type.description },
    ...members.flatMap((member) => {
      const name = `${type.name}.${member.name}`;
      const args: readonly GraphQLArgument[] = 'args' in member ? member.args : [];
      return [{ ...member, name }, ...args.map((arg) => ({ ...arg, name: `${name}(${arg.name}:)` }))];
    }),
  ].map(({ name, description, ...part }) => ({
    ...{ name, description, text: (description ?? '').replaceAll(/\s+/g, ' ').trim() },
    deprecationReason: 'deprecationReason' in part ? part.deprecationReason : null,
  }));
}
