import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PUBLISH_FRONTS_TASK, publishDueFronts } from '../../../../src/modules/front/write/publish-front.js';
import { createFrontEditor, type EditFront, formatItems, ITEMS } from '../../../support/fronts.js';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';
import { countJobs } from '../../../support/jobs.js';

const PREVIEW = { 'x-perspective': 'preview' };
const FRONT = `{ front {
  path title url seo { title canonicalUrl robots } robots { isIndexed }
  containers { title href layout size allowsRepeats rule { kind } problems { kind } items {
    headline kicker standfirst size reason article { slug title } sublinks { slug } image { url alt }
  } }
} }`;

let gateway: Gateway;
let desk: Query;
let edit: EditFront;

beforeAll(async () => {
  // With the response cache, so that stale responses fail.
  gateway = await startGateway({ CACHE_MB: '16' });
  desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  edit = createFrontEditor(gateway, desk);
  await gateway.saveMany(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => ({
      slug: `news-${day}`,
      title: `News ${day}`,
      section: [day % 2 ? 'World' : 'Sport'],
      tags: day > 6 ? ['Storm'] : [],
      publishedAt: new Date(`2026-01-0${day}T12:00:00Z`),
    })),
  );
  await gateway.save({ slug: 'draft', title: 'Secret', section: ['World'], draft: true });
});
afterAll(() => gateway.close());

beforeEach(async () => {
  const { fronts } = await desk('{ fronts(first: 100) { nodes { id } } }', {}, PREVIEW);
  for (const { id } of fronts.nodes) await edit('deleteFront', { id });
});

async function createHome(containers: object[], content: object = {}): Promise<string> {
  const { front, userErrors } = await edit('createFront', { path: '/', ...content, containers });
  expect(userErrors).toEqual([]);
  await edit('publishFront', { id: front!.id });
  return front!.id;
}

const readItems = async () => formatItems((await gateway.query(`{ front { ${ITEMS} } }`)).front);
const readPreview = async (selection = ITEMS) =>
  (await desk(`{ front { ${selection} } }`, {}, PREVIEW)).front;

