import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  graphql,
  isAbstractType,
  isLeafType,
  isRequiredArgument,
} from 'graphql';
import { createContext } from '../../src/app/load-modules.js';
import { ApiKeyService } from '../../src/auth/api-keys.service.js';
import type { PreviewLinkAccess } from '../../src/auth/preview-link-tokens.js';
import type { Viewer } from '../../src/auth/scope.js';
import { readConfig } from '../../src/config/env.js';
import { getLanguages } from '../../src/config/languages.js';
import type { RequestPerspective } from '../../src/database/read/read-client.js';
import type { FindService } from '../../src/graphql/loaders.js';
import { ViewStore } from '../../src/modules/popular/views/view-store.js';
import { RelatedService } from '../../src/modules/related/index/related-index.service.js';
import { AccessLevel } from '../../src/shared/article/access-level.js';
import { parseGlobalIds, toGlobalId } from '../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { createLiveBlog } from '../support/live-blog.js';
import { createModuleGraph } from '../support/module-graph.js';
import {
  createAssistantCall,
  listAssistantTools,
  sendAssistantCall,
  startAssistantGateway,
} from './assistant-calls.js';

/** Marks everything that readers may not see, and nothing else. */
const MARK = 'xyzzy';
/** Marks the draft of the preview link, and nothing else. */
const SHARED_MARK = 'plugh';
/** Marks the draft of the front that a preview link shows, and nothing else. */
const FRONT_MARK = 'frotz';
/** Marks drafts in German, and nothing else. */
const GERMAN_MARK = 'frobozz';
/** Everything that readers may not see. */
const MARKS = [MARK, SHARED_MARK, FRONT_MARK, GERMAN_MARK];
const DEPTH = 5;
/** Time for walks in several languages, one after the other. */
const LANGUAGES_TIMEOUT_MS = 900_000;
/** Languages of a site with several, the primary one first: those of leaks-in-languages.test.ts. */
const LANGUAGES = process.env.LEAK_LANGUAGES?.split(',') ?? null;
const SETTINGS: Record<string, string> = {
  SITE_TITLE: 'Courier',
  SITE_URL: 'https://courier.example',
  ...(LANGUAGES && {
    SITE_LANGUAGE: LANGUAGES[0]!,
    SITE_LANGUAGES: LANGUAGES.slice(1).join(),
    SITE_LANGUAGE_FALLBACKS: 'de:en',
  }),
};
const SITE_LANGUAGES = getLanguages(readConfig(SETTINGS));
/** Language of the requests of a walk; null for a request that names none. */
type WalkLanguage = string | null;
/** Links to what readers may not see, with an escape for the mark, which may not be in a response. */
const LINKS_TO_HIDDEN = [
  '/world/xyzzy-draft-0',
  '/xyzzy-old',
  '/tags/xyzzy-tag',
  '/authors/xyzzy-author',
  '/series/xyzzy-series',
  '/world/asia/xyzzy-rewrite',
]
  .map((path) => `[x](${path.replace('xyzzy', '%78yzzy')})`)
  .join(' ');
/** Returns the queries of the fields of Provenance that require an API key. */
function guardProvenance(type: string, before: string, after = ''): Record<string, string> {
  const fields = { createdBy: '{ name }', lastEditedBy: '{ name }', origin: '{ source }' };
  return Object.fromEntries(
    Object.entries(fields).map(([field, selection]) => [
      `${type}.${field}`,
      `${before} { ${field} ${selection} }${after} }`,
    ]),
  );
}

