import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { createLiveBlog } from '../support/live-blog.js';
import { createWebSocketClient } from '../support/live-clients.js';
import { createRandom } from '../support/random.mjs';

const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id } userErrors { message } }
}`;
const UPDATE = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`;
const SECTIONS = { world: [] as string[], asia: ['world'], sport: [] as string[] };
type SectionSlug = keyof typeof SECTIONS;

interface Version {
  title: string;
  sections: SectionSlug[];
  kind: string;
  language: string | null;
  authors: string[];
}

interface Story {
  id: string;
  draft: Version;
  published: Version | null;
}

interface Limits {
  sections?: SectionSlug[];
  kinds?: string[];
  languages?: string[];
  isOwnOnly?: boolean;
}

const random = createRandom(20_261_130);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

let gateway: Gateway;
let admin: Query;
const stories: Story[] = [];
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8', LIVE_UPDATES_PER_SECOND: '50' });
  admin = gateway.queryAs(await gateway.createKey('admin'), 'preview');
  await gateway.save({ slug: 'first', section: ['World', 'Asia'], authors: ['Ann Poe', 'Bo Ek'] });
  await gateway.save({ slug: 'second', section: ['Sport'] });
  for (let i = 0; i < 40; i++) stories.push(await createStory(i));
}, 120_000);
afterAll(() => gateway.close());

function createVersion(word: string): Version {
  const sections = pick<SectionSlug[]>([['world'], ['asia'], ['sport'], ['asia', 'sport'], []]);
  return {
    title: `Tide ${word}`,
    sections,
    kind: pick(['ARTICLE', 'OPINION']),
    language: pick([null, 'de']),
    authors: pick([['Ann Poe'], ['Bo Ek'], []]),
  };
}

async function createStory(i: number): Promise<Story> {
  const isPublished = random() < 0.6;
  const first = createVersion(isPublished ? `public${i}` : `secret${i}`);
  const input = { ...first, slug: `story-${i}`, ...(isPublished && { publish: {} }) };
  const { createArticle } = await admin(
    'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }',
    { input },
  );
  expect(createArticle.userErrors).toEqual([]);
  const { id } = createArticle.article;
  if (!isPublished || random() < 0.4) return { id, draft: first, published: isPublished ? first : null };
  const draft = createVersion(`secret${i}`);
  const { updateArticle } = await admin(UPDATE, { input: { id, ...draft } });
  expect(updateArticle.userErrors).toEqual([]);
  return { id, draft, published: first };
}

function isWithin(limits: Limits, version: Version | null): boolean {
  if (!version) return true;
  const { sections, kinds, languages, isOwnOnly } = limits;
  const isIn = (slug: SectionSlug) =>
    [slug, ...SECTIONS[slug]].some((each) => sections?.some((s) => s === each));
  if (sections && (version.sections.length === 0 || !version.sections.every(isIn))) return false;
  if (kinds && !kinds.includes(version.kind)) return false;
  if (languages && !languages.includes(version.language ?? 'en')) return false;
  return !isOwnOnly || version.authors.includes('Ann Poe');
}

/** Returns the titles that a key with limits sees, sorted. */
function getVisibleTitles(limits: Limits): string[] {
  const titles = stories.map(({ draft, published }) => {
    const mayReadDraft = isWithin(limits, draft) && isWithin(limits, published);
    return mayReadDraft ? draft.title : published?.title;
  });
  return titles.filter((title) => title !== undefined).sort();
}

async function createDesk(limits: Limits | null, scopes = ['preview', 'write']): Promise<Query> {
  const input = { name: 'Desk', scopes, limits, author: 'ann-poe' };
  const { createApiKey } = await admin(CREATE_KEY, { input });
  expect(createApiKey.userErrors).toEqual([]);
  return gateway.queryAs(createApiKey.secret, 'preview');
}

const getTitles = ({ nodes }: { nodes: ({ title: string } | null)[] }) =>
  nodes.flatMap((node) => (node?.title.startsWith('Tide') ? node.title : [])).sort();

