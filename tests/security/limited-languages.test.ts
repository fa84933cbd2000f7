import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseGlobalId } from '../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { createRandom } from '../support/random.mjs';

/** Languages by which a request in a language is answered, best first. */
const ORDER: Record<string, string[]> = { en: ['en'], de: ['de', 'en'], fr: ['fr', 'de', 'en'] };
const SETTINGS = { SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,fr', SITE_LANGUAGE_FALLBACKS: 'de:en;fr:de,en' };
const SECTIONS = ['world', 'sport', 'money'];
const UPDATE = `mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }`;

interface Version {
  title: string;
  section: string;
}

interface Story {
  id: string;
  group: number;
  language: string;
  draft: Version;
  published: Version | null;
}

interface Limits {
  sections?: string[];
  languages?: string[];
}

const random = createRandom(20_261_131);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

let gateway: Gateway;
let admin: Query;
const stories: Story[] = [];
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8', ...SETTINGS });
  admin = gateway.queryAs(await gateway.createKey('admin'), 'preview');
  await gateway.saveMany(SECTIONS.map((section) => ({ slug: `of-${section}`, section: [section] })));
  for (let group = 0; group < 24; group++)
    for (const language of Object.keys(ORDER).filter(() => random() < 0.7))
      stories.push(await createStory(group, language));
  for (const table of ['draft', 'article'])
    for (const { id, group } of stories)
      await gateway.database.pool.query(`UPDATE ${table} SET translation_group = $1 WHERE id = $2`, [
        1_000 + group,
        parseGlobalId(id)!.id,
      ]);
}, 120_000);
afterAll(() => gateway.close());

async function createStory(group: number, language: string): Promise<Story> {
  const name = `${group}${language}`;
  const createVersion = (word: string) => ({ title: `Tide ${word}${name}`, section: pick(SECTIONS) });
  const isPublished = random() < 0.5;
  const { section, ...first } = createVersion(isPublished ? 'public' : 'secret');
  const input = {
    ...{
      ...first,
      slug: `story-${name}`,
      language,
      sections: [section],
      tags: ['tide'],
      authors: ['Ann Poe'],
    },
    body: { markdown: `The ${first.title} comes in.` },
    ...(isPublished && { publish: {} }),
  };
  const { createArticle } = await admin(
    'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }',
    { input },
  );
  expect(createArticle.userErrors).toEqual([]);
  const { id } = createArticle.article;
  const story = { id, group, language };
  const version = { ...first, section };
  if (!isPublished || random() < 0.5)
    return { ...story, draft: version, published: isPublished ? version : null };
  const draft = createVersion('secret');
  const { updateArticle } = await admin(UPDATE, {
    input: { id, title: draft.title, sections: [draft.section] },
  });
  expect(updateArticle.userErrors).toEqual([]);
  return { ...story, draft, published: version };
}

/** Returns what a key with limits reads of a story, in any language. */
function select({ language, draft, published }: Story, { sections, languages }: Limits): Version | null {
  const isWithin = (version: Version | null) =>
    version === null ||
    ((sections?.includes(version.section) ?? true) && (languages?.includes(language) ?? true));
  return isWithin(draft) && isWithin(published) ? draft : published;
}

/** Returns the titles that a key with limits sees in a language, sorted. */
function listShown(limits: Limits, language: string): string[] {
  const order = ORDER[language]!;
  const visible = stories.flatMap((story) => {
    const version = select(story, limits);
    const rank = order.indexOf(story.language);
    return version && rank >= 0 ? [{ ...story, title: version.title, rank }] : [];
  });
  return visible
    .filter(({ group, rank }) => !visible.some((other) => other.group === group && other.rank < rank))
    .map(({ title }) => title)
    .sort();
}

const getTitles = (nodes: ({ title: string } | null)[]) =>
  nodes.flatMap((node) => (node?.title.startsWith('Tide') ? [node.title] : [])).sort();

test('A key with limits reads in a language the best version of each article that it may see, and no hidden draft', async () => {
  let [hidden, standIns] = [0, 0];
  for (let round = 0; round < 12; round++) {
    const limits: Limits =
      random() < 0.5
        ? { sections: [pick(SECTIONS)] }
        : { languages: [pick(['en', 'de'])], ...(random() < 0.5 && { sections: SECTIONS.slice(1) }) };
    const { createApiKey } = await admin(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }',
      { input: { name: `Desk ${round}`, scopes: ['preview', 'write'], limits } },
    );
    expect(createApiKey.userErrors).toEqual([]);
    const desk = gateway.queryAs(createApiKey.secret, 'preview');
    for (const language of Object.keys(ORDER)) {
      const expected = listShown(limits, language);
      const seen = await desk(
        `query ($ids: [ID!]!) {
          articles(first: 100) { nodes { title isFallback authors { name } tags { name } section { name } body { text } } }
          tag(by: { slug: "tide" }) { articles(first: 100) { nodes { title } totalCount } }
          sections { articles(first: 100) { nodes { title } } }
          search(query: "tide", first: 100) { nodes { title } totalCount }
          nodes(ids: $ids) { ... on Article { title } }
        }`,
        { ids: stories.map(({ id }) => id) },
        { 'x-language': language },
      );
      const nodes = seen.articles.nodes.filter(({ title }: { title: string }) => title.startsWith('Tide'));
      expect([limits, language, getTitles(nodes)]).toEqual([limits, language, expected]);
      for (const { title, authors, tags, section, body } of nodes)
        expect([title, authors, tags, section === null, body.text]).toEqual([
          ...[title, [{ name: 'Ann Poe' }], [{ name: 'tide' }], false],
          expect.stringContaining(`${title.replace(/(secret|public)/, '')}`.split(' ')[0]!),
        ]);
      expect(getTitles(seen.tag.articles.nodes)).toEqual(expected);
      expect(seen.tag.articles.totalCount).toBe(expected.length);
      const inSections = seen.sections.flatMap((each: any) => each.articles.nodes);
      expect(getTitles(inSections)).toEqual(expected);
      expect(getTitles(seen.search.nodes)).toEqual(expected);
      expect(getTitles(seen.nodes)).toEqual(expected);
      const readable = stories.map((story) => select(story, limits)?.title);
      const secrets = stories.map(({ draft }) => draft.title).filter((title) => !readable.includes(title));
      for (const title of secrets) expect(JSON.stringify(seen)).not.toContain(`"${title}"`);
      hidden += secrets.length;
      standIns += nodes.filter(({ isFallback }: { isFallback: boolean }) => isFallback).length;
    }
  }
  expect(hidden).toBeGreaterThan(100);
  expect(standIns).toBeGreaterThan(100);
}, 120_000);