/** Fields that require an API key, with the shortest query that reaches each. */
const GUARDED: Record<string, string> = {
  'Article.aliases': '{ article(by: { slug: "story-1" }) { aliases } }',
  'Article.hasUnpublishedChanges': '{ article(by: { slug: "story-1" }) { hasUnpublishedChanges } }',
  'Article.isPathFixed': '{ article(by: { slug: "story-1" }) { isPathFixed } }',
  'Front.previewLinks': '{ front { previewLinks { name } } }',
  'Article.picturesWithoutAlt': '{ article(by: { slug: "story-1" }) { picturesWithoutAlt { url } } }',
  'Article.previewLinks': '{ article(by: { slug: "story-1" }) { previewLinks { name } } }',
  'Article.revision': '{ article(by: { slug: "story-1" }) { revision } }',
  'Article.revisions': '{ article(by: { slug: "story-1" }) { revisions { nodes { title } } } }',
  'Article.scheduledFor': '{ article(by: { slug: "story-1" }) { scheduledFor } }',
  'Article.status': '{ article(by: { slug: "story-1" }) { status } }',
  'LiveBlogEntry.history':
    '{ article(by: { slug: "story-live" }) { liveBlog { entries(first: 1) { nodes { history { title } } } } } }',
  'Container.problems': '{ front(path: "/short") { containers { problems { kind } } } }',
  'Container.rule': '{ front(path: "/short") { containers { rule { kind } } } }',
  'Front.hasUnpublishedChanges': '{ front { hasUnpublishedChanges } }',
  'Front.isPublished': '{ front { isPublished } }',
  'Front.revision': '{ front { revision } }',
  'Front.revisions': '{ front { revisions { nodes { number } } } }',
  'Front.scheduledFor': '{ front { scheduledFor } }',
  'Image.file': '{ article(by: { slug: "story-1" }) { image { file { name } } } }',
  'Image.usages': '{ article(by: { slug: "story-1" }) { image { usages { nodes { slug } } } } }',
  'Newsletter.nextIssue': '{ newsletters { nextIssue { text } } }',
  'Newsletter.subscriberCount': '{ newsletters { subscriberCount } }',
  'Newsletter.subscriptions': '{ newsletters { subscriptions { totalCount } } }',
  'NewsletterIssue.progress': '{ newsletters { issues { nodes { progress { sent } } } } }',
  'Site.hasUnpublishedChanges': '{ site { hasUnpublishedChanges } }',
  'Query.contentEventCursor': '{ contentEventCursor }',
  'Query.expiringMedia': '{ expiringMedia(until: "2030-01-01T00:00:00Z") { nodes { name } } }',
  'Query.machineReads': '{ machineReads { since } }',
  'Query.mediaFiles': '{ mediaFiles { nodes { name } } }',
  'Query.redirects': '{ redirects { nodes { from } } }',
  'Query.apiKeys': '{ apiKeys { nodes { name } } }',
  'Query.audit': '{ audit { nodes { action } } }',
  'Query.webhooks': '{ webhooks { url } }',
  ...guardProvenance('Article', '{ article(by: { slug: "story-1" })'),
  ...guardProvenance('Section', '{ sections'),
  ...guardProvenance('Tag', '{ tags(first: 1) { nodes', ' }'),
  ...guardProvenance('Author', '{ authors(first: 1) { nodes', ' }'),
  ...guardProvenance('Series', '{ seriesList { nodes', ' }'),
  ...guardProvenance('Newsletter', '{ newsletters'),
  ...guardProvenance('Front', '{ front'),
  ...guardProvenance(
    'LiveBlogEntry',
    '{ article(by: { slug: "story-live" }) { liveBlog { entries(first: 1) { nodes',
    ' } } }',
  ),
  ...guardProvenance('Menu', '{ site { menu(location: "primary")', ' }'),
  ...guardProvenance('Correction', '{ article(by: { slug: "story-1" }) { corrections', ' }'),
};
/** Fields of the preview link of a request, which require an API key that its holder does not have. */
const GUARDED_OF_LINK = ['createdBy', 'lastEditedBy', 'origin'].map((field) => `PreviewLink.${field}`);
const NO_IMAGE_DETAILS = {
  ...{ caption: null, credit: null, width: null, height: null, focalX: null, focalY: null },
};
const NOBODY = { headers: {}, ip: '' };

let gateway: Gateway;
let schema: GraphQLSchema;
let findService: FindService;
let hiddenIds: string[];
/** Fields that made a response uncacheable. */
const untracked = new Set<string>();
let hiddenEntryIds: string[];
let sharedId: number;
let sharedFrontId: number;