describe('A key with limits', () => {
  test('Its lists, counts, searches and look-ups have the drafts within random limits, and else what is published', async () => {
    let hidden = 0;
    for (let round = 0; round < 25; round++) {
      const limits: Limits = {
        ...(random() < 0.6 && {
          sections: pick<SectionSlug[]>([['world'], ['asia'], ['sport'], ['asia', 'sport']]),
        }),
        ...(random() < 0.3 && { kinds: [pick(['ARTICLE', 'OPINION'])] }),
        ...(random() < 0.3 && { languages: [pick(['en', 'de'])] }),
        ...(random() < 0.3 && { isOwnOnly: true }),
      };
      if (Object.keys(limits).length === 0) continue;
      const desk = await createDesk(limits);
      const expected = getVisibleTitles(limits);
      hidden += stories.filter(({ draft }) => !expected.includes(draft.title)).length;
      const ids = stories.map(({ id }) => id);
      const filter = { ids };
      const seen = await desk(
        `query ($ids: [ID!]!, $filter: ArticleFilter!) {
          articles(first: 100, filter: $filter) { nodes { title } totalCount }
          updated: articles(first: 100, orderBy: UPDATED) { nodes { title } }
          search(query: "tide", first: 100, filter: $filter) { nodes { title } totalCount }
          nodes(ids: $ids) { ... on Article { title } }
        }`,
        { ids, filter },
      );
      expect([limits, getTitles(seen.articles)]).toEqual([limits, expected]);
      expect(seen.articles.totalCount).toBe(expected.length);
      expect(getTitles(seen.updated)).toEqual(expected);
      expect(getTitles(seen.search)).toEqual(expected);
      expect(getTitles({ nodes: seen.nodes })).toEqual(expected);
    }
    expect(hidden).toBeGreaterThan(100);
  });

  test('Its pages of sections and authors list each article once, where its visible version is', async () => {
    const limits: Limits = { sections: ['sport'] };
    const desk = await createDesk(limits);
    const { section, author } = await desk(`{
      section(by: { slug: "world" }) { articles(first: 100) { nodes { title } totalCount } }
      author(by: { slug: "bo-ek" }) { articles(first: 100) { nodes { title } } }
    }`);
    const visible = stories.flatMap(({ draft, published }) => {
      const shown = isWithin(limits, draft) && isWithin(limits, published) ? draft : published;
      return shown ?? [];
    });
    const titles = (select: (version: Version) => boolean) =>
      visible
        .filter(select)
        .map(({ title }) => title)
        .sort();
    const inWorld = titles(({ sections }) => sections.some((slug) => slug !== 'sport'));
    expect(getTitles(section.articles)).toEqual(inWorld);
    expect(section.articles.totalCount).toBe(inWorld.length + 1);
    expect(getTitles(author.articles)).toEqual(titles(({ authors }) => authors.includes('Bo Ek')));
  });

  test('Its filters of state, revisions and preview links tell of the articles within its limits alone', async () => {
    const limits: Limits = { sections: ['sport'] };
    const within = stories.filter(
      ({ draft, published }) => isWithin(limits, draft) && isWithin(limits, published),
    );
    const outside = stories.find(
      ({ draft, published }) => published && draft !== published && !isWithin(limits, draft),
    );
    const id = outside!.id;
    const link =
      'mutation ($id: ID!) { createPreviewLink(input: { id: $id, name: "Ann" }) { previewLink { id } } }';
    const { createPreviewLink } = await admin(link, { id });
    const { article } = await admin(
      'query ($id: ID!) { article(by: { id: $id }) { revisions { nodes { id } } } }',
      { id },
    );
    const desk = await createDesk(limits);
    for (const query of [
      desk,
      (document: string, variables?: object) =>
        desk(document, variables as never, { 'x-perspective': 'published' }),
    ]) {
      const seen = await query(
        `query ($id: ID!, $link: ID!, $revision: ID!) {
          article(by: { id: $id }) {
            title status scheduledFor hasUnpublishedChanges createdBy { name } isPathFixed aliases
            revisions { nodes { title } totalCount } previewLinks { name }
          }
          link: node(id: $link) { id }
          revision: node(id: $revision) { id }
          changed: articles(first: 100, filter: { hasUnpublishedChanges: true }) { nodes { id } }
        }`,
        { id, link: createPreviewLink.previewLink.id, revision: article.revisions.nodes[0].id },
      );
      expect(seen.article).toEqual({
        ...{
          title: outside!.published!.title,
          status: null,
          scheduledFor: null,
          hasUnpublishedChanges: null,
        },
        ...{ createdBy: null, isPathFixed: null, aliases: null },
        ...{ revisions: { nodes: [], totalCount: 0 }, previewLinks: [] },
      });
      expect([seen.link, seen.revision]).toEqual([null, null]);
      const changed = within.filter(({ draft, published }) => published && draft !== published);
      expect(seen.changed.nodes.map((node: { id: string }) => node.id).sort()).toEqual(
        changed.map((each) => each.id).sort(),
      );
    }
  });

  test('The scope admin does not show it the audit log, keys, webhooks and the jobs of others', async () => {
    const desk = await createDesk({ sections: ['sport'] }, ['admin']);
    for (const field of ['audit { nodes { action } }', 'apiKeys { nodes { name } }', 'webhooks { url }'])
      await expect(desk(`{ ${field} }`)).rejects.toThrow(/scope/);
    const { rows } =
      await gateway.database.pool.query(`INSERT INTO bulk_job (key_name, input, article_ids, total, updated_at)
      VALUES ('Other', '{}', '{1}', 1, now()) RETURNING id`);
    const job = toGlobalId('Job', rows[0].id);
    const read = `{ node(id: "${job}") { id } }`;
    expect([await desk(read), await admin(read)]).toEqual([{ node: null }, { node: { id: job } }]);
  });

  test('It reads who wrote the entries of live blogs within its limits alone', async () => {
    const { add } = await createLiveBlog(gateway, 'storm');
    const id = await add({ title: 'The wind rises' });
    const read = 'query ($id: ID!) { node(id: $id) { ... on LiveBlogEntry { title createdBy { name } } } }';
    for (const [limits, createdBy] of [
      [{ sections: ['sport'] }, null],
      [{ kinds: ['LIVE_BLOG'] }, { name: 'Desk' }],
    ] as const) {
      const desk = await createDesk(limits as unknown as Limits);
      expect(await desk(read, { id })).toEqual({ node: { title: 'The wind rises', createdBy } });
    }
  });

  test('The result of its own write shows what it may read', async () => {
    const desk = await createDesk({ sections: ['sport'] }, ['write']);
    const { createArticle } = await desk(
      `mutation { createArticle(input: { title: "Derby", section: "sport" }) {
        article { title revisions { totalCount } } userErrors { message }
      } }`,
      {},
      { 'x-perspective': 'published' },
    );
    expect(createArticle).toEqual({
      article: { title: 'Derby', revisions: { totalCount: 1 } },
      userErrors: [],
    });
  });

  test('A refusal of its write does not name the title of a draft outside', async () => {
    const limits: Limits = { sections: ['sport'] };
    const desk = await createDesk(limits);
    const i = stories.findIndex(({ draft, published }) => !published && !isWithin(limits, draft));
    const { createArticle } = await desk(
      'mutation ($slug: String!) { createArticle(input: { title: "New", slug: $slug, section: "sport" }) { userErrors { code message } } }',
      { slug: `story-${i}` },
    );
    expect(createArticle.userErrors).toEqual([
      { code: 'TAKEN', message: `The slug story-${i} is already used by another article.` },
    ]);
  });

  test('Subscribers with other limits do not share results', async () => {
    const watch = async (limits: Limits | null) => {
      const { createApiKey } = await admin(CREATE_KEY, {
        input: { name: 'Desk', scopes: ['preview'], limits },
      });
      const headers = { authorization: `Bearer ${createApiKey.secret}`, 'x-perspective': 'preview' };
      const client = createWebSocketClient(gateway.address, { connectionParams: headers });
      return client.iterate({
        query: `subscription { articleEvents(filter: { slugs: ["secret-rowing", "rowing"] }) { isMatch article { title } } }`,
      });
    };
    const id = await gateway.save({ slug: 'rowing', title: 'Rowing', section: ['World'] });
    await gateway.save({ slug: 'regatta', title: 'Regatta', section: ['Sport'] });
    const [free, sport] = [await watch(null), await watch({ sections: ['sport'] })];
    const events = [free.next(), sport.next()];
    const input = { id: toGlobalId('Article', id), slug: 'secret-rowing', title: 'Secret rowing' };
    expect((await admin(UPDATE, { input })).updateArticle.userErrors).toEqual([]);
    const correct = `mutation ($id: ID!) { addCorrection(input: { id: $id, text: "No." }) { userErrors { message } } }`;
    const timer = setInterval(() => void admin(correct, { id: input.id }), 300); // until the subscriptions have begun
    const [ofFree, ofSport] = (await Promise.all(events)).map(
      (event) => (event as { value: { data: unknown } }).value.data,
    );
    clearInterval(timer);
    expect(ofFree).toEqual({ articleEvents: { isMatch: true, article: { title: 'Secret rowing' } } });
    expect(ofSport).toEqual({ articleEvents: { isMatch: true, article: { title: 'Rowing' } } });
  });
});