describe('A front', () => {
  test('A front shows pinned cards, then the articles of rules, and none twice', async () => {
    await createHome([
      { title: 'Top', size: 3, rule: { articles: {} }, cards: [{ article: 'news-3' }] },
      { title: 'World', size: 2, rule: { articles: { filter: { sections: { any: ['world'] } } } } },
      {
        ...{ title: 'Storm', size: 5, cards: [{ article: 'news-9' }] },
        rule: { articles: { filter: { tags: { any: ['storm'] } }, orderBy: 'OLDEST' } },
      },
      { title: 'All', size: 2, allowsRepeats: true, rule: { articles: { orderBy: 'OLDEST' } } },
    ]);
    expect(await readItems()).toEqual([
      ['PINNED news-3', 'LATEST news-8', 'LATEST news-7'],
      ['LATEST news-5', 'LATEST news-1'],
      ['PINNED news-9'],
      ['RULE news-1', 'RULE news-2'],
    ]);
  });

  test('A card shows its own texts, and the article keeps its own', async () => {
    const image = { url: 'https://pictures.example/eels.jpg', alt: 'Eels' };
    await createHome(
      [
        {
          ...{ title: 'Top', href: '/world', layout: 'FEATURE' },
          cards: [
            {
              article: 'news-3',
              headline: ' Own ',
              kicker: 'Live',
              image,
              size: 'LARGE',
              sublinks: ['news-1', 'draft'],
            },
            { article: 'news-2' },
          ],
        },
      ],
      { title: 'Home', seoTitle: 'The Courier', robots: { isIndexed: false } },
    );
    const errors = await gateway.queryErrors(FRONT);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    const { front } = await desk(FRONT);
    expect(front).toMatchObject({
      ...{ path: '/', title: 'Home', url: 'https://courier.example/', robots: { isIndexed: false } },
      seo: { title: 'The Courier', canonicalUrl: 'https://courier.example/', robots: 'noindex, follow' },
    });
    const [container] = front.containers;
    expect(container).toMatchObject({
      href: 'https://courier.example/world',
      layout: 'FEATURE',
      size: 6,
      rule: null,
    });
    expect(container.items).toEqual([
      {
        ...{ headline: 'Own', kicker: 'Live', standfirst: null, size: 'LARGE', reason: 'PINNED' },
        article: { slug: 'news-3', title: 'News 3' },
        sublinks: [{ slug: 'news-1' }],
        image,
      },
      {
        ...{ headline: 'News 2', kicker: null, standfirst: null, size: 'MEDIUM', reason: 'PINNED' },
        article: { slug: 'news-2', title: 'News 2' },
        sublinks: [],
        image: null,
      },
    ]);
    expect(container.problems).toEqual([{ kind: 'ARTICLE_NOT_PUBLISHED' }]);
  });

  test('A sublink keeps its article out of the cards of rules', async () => {
    await createHome([
      { size: 2, rule: { articles: {} } },
      { cards: [{ article: 'news-1', sublinks: ['news-9'] }] },
    ]);
    expect(await readItems()).toEqual([['LATEST news-8', 'LATEST news-7'], ['PINNED news-1']]);
  });

  test('`first` returns the first cards, and leaves the others to no other container', async () => {
    await createHome([
      { size: 3, rule: { articles: {} } },
      { size: 2, rule: { articles: {} } },
    ]);
    const { front } = await gateway.query(
      '{ front { containers { items(first: 1) { article { slug } } } } }',
    );
    expect(front.containers.map(({ items }: any) => items[0].article.slug)).toEqual(['news-9', 'news-6']);
    const [error] = await gateway.queryErrors('{ front { containers { items(first: 21) { id } } } }');
    expect(error!.message).toContain('first must be between 0 and 20');
  });

  test('Rules fill containers with popular, trending and related articles', async () => {
    const view = 'mutation ($article: String!) { recordView(input: { article: $article }) { isRecorded } }';
    const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0' };
    for (const article of ['news-2', 'news-4']) await gateway.query(view, { article }, headers);
    const { article } = await gateway.query('{ article(by: { slug: "news-2" }) { id } }');
    await desk(
      'mutation ($id: ID!) { pinRelatedArticles(input: { id: $id, articles: ["news-8"] }) { userErrors { message } } }',
      article,
    );
    await createHome([
      { size: 1, rule: { relatedTo: 'news-2' } },
      { size: 1, rule: { popular: { filter: { sections: { any: ['sport'] } } } } },
      { size: 1, rule: { popular: { window: 'TRENDING' } } },
    ]);
    const read = async () => (await readItems())!.map(([first]) => first);
    while ((await read()).includes(undefined as never))
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await read()).sort()).toEqual(['POPULAR news-4', 'RELATED news-8', 'TRENDING news-2']);
    const { containers } = await readPreview('containers { rule { kind window filter relatedTo { slug } } }');
    expect(containers.slice(0, 2).map(({ rule }: any) => rule)).toEqual([
      { kind: 'RELATED', window: null, filter: null, relatedTo: { slug: 'news-2' } },
      {
        kind: 'POPULAR',
        window: 'DAY',
        filter: expect.stringMatching(/^{"sections":{"any":\["\w+"\]/),
        relatedTo: null,
      },
    ]);
  });
});