beforeAll(async () => {
  gateway = await startGateway(SETTINGS);
  ({ schema, findService } = await createModuleGraph(gateway.database, SETTINGS));
  for (let i = 0; i < 6; i++) await gateway.save(visible(i));
  const hidden: number[] = [];
  // Between, before and after published articles, with the same sections, tags and authors.
  for (let i = 0; i < 6; i++) {
    const otherSections = [['World', `${MARK} section`]];
    hidden.push(await gateway.save({ ...visible(i), ...secret(`draft-${i}`), otherSections, draft: true }));
  }
  hidden.push(
    await gateway.save({ ...visible(2), ...secret('later'), publishedAt: new Date(Date.now() + 86_400_000) }),
  );
  // Published once and then unpublished.
  const withdrawn = await gateway.save({ ...visible(3), ...secret('withdrawn') });
  await new RelatedService(gateway.database.pool, 'en').rebuild(() => undefined);
  hidden.push(await gateway.save({ ...visible(3), ...secret('withdrawn'), draft: true }));
  const { id: pinning } = await gateway.database.prisma.draft.findFirstOrThrow({
    where: { slug: 'story-0' },
  });
  await gateway.database.prisma.articlePin.createMany({
    data: [...hidden, withdrawn].map((pinnedId, position) => ({ articleId: pinning, pinnedId, position })),
    skipDuplicates: true,
  });
  sharedId = await gateway.save({ ...visible(5), ...secret('shared', SHARED_MARK), draft: true });
  // Published with a newer draft, whose text, tag, author and slug are not public.
  const key = await gateway.createKey('write');
  const { article } = await gateway.query('{ article(by: { slug: "story-1" }) { id } }');
  const update = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`;
  const { title, standfirst, tags, authors } = secret('rewrite');
  const input = {
    id: article.id,
    title,
    standfirst,
    tags,
    authors,
    slug: `${MARK}-rewrite`,
    bodyMarkdown: MARK,
    series: { name: `${MARK} series`, part: 2 },
  };
  const { updateArticle } = await gateway.queryAs(key)(update, { input });
  expect(updateArticle.userErrors).toEqual([]);
  // Tags, authors, series and a section of drafts only, renamed and merged: their former paths are hidden too.
  const editor = gateway.queryAs(await gateway.createKey('publish', 'preview'), 'preview');
  const ids = await editor(
    `{ tag(by: { slug: "${MARK}-tag" }) { id } sea: tag(by: { slug: "sea" }) { id } author(by: { slug: "${MARK}-author" }) { id } series(by: { slug: "${MARK}-series" }) { id } section(by: { slug: "${MARK}-section" }) { id } }`,
  );
  await gateway.save({ slug: `${MARK}-merged`, tags: [`${MARK} merged tag`], draft: true });
  const merged = await editor(`{ tag(by: { slug: "${MARK}-merged-tag" }) { id } }`);
  const vocabulary = [
    `updateTag(input: { id: "${ids.tag.id}", slug: "${MARK}-renamed" })`,
    `mergeTags(input: { from: ["${merged.tag.id}"], into: "${ids.sea.id}" })`,
    `updateAuthor(input: { id: "${ids.author.id}", slug: "${MARK}-renamed" })`,
    `updateSeries(input: { id: "${ids.series.id}", slug: "${MARK}-renamed" })`,
    `updateSection(input: { id: "${ids.section.id}", slug: "${MARK}-renamed" })`,
  ];
  for (const mutation of vocabulary) await editor(`mutation { ${mutation} { userErrors { message } } }`);
  // Published once, related to others, and deleted for good.
  const deleted = toGlobalId('Article', await gateway.save({ ...visible(4), ...secret('deleted') }));
  await new RelatedService(gateway.database.pool, 'en').rebuild(() => undefined);
  const { deleteArticle } = await editor(
    `mutation { deleteArticle(input: { id: "${deleted}" }) { deletedId userErrors { message } } }`,
  );
  expect(deleteArticle).toEqual({ deletedId: deleted, userErrors: [] });
  // A menu that leads to what is hidden.
  const paths = await gateway.database.prisma.draft.findMany({ where: { id: { in: hidden } } });
  await gateway.database.prisma.menu.create({ data: { location: 'primary' } });
  await gateway.database.prisma.menuItem.createMany({
    data: paths.map(({ path }, position) => ({
      ...{ location: 'primary', position, depth: 0, text: 'An item', url: encodeURI(path) },
    })),
  });
  // Unpublished changes of the site.
  const site = {
    publish: false,
    title: MARK,
    description: MARK,
    boxes: [{ key: 'MOST_POPULAR', title: MARK }],
  };
  const { updateSite } = await gateway.queryAs(key)(
    'mutation ($site: UpdateSiteInput!) { updateSite(input: $site) { userErrors { message } } }',
    { site },
  );
  expect(updateSite.userErrors).toEqual([]);
  await createFronts(hidden.map((id) => toGlobalId('Article', id)));
  if (LANGUAGES) hidden.push(...(await addTranslations(ids)));
  // Views of everything, most of them of hidden articles.
  const all = await gateway.database.prisma.draft.findMany({ select: { id: true } });
  const counts = new Map(all.map(({ id }) => [id, hidden.includes(id) ? 100 : 1]));
  const now = new Date();
  await new ViewStore(gateway.database.pool).addHourlyCounts(new Map([[now.getTime(), counts]]), now);
  // Sent in a newsletter before the articles were unpublished.
  await gateway.database.prisma.newsletter.create({
    data: {
      ...{ slug: 'weekly', name: 'Weekly', schedule: '0 7 * * 5', timeZone: 'UTC' },
      plan: { create: { subject: MARK, intro: MARK, articleIds: hidden } },
      issues: {
        create: {
          ...{ number: 1, sentAt: now },
          articles: {
            create: hidden.map((articleId, position) => ({ articleId, position, isMostRead: true })),
          },
        },
      },
    },
  });
  hiddenIds = hidden.map((id) => toGlobalId('Article', id));
  hiddenEntryIds = await addHiddenEntries();
});

/**
 * Adds public versions of articles, versions that are drafts, and unpublished texts in further languages. Returns the IDs of
 * the drafts.
 */
async function addTranslations(terms: Record<'tag' | 'author' | 'series', { id: string }>) {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  const run = async (name: string, input: object, payload = '') => {
    const type =
      name === 'unpublishArticle' ? 'ArticleActionInput' : `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const data = await desk(
      `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} userErrors { message } } }`,
      { input },
    );
    expect(data[name].userErrors).toEqual([]);
    return data[name];
  };
  const { prisma } = gateway.database;
  const find = async (slug: string) => {
    const { id } = await prisma.draft.findFirstOrThrow({ where: { slug }, orderBy: { id: 'asc' } });
    return toGlobalId('Article', id);
  };
  const translate = async (of: string, language: string, mark: string | null, authors?: string[]) => {
    const title = mark ? `${mark} ${language}` : `Version in ${language}`;
    const created = await run(
      'createTranslation',
      {
        of,
        language,
        title,
        slug: mark ? `${mark}-${language}-${parseGlobalIds('Article', [of], 'of')[0]}` : null,
      },
      'article { id }',
    );
    const { id } = created.article;
    if (mark)
      await run('updateArticle', {
        id,
        standfirst: mark,
        bodyMarkdown: mark,
        tags: [`${mark} tag`],
        authors,
      });
    return id as string;
  };
  const publish = (id: string) => run('publishArticle', { id });
  for (const language of ['de', 'fr']) await publish(await translate(await find('story-0'), language, null));
  const rewritten = await translate(await find('story-2'), 'de', null);
  await publish(rewritten);
  // A newer draft, and one in another language than the published version.
  await run('updateArticle', { id: rewritten, title: GERMAN_MARK, tags: [`${GERMAN_MARK} tag`] });
  await run('updateArticle', {
    id: await find('story-4'),
    language: 'de',
    title: MARK,
    slug: `${MARK}-moved`,
  });
  const drafts = [
    await translate(await find('story-3'), 'de', GERMAN_MARK),
    await translate(await find('story-3'), 'fr', MARK),
    // Not by the author of the article: the key of that author does not see it.
    await translate(toGlobalId('Article', sharedId), 'fr', MARK, ['Zoë Okafor']),
  ];
  const withdrawn = await translate(await find('story-5'), 'fr', MARK);
  await publish(withdrawn);
  await run('unpublishArticle', { id: withdrawn });
  // Names in further languages of what is in drafts alone, and of the unpublished site and front.
  const translations = [{ language: 'de', name: `${MARK} deutsch`, slug: `${MARK}-deutsch` }];
  await run('updateTag', { id: terms.tag.id, translations });
  await run('updateAuthor', { id: terms.author.id, translations });
  await run('updateSeries', {
    id: terms.series.id,
    translations: [{ language: 'de', title: `${MARK} deutsch`, slug: `${MARK}-deutsch` }],
  });
  await run('updateSite', { publish: false, translations: [{ language: 'de', title: MARK }] });
  const { front } = await run('createFront', { path: '/de', title: MARK }, 'front { id }');
  await run('updateFront', { id: front.id, title: MARK, containers: [{ title: MARK }] });
  return [...drafts, withdrawn].map((id) => parseGlobalIds('Article', [id], 'id')[0]!);
}

