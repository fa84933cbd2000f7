import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess } from '../support/dateline-process.js';
import { createRandom } from '../support/random.mjs';
import { buildSite, SiteProcess } from '../support/site-process.js';
import { waitUntil } from '../support/until.js';

/** Edits of one run: `SITE_EDITS=200 npm run test:stress -- site-freshness`. */
const EDIT_COUNT = Number(process.env.SITE_EDITS ?? 24);
/** The most tags of an entry of Next.js. */
const NEXT_TAGS = 128;
/** Sections with four articles each on the front page, so that it has more tags than Next.js stores. */
const SECTION_COUNT = 14;
/** Containers of the front page: the newest articles, and those of each section. */
const CONTAINERS = [
  { size: 9, rule: { articles: {} } },
  ...Array.from({ length: SECTION_COUNT }, (_, number) => ({
    size: 4,
    rule: { articles: { filter: { sections: { any: [`section-${number}`] } } } },
  })),
];
const UPDATE =
  'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { article { path } userErrors { message } } }';
const UPDATE_FRONT =
  'mutation ($input: UpdateFrontInput!) { updateFront(input: $input) { revision userErrors { message } } }';

const describeSite = buildSite() ? describe : describe.skip;

interface Story {
  id: string;
  path: string;
  title: string;
  section: string;
}

describeSite('Freshness of the site', () => {
  const folders = new DataFolderFixture();
  let site: SiteProcess;
  const stories: Story[] = [];

  beforeAll(async () => {
    site = await SiteProcess.start(await folders.createFolder());
    for (let number = 0; number < SECTION_COUNT; number += 1) {
      await site.mutate(
        'mutation ($input: CreateSectionInput!) { createSection(input: $input) { section { id } userErrors { message } } }',
        { input: { name: `Section ${number}`, slug: `section-${number}` } },
      );
    }
    for (let number = 0; number < SECTION_COUNT * 4; number += 1) {
      const section = `section-${number % SECTION_COUNT}`;
      const title = `Story ${number}`;
      const publishedAt = new Date(Date.UTC(2026, 0, 1, number)).toISOString();
      const authors = [`Author ${number}`];
      const { id, path } = await site.create(title, true, { sections: [section], authors, publishedAt });
      stories.push({ id, path, title, section: path.split('/').slice(0, -1).join('/') });
    }
    const { front } = await site.mutate('query { route(path: "/") { front { id } } }', {});
    await site.mutate(UPDATE_FRONT, { input: { id: front.id, containers: CONTAINERS, publish: {} } });
    await waitUntil(async () => (await site.read('/')).includes(`href="${stories.at(-1)!.path}"`));
  }, 600_000);

  afterAll(async () => {
    await site?.stop();
    DatelineProcess.killAll();
    await folders.remove();
  });

  test('The front page has more tags than Next.js stores, and asks for fewer', async () => {
    const countTags = async (headers: Record<string, string>) => {
      const url = `${site.gatewayUrl}/graphql?${new URLSearchParams({ query: FRONT })}`;
      const response = await fetch(url, { headers: { 'content-type': 'application/json', ...headers } });
      return response.headers.get('surrogate-key')!.split(' ').length;
    };
    expect(await countTags({})).toBeGreaterThan(NEXT_TAGS);
    expect(await countTags({ 'x-cache-tags-max': '32' })).toBeLessThanOrEqual(32);
  });

  test('Every page shows each of many random edits, and no draft without a preview', async () => {
    const random = createRandom(20_261_126);
    const pick = <Value>(values: Value[]) => values[Math.floor(random() * values.length)]!;
    const times: number[] = [];
    const { cookie } = await site.openPreview('/');
    let drafts = 0;
    for (let edit = 0; edit < EDIT_COUNT; edit += 1) {
      const story = pick(stories);
      const title = `Edit ${edit} of ${story.title}`;
      const draft = `Draft ${edit} of ${story.title}`;
      const kind = pick(['title', 'title', 'create', 'path', 'unpublish'] as const);
      // Pages are stored before the edit, so that a stale one could be served after it.
      const pages = ['/', story.section, story.path];
      const before = new Map<string, string>();
      for (const path of pages) before.set(path, await site.read(path));
      // An article that newer ones have displaced is not on the front page.
      const listing = pages.filter(
        (path) => path === story.path || before.get(path)!.includes(`href="${story.path}"`),
      );
      // A draft that is saved shows in the preview alone.
      await site.mutate(UPDATE, { input: { id: story.id, title: draft } });
      const preview = await site.get(story.path, { headers: { cookie } });
      expect(preview.headers.get('cache-control')).toContain('no-store');
      if ((await preview.text()).includes(draft)) drafts += 1;

      let isFresh: (path: string, html: string, status: number) => boolean;
      let paths = listing;
      if (kind === 'title') {
        await site.mutate(UPDATE, { input: { id: story.id, title, publish: {} } });
        isFresh = (_, html) => html.includes(title);
      } else if (kind === 'path') {
        const former = story.path;
        const input = { id: story.id, title, path: `${story.section}/edit-${edit}`, publish: {} };
        story.path = (await site.mutate(UPDATE, { input })).article.path;
        paths = [...listing, story.path];
        isFresh = (path, html, status) => (path === former ? status === 301 : html.includes(title));
      } else if (kind === 'unpublish') {
        await site.mutate(
          'mutation ($id: ID!) { unpublishArticle(input: { id: $id }) { userErrors { message } } }',
          { id: story.id },
        );
        const { path } = story;
        isFresh = (each, html, status) => (each === path ? status === 410 : !html.includes(`href="${path}"`));
      } else {
        const section = story.section;
        const created = await site.create(title, true, { path: `${section}/new-${edit}` });
        stories.push({ ...created, title, section });
        paths = ['/', created.path];
        isFresh = (_, html) => html.includes(title);
      }
      const start = Date.now();
      for (const path of paths) {
        await waitUntil(async () => {
          const response = await site.get(path);
          const html = await response.text();
          expect(html).not.toContain(draft);
          return isFresh(path, html, response.status);
        });
      }
      times.push(Date.now() - start);
      if (kind === 'unpublish') {
        await site.mutate(UPDATE, { input: { id: story.id, title, publish: {} } });
        await waitUntil(async () => (await site.get(story.path)).status === 200);
      }
    }
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
    const late = times.filter((time) => time > 3_000).length;
    console.log(
      `${EDIT_COUNT} edits: fresh after ${at(0.5)} ms (median), ${at(0.95)} ms (95 %), ${at(1)} ms at most; ${late} later than 3 s`,
    );
    expect(times).toHaveLength(EDIT_COUNT);
    expect(drafts).toBe(EDIT_COUNT);
  }, 1_800_000);
});

/** What the front page reads of articles. */
const FRONT = `{ front { containers { id items { id article { ...teaser } } } } }
fragment teaser on Article { id path title section { id name path } authors { id name path } image { url } }`;