describe('Articles on a front', () => {
  test('An unpublished article disappears from all fronts at once, and the preview says where it is missing', async () => {
    const id = await createHome([
      { title: 'Pins', cards: [{ article: 'news-5' }, { article: 'draft', headline: 'Hidden' }] },
      { title: 'Rule', size: 1, rule: { articles: { filter: { slugs: ['news-5', 'news-4'] } } } },
    ]);
    expect(await readItems()).toEqual([['PINNED news-5'], ['LATEST news-4']]);
    const article = await gateway.query('{ article(by: { slug: "news-5" }) { id } }');
    const change = async (mutation: string) => {
      await desk(
        `mutation ($id: ID!) { ${mutation}(input: { id: $id }) { userErrors { message } } }`,
        article.article,
      );
      await gateway.app.cacheInvalidator.waitForSync();
    };
    await change('unpublishArticle');
    expect(await readItems()).toEqual([[], ['LATEST news-4']]);
    const problems = 'containers { problems { kind cardId article { slug } message } items { id } }';
    const [pins] = (await readPreview(problems)).containers;
    expect(pins.problems.map(({ kind, article }: any) => [kind, article.slug])).toEqual([
      ['ARTICLE_NOT_PUBLISHED', 'news-5'],
      ['ARTICLE_NOT_PUBLISHED', 'draft'],
    ]);
    expect(pins.items).toEqual([]);
    await change('publishArticle');
    expect(await readItems()).toEqual([['PINNED news-5'], ['LATEST news-4']]);

    const gone = await gateway.save({ slug: 'gone' });
    const { cardId } = await edit('pinCard', {
      ...{
        id,
        container: (await readPreview('containers { id }')).containers[0].id,
        card: { article: 'gone' },
      },
    });
    const global = (await gateway.query('{ article(by: { slug: "gone" }) { id } }')).article.id;
    await desk('mutation ($id: ID!) { deleteArticle(input: { id: $id }) { deletedId } }', { id: global });
    expect((await readPreview(problems)).containers[0].problems.at(-1)).toEqual({
      ...{ kind: 'ARTICLE_DELETED', cardId, article: null, message: 'The article of the card was deleted.' },
    });
    expect(gone).toBeGreaterThan(0);
  });

  test('A rule that finds too few articles is a problem that the preview names', async () => {
    await createHome([{ size: 4, rule: { articles: { filter: { tags: { any: ['storm'] } } } } }]);
    const { containers } = await readPreview('containers { items { id } problems { kind message cardId } }');
    expect(containers[0].items).toHaveLength(3);
    expect(containers[0].problems).toEqual([
      {
        ...{ kind: 'TOO_FEW_ARTICLES', cardId: null },
        message: 'The container has 3 of 4 cards: the rule finds no further articles.',
      },
    ]);
  });

  test('A rule fills a container with the parts of a series, given by its name', async () => {
    await gateway.saveMany(
      [2, 1].map((part) => ({
        slug: `part-${part}`,
        kind: 'OPINION',
        series: { name: 'Tides', part },
        publishedAt: new Date('2026-02-01'),
      })),
    );
    const filter = { series: { any: ['Tides'] }, kinds: ['OPINION'] };
    await createHome([{ rule: { articles: { filter, orderBy: 'TITLE' } } }]);
    expect(await readItems()).toEqual([['RULE part-1', 'RULE part-2']]);
  });

  test('A rule follows tags that are merged, also in the published revision', async () => {
    await gateway.saveMany([
      { slug: 'gust', tags: ['Gust'], publishedAt: new Date('2025-01-02') },
      { slug: 'gale', tags: ['Gale'], publishedAt: new Date('2025-01-01') },
    ]);
    await createHome([{ rule: { articles: { filter: { tags: { any: ['gale'] } } } } }]);
    expect(await readItems()).toEqual([['LATEST gale']]);
    await desk('mutation { mergeTags(input: { from: ["gale"], into: "gust" }) { userErrors { message } } }');
    await gateway.app.cacheInvalidator.waitForSync();
    expect(await readItems()).toEqual([['LATEST gust', 'LATEST gale']]);
    expect(formatItems(await readPreview())).toEqual([['LATEST gust', 'LATEST gale']]);
  });

  test('A rule follows a tag that is renamed', async () => {
    await createHome([{ size: 1, rule: { articles: { filter: { tags: { any: ['storm'] } } } } }]);
    const { tag } = await gateway.query('{ tag(by: { slug: "storm" }) { id } }');
    const rename = async (slug: string) => {
      await desk(
        'mutation ($input: UpdateTagInput!) { updateTag(input: $input) { userErrors { message } } }',
        {
          input: { id: tag.id, slug },
        },
      );
      await gateway.app.cacheInvalidator.waitForSync();
    };
    await rename('tempest');
    expect(await readItems()).toEqual([['LATEST news-9']]);
    await rename('storm');
  });
});

describe('The list of fronts', () => {
  test('Fronts are listed in pages by path, with the cards of their containers', async () => {
    for (const path of ['/b', '/', '/a'])
      await edit('createFront', { path, containers: [{ cards: [{ article: 'news-1' }] }], publish: {} });
    const document = `query ($first: Int, $after: String) { fronts(first: $first, after: $after) {
      totalCount pageInfo { endCursor hasNextPage }
      nodes { path title containers { title layout items { headline reason article { title path } } } }
    } }`;
    const all = (await gateway.query(document)).fronts;
    expect(all.nodes.map(({ path }: any) => path)).toEqual(['/', '/a', '/b']);
    expect(all.nodes[1].containers[0].items).toEqual([
      { headline: 'News 1', reason: 'PINNED', article: { title: 'News 1', path: '/world/news-1' } },
    ]);
    const first = (await gateway.query(document, { first: 2 })).fronts;
    expect(first).toEqual({
      ...{ totalCount: 3, pageInfo: { endCursor: expect.any(String), hasNextPage: true } },
      nodes: all.nodes.slice(0, 2),
    });
    const rest = (await gateway.query(document, { after: first.pageInfo.endCursor })).fronts;
    expect(rest.nodes).toEqual(all.nodes.slice(2));
  });
});