/** Adds entries that readers may not see to live blogs. Returns their IDs. */
async function addHiddenEntries(): Promise<string[]> {
  const text = { title: MARK, body: { markdown: MARK }, authors: ['Zoë Okafor', `${MARK} author`] };
  const published = await createLiveBlog(gateway, 'story-live');
  await published.add({ title: 'All may see it', isKeyEvent: true });
  const retracted = await published.add({ ...text, isKeyEvent: true });
  await published.run('pinLiveBlogEntry', { id: retracted });
  await published.run('retractLiveBlogEntry', { id: retracted });
  const draft = await published.add({ ...text, isDraft: true, isKeyEvent: true });
  const brokenOut = await published.add({ title: 'An article follows' });
  await published.run('breakOutLiveBlogEntry', { id: brokenOut });
  await published.desk(
    `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`,
    {
      input: { id: await findOwnArticle(published.desk, brokenOut), title: MARK, slug: `${MARK}-broken-out` },
    },
  );
  const unpublished = await createLiveBlog(gateway, `${MARK}-live`, { publish: false });
  return [retracted, draft, await unpublished.add(text)];
}

async function findOwnArticle(desk: Query, id: string): Promise<string> {
  const read = `query ($id: ID!) { node(id: $id) { ... on LiveBlogEntry { article { id } } } }`;
  return (await desk(read, { id }, { 'x-perspective': 'preview' })).node.article.id;
}
afterAll(() => gateway.close());

/**
 * Creates a front that pins what is hidden, with texts of its own, and that was changed since its publication; and one that
 * was never published.
 */
async function createFronts(hidden: string[]) {
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
  const write = async (name: string, input: object) => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const { payload } = await desk(
      `mutation ($input: ${type}!) { payload: ${name}(input: $input) { front { id } userErrors { message } } }`,
      { input },
    );
    expect(payload.userErrors).toEqual([]);
    return payload.front.id as string;
  };
  const texts = { headline: MARK, kicker: MARK, standfirst: MARK };
  const secretCards = hidden.map((article) => ({ article, ...texts }));
  const containers = [
    { cards: [{ article: 'story-0', sublinks: hidden.slice(0, 3) }, ...secretCards.slice(3)] },
    { size: 20, rule: { articles: {} }, allowsRepeats: true },
    { size: 20, rule: { relatedTo: hidden[0]! }, allowsRepeats: true },
    {
      size: 20,
      rule: { popular: { filter: { tags: { any: [`${MARK}-renamed`, 'sea'] } } } },
      allowsRepeats: true,
    },
  ];
  const id = await write('createFront', { path: '/', containers });
  await write('publishFront', { id });
  await write('updateFront', {
    id,
    title: MARK,
    description: MARK,
    seoTitle: MARK,
    containers: [{ title: MARK }],
  });
  await write('createFront', { path: `/${MARK}-front`, title: MARK });
  await write('publishFront', { id: await write('createFront', { path: '/short', containers: [{}] }) });
  await write('createFront', {
    path: `/${FRONT_MARK}-front`,
    title: FRONT_MARK,
    seoTitle: FRONT_MARK,
    containers: [
      {
        cards: [
          { article: 'story-0', headline: FRONT_MARK, sublinks: hidden.slice(0, 3) },
          ...secretCards.slice(3),
        ],
      },
      ...containers.slice(1),
    ],
  });
  const { prisma } = gateway.database;
  const front = await prisma.front.findUniqueOrThrow({ where: { path: `/${FRONT_MARK}-front` } });
  sharedFrontId = front.id;
  // Their links, with the IDs of getPreviewLink.
  const link = { name: 'Link', expiresAt: new Date(Date.now() + 86_400_000) };
  await prisma.previewLink.create({ data: { ...link, hash: Buffer.from('article'), articleId: sharedId } });
  await prisma.previewLink.create({ data: { ...link, hash: Buffer.from('front'), frontId: sharedFrontId } });
}

function visible(i: number) {
  return {
    slug: `story-${i}`,
    section: i % 2 ? ['World', 'Asia'] : ['World'],
    tags: ['Sea', `Tag ${i}`],
    authors: ['Zoë Okafor'],
    publishedAt: new Date(Date.UTC(2026, i, 1)),
    series: { name: 'Tides', part: i + 1 },
    body: { format: 'markdown' as const, text: LINKS_TO_HIDDEN },
    image: { ...NO_IMAGE_DETAILS, url: '/sea.jpg', alt: 'The sea' },
    corrections: [{ text: 'The date was wrong.', at: new Date(0) }],
  };
}

function secret(name: string, mark = MARK) {
  return {
    slug: `${mark}-${name}`,
    ...(mark === SHARED_MARK && { series: { name: `${mark} series`, part: 1 } }),
    title: `${mark} ${name}`,
    standfirst: `${mark} standfirst`,
    body: { format: 'markdown' as const, text: `## ${mark}\n\n${mark}` },
    tags: ['Sea', `${mark} tag`],
    authors: ['Zoë Okafor', `${mark} author`],
    aliases: [`/${mark}-old`],
    seoTitle: mark,
    corrections: [{ text: mark, at: new Date(0) }],
  };
}

/** Paths of further languages. */
const LISTED_IN_LANGUAGES = [
  '"/de"',
  '"/de/world"',
  `"/de/tags/${MARK}-deutsch"`,
  `"/de/tags/${GERMAN_MARK}-tag"`,
  `"/de/authors/${MARK}-deutsch"`,
  `"/de/series/${MARK}-deutsch"`,
  `"/de/world/${MARK}-draft-0"`,
  `"/fr/world/${MARK}-draft-0"`,
];

/** Returns values of an argument that would find hidden content if anything could. */
function argument(name: string): string[] {
  switch (name) {
    case 'slug':
      return [
        '"story-1"',
        '"story-live"',
        '"weekly"',
        `"${MARK}-draft-1"`,
        `"${MARK}-tag"`,
        `"${MARK}-renamed"`,
        `"${MARK}-author"`,
        `"${MARK}-series"`,
        '"tides"',
        `"${MARK}-rewrite"`,
        `"${SHARED_MARK}-shared"`,
        `"${SHARED_MARK}-series"`,
        '"world"',
        '"sea"',
        '"zoe-okafor"',
      ];
    case 'path':
      return [
        `"/world/${MARK}-draft-0"`,
        `"/${MARK}-old"`,
        `"/tags/${MARK}-tag"`,
        `"/tags/${MARK}-renamed"`,
        `"/tags/${MARK}-merged-tag"`,
        `"/authors/${MARK}-author"`,
        `"/series/${MARK}-series"`,
        `"/series/${MARK}-renamed"`,
        '"/series/tides"',
        `"/world/asia/${MARK}-rewrite"`,
        `"/${MARK}-front"`,
        `"/${FRONT_MARK}-front"`,
        `"/world/asia/${SHARED_MARK}-shared"`,
        `"/tags/${SHARED_MARK}-tag"`,
        `"/world/story-2"`,
        '"/world"',
        ...(LANGUAGES ? LISTED_IN_LANGUAGES : []),
      ];
    case 'query':
      return [
        `"${MARK}"`,
        `"${SHARED_MARK}"`,
        `"${GERMAN_MARK}"`,
        `"${MARK} OR story"`,
        '"sea okafor"',
        `"${MARK.slice(1)}"`,
      ];
    case 'prefix':
      return [`"${MARK.slice(0, 3)}"`, `"${SHARED_MARK}"`, `"${MARK}"`, '"s"', `"x${MARK}"`];
    case 'id':
      return listHiddenNodes().map((id) => `"${id}"`);
    case 'ids':
      return [JSON.stringify(listHiddenNodes())];
    case 'articleId':
      return listHiddenIds().map((id) => `"${id}"`);
    case 'token':
      return ['"none"'];
    default:
      throw new Error(
        `Say in this test what to give the argument ${name}, so that the walk goes through it.`,
      );
  }
}

/** Returns values of a required argument; for a lookup, those of each of its keys. */
function argumentsOf(field: string, { name, type }: GraphQLArgument): string[] {
  if (name !== 'by') return argument(name);
  const keys = Object.keys((getNamedType(type) as GraphQLInputObjectType).getFields());
  // The hidden IDs are those of articles.
  const given = keys.filter((key) => key !== 'id' || field === 'article');
  return given.flatMap((key) =>
    argument(key === 'id' ? 'articleId' : key).map((value) => `{ ${key}: ${value} }`),
  );
}

function listHiddenNodes(): string[] {
  return [...listHiddenIds(), ...hiddenEntryIds, toGlobalId('Front', sharedFrontId)];
}

function listHiddenIds(): string[] {
  return [...hiddenIds, toGlobalId('Article', sharedId)];
}

interface Walk {
  selection: string;
  paths: number;
}

/** Fields that a key with the scopes of a desk may read, besides those without a scope. */
const OF_DESK = Object.keys(GUARDED).filter((field) =>
  /^(Article|Section|Tag|Author|Series|Image|Front|Container|Menu|Correction|Site)\.|^Query\.redirects/.test(
    field,
  ),
);

/** Returns the selection of everything below a type to a depth. */
function everythingOf(type: GraphQLOutputType, depth: number, readable: string[] = []): Walk {
  const named = getNamedType(type);
  if (isLeafType(named)) return { selection: '', paths: 1 };
  if (isAbstractType(named)) {
    const parts = schema.getPossibleTypes(named).map((each) => ({
      each,
      ...everythingOf(each, depth, readable),
    }));
    const fragments = parts
      .filter(({ paths }) => paths > 0)
      .map(({ each, selection }) => `... on ${each.name} ${selection}`);
    return { selection: `{ __typename ${fragments.join(' ')} }`, paths: sum(parts) };
  }
  if (depth === 0) return { selection: '{ __typename }', paths: 0 };
  const fields = Object.values((named as GraphQLObjectType).getFields()).filter(({ name }) => {
    const field = `${named.name}.${name}`;
    return !(field in GUARDED || GUARDED_OF_LINK.includes(field)) || readable.includes(field);
  });
  const parts = fields.map((field) => ({ field, ...everythingOf(field.type, depth - 1, readable) }));
  // Aliases avoid conflicts between fields of different types in one selection.
  const text = parts.map(
    ({ field, selection }) => `${named.name}_${field.name}: ${field.name}${longest(field)} ${selection}`,
  );
  return { selection: `{ ${text.join(' ')} }`, paths: sum(parts) };
}