describe('Drafts of a front', () => {
  test('Changes are public when they are published, and readers see nothing of them before', async () => {
    const { front } = await edit('createFront', {
      ...{
        path: '/',
        title: 'Draft title',
        containers: [{ cards: [{ article: 'news-1', headline: 'Secret' }] }],
      },
    });
    expect(
      await gateway.query('{ front { title } fronts { nodes { id } } route(path: "/") { node { id } } }'),
    ).toEqual({
      ...{ front: null, fronts: { nodes: [] }, route: { node: null } },
    });
    expect(await gateway.query('query ($id: ID!) { node(id: $id) { id } }', front!)).toEqual({ node: null });
    const state = 'title revision isPublished hasUnpublishedChanges scheduledFor';
    expect(await readPreview(state)).toEqual({
      ...{
        title: 'Draft title',
        revision: 1,
        isPublished: false,
        hasUnpublishedChanges: false,
        scheduledFor: null,
      },
    });
    await edit('publishFront', { id: front!.id });
    expect((await gateway.query('{ front { title } }')).front).toEqual({ title: 'Draft title' });
    await edit('updateFront', { id: front!.id, title: 'Later' });
    expect((await gateway.query('{ front { title } }')).front).toEqual({ title: 'Draft title' });
    expect(await readPreview(state)).toMatchObject({
      title: 'Later',
      revision: 2,
      hasUnpublishedChanges: true,
    });
    await edit('unpublishFront', { id: front!.id });
    expect((await gateway.query('{ front { title } }')).front).toBeNull();
  });

  test('A front is published as it is created or updated, by a key that may publish', async () => {
    const created = await edit('createFront', { path: '/', title: 'First', publish: {} });
    expect(created).toMatchObject({ revision: 1, userErrors: [] });
    const { id } = created.front!;
    const readTitle = async () => (await gateway.query('{ front { title } }')).front?.title;
    expect(await readTitle()).toBe('First');
    await edit('updateFront', { id, title: 'Second', publish: {} });
    expect(await readTitle()).toBe('Second');
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await edit('updateFront', { id, title: 'Third', publish: { scheduledFor: inAnHour } });
    expect(await readTitle()).toBe('Second');
    expect(await readPreview('title scheduledFor')).toEqual({ title: 'Third', scheduledFor: inAnHour });

    const past = { scheduledFor: '2020-01-01T00:00:00Z' };
    const { userErrors } = await edit('updateFront', { id, title: 'Fourth', publish: past });
    expect(userErrors).toMatchObject([{ field: ['publish', 'scheduledFor'], code: 'INVALID' }]);
    const refused = await edit('createFront', { path: '/world', publish: past });
    expect(refused).toMatchObject({ front: null, userErrors: [{ field: ['publish', 'scheduledFor'] }] });
    const writer = createFrontEditor(gateway, gateway.queryAs(await gateway.createKey('write')));
    await expect(writer('updateFront', { id, title: 'Fifth', publish: {} })).rejects.toThrow('FORBIDDEN');
    await expect(writer('createFront', { path: '/world', publish: {} })).rejects.toThrow('FORBIDDEN');
    expect(await readPreview('title')).toEqual({ title: 'Third' });
    expect(await gateway.query('{ fronts { totalCount } }')).toEqual({ fronts: { totalCount: 1 } });
  });

  test('A scheduled front is published at its time, once, by any number of workers', async () => {
    const { front } = await edit('createFront', { path: '/', title: 'Soon' });
    const id = front!.id;
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    await edit('publishFront', { id, scheduledFor: inAnHour });
    expect(await readPreview('scheduledFor isPublished')).toEqual({
      scheduledFor: inAnHour,
      isPublished: false,
    });
    await edit('cancelFrontSchedule', { id });
    expect((await edit('cancelFrontSchedule', { id })).userErrors).toMatchObject([{ code: 'NOT_ALLOWED' }]);

    await edit('publishFront', { id, scheduledFor: inAnHour });
    await edit('updateFront', { id, title: 'Last change' });
    const { prisma, pool } = gateway.database;
    expect(await countJobs(pool, PUBLISH_FRONTS_TASK)).toBe(1);
    await publishDueFronts(prisma);
    expect((await gateway.query('{ front { title } }')).front).toBeNull();
    const scheduledFor = new Date();
    await prisma.front.updateMany({ data: { scheduledFor } });
    const count = () => prisma.contentChange.count({ where: { nodeType: 'Front', kind: 'PUBLISHED' } });
    const before = await count();
    await Promise.all([publishDueFronts(prisma), publishDueFronts(prisma)]);
    await gateway.app.cacheInvalidator.waitForSync();
    expect(await gateway.query('{ front { title updatedAt } }')).toEqual({
      front: { title: 'Last change', updatedAt: scheduledFor.toISOString() },
    });
    expect((await count()) - before).toBe(1);
    const [error] = (await edit('publishFront', { id, scheduledFor: '2020-01-01T00:00:00Z' })).userErrors;
    expect(error).toMatchObject({ field: ['scheduledFor'], code: 'INVALID' });
  });

  test('Revisions say what each save changed, and can be restored', async () => {
    const id = await createHome([{ id: 'top', title: 'Top', cards: [{ id: 'a', article: 'news-1' }] }]);
    await edit('pinCard', {
      id,
      container: 'top',
      card: { id: 'b', article: 'news-2', kicker: 'New' },
      place: { before: 'a' },
    });
    const { revisions } = await readPreview(
      'revisions { nodes { number action isPublished keyName changes { field before after diff } } }',
    );
    expect(revisions.nodes).toMatchObject([
      { number: 2, action: 'pinCard', isPublished: false, keyName: 'Desk' },
      { number: 1, action: 'createFront', isPublished: true },
    ]);
    expect(revisions.nodes[0].changes).toMatchObject([
      {
        field: 'containers.top',
        before: 'title: Top\nlayout: LIST\nsize: 6\n- news-1',
        after: 'title: Top\nlayout: LIST\nsize: 6\n- news-2, kicker: New\n- news-1',
        diff: expect.stringContaining('+- news-2, kicker: New'),
      },
    ]);
    expect((await edit('restoreFrontRevision', { id, revision: 1 })).revision).toBe(3);
    expect(formatItems(await readPreview())).toEqual([['PINNED news-1']]);
    expect((await edit('restoreFrontRevision', { id, revision: 9 })).userErrors).toMatchObject([
      { field: ['revision'], code: 'NOT_FOUND' },
    ]);
  });
});