function longest({ args }: GraphQLField<unknown, unknown>): string {
  if (args.some(({ name }) => name === 'location')) return '(location: "primary")';
  if (args.some(({ name }) => name === 'key')) return '(key: "MOST_POPULAR")';
  return args.some(({ name }) => name === 'first') && args.some(({ name }) => name === 'after')
    ? '(first: 3)'
    : '';
}

function sum(parts: Walk[]): number {
  return parts.reduce((total, { paths }) => total + paths, 0);
}

/** Yields an operation per root field and argument value. */
function* walks(readable: string[] = [], depth = DEPTH): Generator<{ document: string; paths: number }> {
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    if (`Query.${field.name}` in GUARDED && !readable.includes(`Query.${field.name}`)) continue;
    const { selection, paths } = everythingOf(field.type, depth - 1, readable);
    const required = field.args.filter(isRequiredArgument);
    if (required.length > 1)
      throw new Error(`${field.name} has two required arguments: teach this test to give them.`);
    const calls = required[0]
      ? argumentsOf(field.name, required[0]).map((value) => `(${required[0]!.name}: ${value})`)
      : [longest(field)];
    for (const call of calls) yield { document: `{ ${field.name}${call} ${selection} }`, paths };
  }
}

/** Returns the link of a perspective of one: that of the article or that of the front. */
function getPreviewLink(perspective: RequestPerspective): PreviewLinkAccess | null {
  if (perspective === 'draft:1') return { id: 1, draft: { type: 'Article', id: sharedId } };
  return perspective === 'draft:2' ? { id: 2, draft: { type: 'Front', id: sharedFrontId } } : null;
}

/** Executes a document on the real schema, without query limits. */
async function answerTo(
  document: string,
  perspective: RequestPerspective = 'published',
  viewer: Viewer | null = null,
  language: WalkLanguage = null,
): Promise<string> {
  const { readClients: readers, prisma: editorial } = gateway.database;
  const request = {
    perspective,
    viewer,
    previewLink: getPreviewLink(perspective),
    entityCache: null,
    idempotencyKey: null,
    client: NOBODY,
    requestId: 'walk',
    shouldReportCost: false,
    charge: () => undefined,
  };
  const contextValue = createContext({
    readClients: readers,
    prisma: editorial,
    findService,
    languages: SITE_LANGUAGES,
    language,
    ...request,
  });
  const { data, errors } = await graphql({ schema, source: document, contextValue });
  for (const field of contextValue.dependencies.untrackedFields) untracked.add(field);
  if (errors) throw new Error(`${document.slice(0, 200)}: ${errors[0]!.message}`);
  // The response repeats the requested path, and the URL of a menu item. Any other mark is a leak.
  return JSON.stringify(data).replaceAll(/"(Route_path|MenuItem_url)":"[^"]*"/g, '');
}

/** Returns where a response contains a mark; null if it contains none. */
function findLeak(said: string, marks: string[], document: string): string | null {
  const mark = marks.find((each) => said.includes(each));
  if (mark === undefined) return null;
  const place = said.indexOf(mark);
  return `${document.slice(0, 80)}… answered ${said.slice(Math.max(0, place - 300), place + 20)}`;
}

/** Calls of assistants; LEAK_CALLS=15000 for a long walk. */
const ASSISTANT_CALLS = Number(process.env.LEAK_CALLS ?? 600);
/** Marks the part of an article that only members may read. */
const MEMBERS_MARK = 'zorkmid';

describe('Assistants', () => {
  let assistants: Gateway;
  beforeAll(async () => {
    await gateway.save({
      slug: 'story-paid',
      section: ['World'],
      access: AccessLevel.PAID,
      body: { format: 'markdown', text: `Free.\n\n<!-- members-only -->\n\n${MEMBERS_MARK}` },
    });
    assistants = await startAssistantGateway(gateway, SETTINGS);
  });
  afterAll(() => assistants.close());

  /** Values of an argument, with those of the article for members. */
  const listValues = (name: string) => [
    ...argument(name),
    ...(name === 'slug' ? ['"story-paid"'] : []),
    ...(name === 'path' ? ['"/world/story-paid"'] : []),
  ];

  /** Clients with the marks that each must not see. The last one, an editor, sees all of them. */
  async function listClients(): Promise<[name: string, headers: Record<string, string>, marks: string[]][]> {
    const keys = new ApiKeyService(gateway.database.prisma);
    const createKey = async (...options: Parameters<ApiKeyService['create']>) => ({
      authorization: `Bearer ${(await keys.create(...options)).secret}`,
    });
    const author = await gateway.database.prisma.author.findUniqueOrThrow({
      where: { slug: `${SHARED_MARK}-author` },
    });
    const preview = { 'x-perspective': 'preview' };
    const desk = gateway.queryAs(await gateway.createKey('preview', 'write', 'publish'));
    const { createPreviewLink } = await desk(
      `mutation ($id: ID!) { createPreviewLink(input: { id: $id, name: "Link" }) { token userErrors { message } } }`,
      { id: toGlobalId('Article', sharedId) },
    );
    const all = [...MARKS, MEMBERS_MARK];
    const limits = { isOwnOnly: true };
    return [
      ['a reader', {}, all],
      ['a reader of German', { 'x-language': 'de' }, all],
      ['a reader who asks for drafts', preview, all],
      ['a reader who asks for the rest of articles', { 'x-perspective': 'members' }, all],
      ['a reader who names a link', { 'x-perspective': 'draft:1' }, all],
      ['a forged key', { ...preview, authorization: 'Bearer dl_00000000_forged' }, all],
      ['a key without the scope', { ...preview, ...(await createKey('Mail', ['newsletter:read'])) }, all],
      [
        'a key of members',
        { 'x-perspective': 'members', ...(await createKey('Members', ['members'])) },
        MARKS,
      ],
      [
        'a preview link',
        { authorization: `Bearer ${createPreviewLink.token}` },
        all.filter((mark) => mark !== SHARED_MARK),
      ],
      [
        'a key of an author',
        {
          ...preview,
          ...(await createKey('Own', ['preview', 'write'], null, { limits, authorId: author.id })),
        },
        MARKS.filter((mark) => mark !== SHARED_MARK),
      ],
      ['an editor', { ...preview, ...(await createKey('Editor', ['preview', 'newsletter:read'])) }, []],
    ];
  }

  test(
    'No tool or page shows a client more than it may read',
    async () => {
      const clients = await listClients();
      const tools = await listAssistantTools(assistants);
      // A document that is not valid is no tool.
      expect(tools).toHaveLength(18);
      const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)]!;
      const leaks: string[] = [];
      /** Tools with which clients saw each mark. */
      const shown = new Map(clients.map(([name]) => [name, new Set<string>()]));
      const work = async (count: number) => {
        for (let i = 0; i < count; i++) {
          const [name, headers, marks] = pick(clients);
          const call = createAssistantCall(tools, pick, { argument: listValues, origin: SETTINGS.SITE_URL! });
          const said = await sendAssistantCall(assistants, call, headers);
          const leak = findLeak(said, marks, `${name}: ${JSON.stringify(call)}`);
          if (leak) leaks.push(leak);
          for (const mark of [...MARKS, MEMBERS_MARK])
            if (said.includes(mark)) shown.get(name)!.add('tool' in call ? call.tool : 'a page');
        }
      };
      await Promise.all(Array.from({ length: 4 }, () => work(ASSISTANT_CALLS / 4)));
      expect(leaks).toEqual([]);
      // What there is to leak: those who may see it do.
      expect(shown.get('an editor')!.size).toBeGreaterThan(2);
      for (const [name, slug, mark] of [
        ['an editor', `${MARK}-draft-1`, MARK],
        ['a preview link', `${SHARED_MARK}-shared`, SHARED_MARK],
        ['a key of an author', `${SHARED_MARK}-shared`, SHARED_MARK],
        ['a key of members', 'story-paid', MEMBERS_MARK],
      ] as const) {
        const [, headers] = clients.find(([each]) => each === name)!;
        const said = await sendAssistantCall(
          assistants,
          { tool: 'ReadArticle', variables: { slug } },
          headers,
        );
        expect([name, said.includes(mark)]).toEqual([name, true]);
      }
    },
    LANGUAGES_TIMEOUT_MS + ASSISTANT_CALLS * 100,
  );

  test('No page as Markdown shows unpublished content', async () => {
    const paths = argument('path').map((path) => `/markdown${encodeURI(JSON.parse(path))}`);
    for (const path of [...paths, '/markdown', '/markdown/world/story-paid', '/llms.txt']) {
      const said = await (await fetch(assistants.address + path)).text();
      expect(findLeak(said, [...MARKS, MEMBERS_MARK], path)).toBe(null);
    }
  });
});

describe('Published perspective', () => {
  test.each(LANGUAGES ?? ['a site with one language'])(
    'No path of the schema shows unpublished content: %s',
    async (name) => {
      const language = LANGUAGES && name;
      // The test of a site with one language walks to the whole depth.
      const depth = language === null ? DEPTH : DEPTH - 1;
      let paths = 0;
      const leaks: string[] = [];
      for (const { document, ...walk } of walks([], depth)) {
        paths += walk.paths;
        const said = await answerTo(document, 'published', null, language);
        const leak = findLeak(said, MARKS, document);
        if (leak) leaks.push(leak);
      }
      expect(leaks).toEqual([]);
      expect(paths).toBeGreaterThan(1_000);
      // A resolver that reads past the loaders makes every response with its field uncacheable.
      expect([...untracked].sort()).toEqual([]);
    },
    LANGUAGES_TIMEOUT_MS,
  );

  test('Links to unpublished content have the route of a path that leads nowhere', async () => {
    const said =
      await answerTo(`{ article(by: { slug: "story-0" }) { body { tree html blocks { ... on ParagraphBlock { inlines {
      link { url path route { status redirectTo Route_path: path suggestions { slug } node { __typename ... on Article { title } } } }
    } } } } } }`);
    expect(said).not.toContain(MARK);
    expect(said.match(/"status":"NOT_FOUND"/g)).toHaveLength(6);
  });

  test.each(Object.keys(GUARDED))('%s is forbidden without an API key', async (field) => {
    const [error, ...others] = await gateway.queryErrors(GUARDED[field]!);
    expect(error).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(others).toEqual([]);
  });
});