describe('Edits of cards and containers', () => {
  test('Cards and containers are added, changed, moved and removed by their IDs', async () => {
    const { front } = await edit('createFront', { path: '/' });
    const id = front!.id;
    const top = (await edit('addContainer', { id, container: { title: 'Top' } })).containerId!;
    expect(top).toMatch(/^\d+\.[\w-]{12}$/);
    const last = (await edit('addContainer', { id, container: { title: 'Last' }, place: { after: top } }))
      .containerId!;
    const first = (await edit('addContainer', { id, container: { title: 'First' }, place: { before: top } }))
      .containerId!;
    const one = (await edit('pinCard', { id, container: top, card: { article: 'news-1' } })).cardId!;
    const two = (
      await edit('pinCard', { id, container: top, card: { article: 'news-2' }, place: { before: one } })
    ).cardId!;
    await edit('moveCard', { id, card: one, container: top, place: { before: two } });
    await edit('moveCard', { id, card: two, container: last });
    await edit('updateCard', { id, card: two, headline: 'Two', size: 'SMALL' });
    await edit('moveContainer', { id, container: last, place: { before: first } });
    await edit('updateContainer', { id, container: last, title: null, size: 2 });
    await edit('setContainerRule', {
      id,
      container: last,
      rule: { articles: { filter: { sections: { any: ['world', 'sport'] } }, orderBy: 'OLDEST' } },
    });
    const read = () => readPreview('revision containers { title size items { headline article { slug } } }');
    expect((await read()).containers).toEqual([
      {
        ...{ title: null, size: 2 },
        items: [
          { headline: 'Two', article: { slug: 'news-2' } },
          { headline: 'News 3', article: { slug: 'news-3' } },
        ],
      },
      { title: 'First', size: 6, items: [] },
      { title: 'Top', size: 6, items: [{ headline: 'News 1', article: { slug: 'news-1' } }] },
    ]);
    await edit('setContainerRule', { id, container: last, rule: null });
    await edit('updateCard', { id, card: two, headline: null });
    await edit('removeCard', { id, card: one });
    await edit('removeContainer', { id, container: first });
    expect((await read()).containers).toEqual([
      { title: null, size: 2, items: [{ headline: 'News 2', article: { slug: 'news-2' } }] },
      { title: 'Top', size: 6, items: [] },
    ]);
    const { revision } = await read();
    expect((await edit('moveCard', { id, card: two, container: last })).revision).toBe(revision);
  });

  test('Mistakes are user errors with their path, and the front stays as it was', async () => {
    const id = await createHome([
      { id: 'top', cards: [{ id: 'a', article: 'news-1' }] },
      { id: 'rule', size: 1, rule: { articles: {} } },
    ]);
    const before = await readPreview(`revision ${ITEMS}`);
    const [filled] = before.containers[1].items;
    const card = { id, card: 'a' };
    const setRule = (rule: object) => ['setContainerRule', { id, container: 'rule', rule }] as const;
    const filtered = (filter: object) => setRule({ articles: { filter } });
    const cases: [name: string, input: object, field: string, code: string][] = [
      ['moveCard', { ...card, container: 'gone' }, 'container', 'NOT_FOUND'],
      ['moveCard', { ...card, container: 'top', place: { before: 'gone' } }, 'place.before', 'NOT_FOUND'],
      ['moveCard', { ...card, container: 'rule', place: { after: 'a' } }, 'place.after', 'NOT_FOUND'],
      ['removeCard', { id, card: filled.id }, 'card', 'NOT_FOUND'],
      ['pinCard', { id, container: 'top', card: { article: 'nothing' } }, 'card.article', 'NOT_FOUND'],
      ['pinCard', { id, container: 'top', card: { article: 'news-1' } }, 'card.article', 'TAKEN'],
      [
        'pinCard',
        { id, container: 'top', card: { article: 'news-2', sublinks: ['no'] } },
        'card.sublinks.0',
        'NOT_FOUND',
      ],
      [
        'pinCard',
        { id, container: 'top', card: { article: 'news-2', sublinks: ['news-1'] } },
        'card.article',
        'TAKEN',
      ],
      [
        'pinCard',
        { id, container: 'top', card: { article: 'news-2', headline: 'x'.repeat(301) } },
        'card.headline',
        'TOO_LONG',
      ],
      [
        'pinCard',
        { id, container: 'top', card: { article: 'news-2', image: { file: 'no' } } },
        'card.image.file',
        'NOT_FOUND',
      ],
      ['updateCard', { ...card, sublinks: ['news-1'] }, 'sublinks', 'TAKEN'],
      ['addContainer', { id, container: { id: 'top' } }, 'container', 'TAKEN'],
      ['addContainer', { id, container: { layout: 'list' } }, 'container.layout', 'INVALID'],
      ['addContainer', { id, container: { href: 'javascript:alert(1)' } }, 'container.href', 'INVALID'],
      ['updateContainer', { id, container: 'top', size: 21 }, 'size', 'INVALID'],
      ['updateFront', { id, expectedRevision: 7, title: 'No' }, 'expectedRevision', 'CONFLICT'],
      ['updateFront', { id, path: '/world/news-1' }, 'path', 'TAKEN'],
      ['updateFront', { id, path: 'no' }, 'path', 'INVALID'],
      ['createFront', { path: '/' }, 'path', 'TAKEN'],
      [
        'createFront',
        { path: '/x', containers: [{ cards: [{ article: 'news-1' }, { article: 'news-1' }] }] },
        'containers.0.cards.1.article',
        'TAKEN',
      ],
      ['createFront', { path: '/x', containers: Array(21).fill({}) }, 'containers', 'TOO_LONG'],
      [
        'createFront',
        { path: '/x', containers: Array(11).fill({ size: 20, rule: { articles: {} } }) },
        'containers',
        'TOO_LONG',
      ],
      [...filtered({ tags: { any: ['unknown'] } }), 'rule.articles.filter.tags.any.0', 'NOT_FOUND'],
      [
        ...filtered({ or: [{ sections: { any: ['world', 'mars'] } }] }),
        'rule.articles.filter.or.0.sections.any.1',
        'NOT_FOUND',
      ],
      [
        ...filtered({ not: { authors: { all: ['nobody'] } } }),
        'rule.articles.filter.not.authors.all.0',
        'NOT_FOUND',
      ],
      [...filtered({ series: { any: ['Nothing'] } }), 'rule.articles.filter.series.any.0', 'NOT_FOUND'],
      [...filtered({ tags: { any: [] } }), 'rule.articles.filter.tags.any', 'INVALID'],
      [
        ...filtered({ publishedAt: { after: '2026-02-01T00:00:00Z', before: '2026-01-01T00:00:00Z' } }),
        'rule.articles.filter.publishedAt',
        'INVALID',
      ],
      [
        ...filtered({ and: [{ wordCount: { min: 9, max: 8 } }] }),
        'rule.articles.filter.and.0.wordCount',
        'INVALID',
      ],
      [...filtered({ status: ['DRAFT'] }), 'rule.articles.filter', 'INVALID'],
      [...filtered({ ids: ['no'] }), 'rule.articles.filter', 'INVALID'],
      [...setRule({ articles: { orderBy: 'SCHEDULED' } }), 'rule.articles.orderBy', 'INVALID'],
      [...setRule({ popular: { filter: { kinds: [] } } }), 'rule.popular.filter.kinds', 'INVALID'],
      [...setRule({ relatedTo: 'nothing' }), 'rule.relatedTo', 'NOT_FOUND'],
    ];
    for (const [name, input, field, code] of cases) {
      const { userErrors } = await edit(name, input);
      expect([name, input, userErrors.map((error) => [error.field?.join('.'), error.code])]).toEqual([
        name,
        input,
        [[field, code]],
      ]);
    }
    expect(await readPreview(`revision ${ITEMS}`)).toEqual(before);
    const noCard = await desk(
      'mutation ($input: PinCardInput!) { pinCard(input: $input) { front { id } revision cardId } }',
      { input: { id, container: 'gone', card: { article: 'news-2' } } },
    );
    expect(noCard.pinCard).toEqual({ front: null, revision: null, cardId: null });
  });

  test('Containers may be full, and no container takes a further card', async () => {
    const articles = Array.from({ length: 21 }, (_, i) => `full-${i}`);
    await gateway.saveMany(articles.map((slug) => ({ slug, kind: 'PAGE' })));
    const id = await createHome([
      { id: 'full', cards: articles.slice(0, 20).map((article) => ({ article })) },
    ]);
    const { userErrors } = await edit('pinCard', { id, container: 'full', card: { article: 'full-20' } });
    expect(userErrors).toMatchObject([{ field: ['card', 'article'], code: 'TOO_LONG' }]);
    expect((await readItems())![0]).toHaveLength(20);
  });

  test('A front has at most 200 cards, which the error of each edit says', async () => {
    const rule = { articles: {} };
    const containers = Array.from({ length: 10 }, (_, i) => ({ id: `c${i}`, size: i < 9 ? 20 : 19, rule }));
    const id = await createHome([...containers, { id: 'last' }]);
    await edit('pinCard', { id, container: 'last', card: { article: 'news-1' } });
    const card = { id: 'two', article: 'news-2' };
    const cases: [name: string, input: object, field: string][] = [
      ['pinCard', { container: 'last', card }, 'card.article'],
      ['setContainerRule', { container: 'last', rule }, 'rule'],
      ['updateContainer', { container: 'c9', size: 20 }, 'size'],
      ['addContainer', { container: { size: 1, rule } }, 'container'],
    ];
    for (const [name, input, field] of cases) {
      const { userErrors } = await edit(name, { id, ...input });
      expect([name, userErrors]).toEqual([
        name,
        [
          {
            field: field.split('.'),
            code: 'TOO_LONG',
            message: expect.stringContaining('at most 200 cards'),
          },
        ],
      ]);
    }
  });

  test('Mutations need their scope, and are audited', async () => {
    const id = await createHome([]);
    const readers: [key: string, name: string, input: object][] = [
      [await gateway.createKey('preview'), 'updateFront', { id, title: 'No' }],
      [await gateway.createKey('write'), 'publishFront', { id }],
      [await gateway.createKey('write'), 'deleteFront', { id }],
      [await gateway.createKey('write'), 'updateFront', { id, path: '/moved' }],
    ];
    for (const [key, name, input] of readers)
      await expect(createFrontEditor(gateway, gateway.queryAs(key))(name, input)).rejects.toThrow(
        'FORBIDDEN',
      );
    await edit('updateFront', { id, path: '/moved' });
    expect(await gateway.query('{ home: front { path } moved: front(path: "/moved/") { path } }')).toEqual({
      ...{ home: null, moved: { path: '/moved' } },
    });
    const entries = await gateway.database.prisma.auditEntry.findMany({
      where: { target: id },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      ...[
        'createFront',
        'publishFront',
        'updateFront',
        'publishFront',
        'deleteFront',
        'updateFront',
        'updateFront',
      ],
    ]);
  });
});