if (LANGUAGES)
  describe('A language', () => {
    test.each(['draft:1', 'draft:2'] as const)(
      'The preview link %s shows its draft, and no other unpublished content',
      async (perspective) => {
        const own = perspective === 'draft:1' ? SHARED_MARK : FRONT_MARK;
        const others = MARKS.filter((mark) => mark !== own);
        let found = 0;
        for (const language of LANGUAGES)
          for (const { document } of walks([], DEPTH - 2)) {
            const said = await answerTo(document, perspective, null, language);
            expect(findLeak(said, others, document)).toBe(null);
            if (said.includes(own)) found += 1;
          }
        expect(found).toBeGreaterThan(0);
      },
      LANGUAGES_TIMEOUT_MS,
    );

    test(
      'A key limited to a language sees the drafts in it, and no other unpublished content',
      async () => {
        const key = await gateway.database.prisma.apiKey.findFirstOrThrow();
        const desk: Viewer = {
          ...{ keyId: key.id, keyName: 'Desk', keyPrefix: key.prefix, identity: null },
          scopes: ['preview', 'write', 'publish'],
          limits: { authorId: null, languages: ['de'] },
        };
        const others = MARKS.filter((mark) => mark !== GERMAN_MARK);
        const showing = new Set<string>();
        for (const language of [null, ...LANGUAGES])
          for (const { document } of walks(OF_DESK, DEPTH - 2)) {
            const said = await answerTo(document, 'preview', desk, language);
            expect(findLeak(said, others, document)).toBe(null);
            if (said.includes(GERMAN_MARK))
              showing.add(`${language ?? 'all'} ${/\{ (\w+)/.exec(document)![1]}`);
          }
        const fields = ['article', 'articles', 'node', 'search', 'tags'];
        expect([...showing]).toEqual(
          expect.arrayContaining(['all', 'de'].flatMap((each) => fields.map((field) => `${each} ${field}`))),
        );
      },
      LANGUAGES_TIMEOUT_MS,
    );

    test(
      'The schema walk finds drafts of a language in its preview perspective',
      async () => {
        let found = 0;
        for (const { document } of walks([], DEPTH - 2))
          if ((await answerTo(document, 'preview', null, 'de')).includes(GERMAN_MARK)) found += 1;
        expect(found).toBeGreaterThan(5);
      },
      LANGUAGES_TIMEOUT_MS,
    );
  });
else
  describe('A site with one language', () => {
    test('A preview link shows its draft by slug, path and ID, and no other unpublished content', async () => {
      const showing = new Set<string>();
      for (const { document } of walks()) {
        const said = await answerTo(document, 'draft:1');
        expect(said).not.toMatch(new RegExp(`${MARK}|${FRONT_MARK}`));
        if (said.includes(SHARED_MARK)) showing.add(/\{ (\w+)/.exec(document)![1]!);
      }
      expect([...showing].sort()).toEqual(['article', 'node', 'nodes', 'previewLink', 'route', 'series']);
    });

    test('A preview link to a front shows it by path and ID, and no other unpublished content', async () => {
      const showing = new Set<string>();
      for (const { document } of walks()) {
        const said = await answerTo(document, 'draft:2');
        expect(said).not.toMatch(new RegExp(`${MARK}|${SHARED_MARK}`));
        if (said.includes(FRONT_MARK)) showing.add(/\{ (\w+)/.exec(document)![1]!);
      }
      expect([...showing].sort()).toEqual(['node', 'nodes', 'previewLink', 'route']);
    });

    test('A key with limits sees the drafts within them, and no other unpublished content', async () => {
      const { prisma } = gateway.database;
      const author = await prisma.author.findUniqueOrThrow({ where: { slug: `${SHARED_MARK}-author` } });
      const key = await prisma.apiKey.findFirstOrThrow();
      const desk: Viewer = {
        ...{ keyId: key.id, keyName: 'Desk', keyPrefix: key.prefix, identity: null },
        scopes: ['preview', 'write', 'publish'],
        limits: { authorId: author.id, isOwnOnly: true },
      };
      const showing = new Set<string>();
      // Statements of such a key are planned each time, and it has more fields, so the walk is shorter.
      const depths = { preview: DEPTH - 1, published: DEPTH - 2 };
      for (const [perspective, depth] of Object.entries(depths) as [keyof typeof depths, number][]) {
        for (const { document } of walks(OF_DESK, depth)) {
          const said = await answerTo(document, perspective, desk);
          expect(
            said.includes(MARK) && `${document.slice(0, 80)} ${said.slice(said.indexOf(MARK) - 300)}`,
          ).toBe(false);
          if (said.includes(SHARED_MARK)) showing.add(/\{ (\w+)/.exec(document)![1]!);
        }
      }
      expect([...showing].sort()).toEqual([
        ...['article', 'articles', 'author', 'authors', 'node', 'nodes', 'popular', 'route', 'search'],
        ...['section', 'sections', 'series', 'seriesList', 'suggest', 'tag', 'tags'],
      ]);
    });

    test('The schema walk finds unpublished content in the preview perspective', async () => {
      const leaking = new Set<string>();
      for (const { document } of walks()) {
        if ((await answerTo(document, 'preview')).includes(MARK)) leaking.add(/\{ (\w+)/.exec(document)![1]!);
      }
      expect([...leaking].sort()).toEqual([
        'article',
        'articles',
        'author',
        'authors',
        'front',
        'fronts',
        'newsletter',
        'newsletters',
        'node',
        'nodes',
        'popular',
        'route',
        'search',
        'section',
        'sections',
        'series',
        'seriesList',
        'site',
        'suggest',
        'tag',
        'tags',
      ]);
    });
  });