describe('Paths of fronts', () => {
  const ROUTE = `query ($path: String!) { route(path: $path) {
    status isFrontPage redirectTo node { __typename ... on Front { title } ... on Section { slug } } front { title }
  } }`;
  const readRoute = async (path: string) => (await gateway.query(ROUTE, { path })).route;

  async function publish(path: string, title: string): Promise<string> {
    const { front, userErrors } = await edit('createFront', { path, title });
    expect(userErrors).toEqual([]);
    await edit('publishFront', { id: front!.id });
    return front!.id;
  }

  test('A route says that a front is at a path, at its own and at that of a section', async () => {
    const found = { status: 'FOUND', isFrontPage: false, redirectTo: null };
    expect(await readRoute('/weekend')).toMatchObject({ status: 'NOT_FOUND', front: null });
    expect(await readRoute('/')).toMatchObject({ isFrontPage: true, node: null, front: null });
    await publish('/weekend', 'Weekend');
    await publish('/world', 'World front');
    await publish('/', 'Home');
    expect(await readRoute('/weekend')).toEqual({
      ...{ ...found, node: { __typename: 'Front', title: 'Weekend' }, front: { title: 'Weekend' } },
    });
    expect(await readRoute('/world')).toEqual({
      ...{ ...found, node: { __typename: 'Section', slug: 'world' }, front: { title: 'World front' } },
    });
    expect(await readRoute('/')).toMatchObject({ isFrontPage: true, node: { title: 'Home' } });
    const readJsonLd = async (path: string) => {
      const document = 'query ($path: String!) { front(path: $path) { seo { jsonLd } } }';
      return JSON.parse((await gateway.query(document, { path })).front.seo.jsonLd);
    };
    expect(await readJsonLd('/weekend')).toMatchObject({
      ...{ '@type': 'CollectionPage', '@id': 'https://courier.example/weekend', name: 'Weekend' },
    });
    expect((await readJsonLd('/'))['@graph'].map((each: any) => each['@type'])).toEqual([
      'Organization',
      'WebSite',
      'CollectionPage',
    ]);
    const { section } = await gateway.query('{ section(by: { slug: "world" }) { front { title } } }');
    expect(section).toEqual({ front: { title: 'World front' } });
    expect(
      await gateway.query('{ fronts { nodes { path } } tag(by: { slug: "storm" }) { front { path } } }'),
    ).toEqual({
      fronts: { nodes: [{ path: '/' }, { path: '/weekend' }, { path: '/world' }] },
      tag: { front: null },
    });
  });

  test('The sitemap has fronts at paths of their own that search engines may show', async () => {
    const readSitemap = async () => {
      const text = await (await fetch(`${gateway.address}/sitemaps/sections.xml`)).text();
      return [...text.matchAll(/<loc>https:\/\/courier\.example([^<]*)<\/loc>/g)].map(([, path]) => path);
    };
    const before = await readSitemap();
    const id = await publish('/weekend', 'Weekend');
    await publish('/world', 'World front');
    await publish('/tags/storm', 'Storm front');
    expect(await readSitemap()).toEqual([...before, '/weekend']);
    await edit('updateFront', { id, robots: { isIndexed: false } });
    await edit('publishFront', { id });
    expect(await readSitemap()).toEqual(before);
  });

  test('The front of a section and of a tag moves with it', async () => {
    await gateway.save({ slug: 'moving', section: ['Moving', 'Below'], tags: ['Migration'] });
    await publish('/moving/below', 'Below');
    await publish('/tags/migration', 'Tag');
    const update = async (type: string, slug: string, to: string) => {
      const name = type.toLowerCase();
      const { [name]: row } = await gateway.query(`{ ${name}(by: { slug: "${slug}" }) { id } }`);
      await desk(
        `mutation ($input: Update${type}Input!) { update${type}(input: $input) { userErrors { message } } }`,
        {
          input: { id: row.id, slug: to },
        },
      );
      await gateway.app.cacheInvalidator.waitForSync();
    };
    await update('Section', 'moving', 'moved');
    await update('Tag', 'migration', 'travel');
    expect(
      await gateway.query('{ fronts { nodes { path title } } front(path: "/moving/below") { path } }'),
    ).toEqual({
      fronts: {
        nodes: [
          { path: '/moved/below', title: 'Below' },
          { path: '/tags/travel', title: 'Tag' },
        ],
      },
      front: null,
    });
  });

  test('Articles and redirects cannot take the path of a front', async () => {
    await publish('/weekend', 'Weekend');
    const { createArticle } = await desk(
      'mutation { createArticle(input: { title: "W", slug: "weekend" }) { userErrors { field code message } } }',
    );
    expect(createArticle.userErrors).toEqual([
      {
        field: ['slug'],
        code: 'TAKEN',
        message: 'The path /weekend is already used by the front "Weekend".',
      },
    ]);
    const { createRedirect } = await desk(
      'mutation { createRedirect(input: { from: "/weekend", to: "/" }) { userErrors { field code } } }',
    );
    expect(createRedirect.userErrors).toEqual([{ field: ['from'], code: 'TAKEN' }]);
    await desk(
      'mutation { createRedirect(input: { from: "/old", to: "/weekend" }) { userErrors { field } } }',
    );
    expect((await edit('createFront', { path: '/old' })).userErrors).toMatchObject([
      { field: ['path'], code: 'TAKEN' },
    ]);
  });
});
