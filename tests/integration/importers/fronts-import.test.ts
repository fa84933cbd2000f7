import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCommandFilters } from '../../../src/app/command-filters.js';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { ImportService } from '../../../src/modules/import/import.service.js';
import { runDry } from '../../../src/mutations/dry-run.js';
import { createFrontEditor } from '../../support/fronts.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';

/** So that one query reads all fronts. */
const SETTINGS = { COST_LIMIT: '100000000' };
const PREVIEW = { 'x-perspective': 'preview' };
const CONTENT = `
  path title description isPublished scheduledFor robots { isIndexed isFollowed } seo { title description }
  containers { id title href layout size allowsRepeats rule { kind orderBy window relatedTo { path } } items {
    id headline kicker standfirst size reason image { url alt caption credit license width height focalPoint { x y } }
    article { path } sublinks { path }
  } }`;

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway(SETTINGS);
});
afterEach(() => gateway.close());

const importFolder = (folder: string, to = gateway, options: object = {}) =>
  importMarkdown(folder, to.importService, {
    createFilters: () => createCommandFilters(to.database),
    ...options,
  });

/** Reads all fronts in their latest revision, without the number of each in the IDs of its parts. */
async function readFronts(from = gateway): Promise<any[]> {
  const desk = from.queryAs(await from.createKey('preview'));
  const { fronts } = await desk(`{ fronts(first: 5) { nodes { ${CONTENT} } } }`, {}, PREVIEW);
  return JSON.parse(JSON.stringify(fronts.nodes).replace(/"id":"\d+\./g, '"id":"'));
}

const post = (title: string, fields = '') =>
  `---\ntitle: ${title}\nsection: World\ndate: 2024-03-01\n${fields}\n---\n\nText of ${title}.\n`;

const ARTICLES = {
  'tags.yaml': '- { slug: storm, name: Storm }\n- { slug: old, name: Old }\n',
  'authors.yaml': '- { slug: ada, name: Ada }\n',
  'series.yaml': '- { slug: eels, title: Eels }\n',
  'one.md': post('One', 'tags: [Storm]'),
  'two.md': post('Two', 'authors: [Ada]'),
  'three.md': post('Three', 'series: { name: eels, part: 1 }'),
  'four.md': post('Four', 'draft: true'),
};

const FRONTS = `
- path: /
  title: The port
  description: News of the port.
  seoTitle: The port today
  seoDescription: All of it.
  robots: { isFollowed: false }
  containers:
    - id: top
      title: Top
      href: /world
      layout: FEATURE
      size: 2
      cards:
        - id: lead
          article: /world/one
          headline: The first
          kicker: Lead
          standfirst: It comes first.
          size: LARGE
          image:
            { url: https://pictures.example/a.jpg, alt: A picture, caption: Of one, credit: Ada, license: CC0,
              width: 800, height: 600, focalX: 0.25, focalY: 0.5 }
          sublinks: [two]
        - article: four
    - id: rest
      size: 20
      rule:
        articles:
          orderBy: TITLE
          filter:
            or:
              - { sections: { any: [world], isExact: true }, publishedAt: { after: 2020-01-01T00:00:00Z } }
              - { tags: { any: [storm], none: [old] }, authors: { any: [ada] }, series: { any: [eels] } }
    - id: popular
      allowsRepeats: true
      rule: { popular: { window: WEEK, filter: { not: { kinds: [PAGE] } } } }
    - id: more
      rule: { relatedTo: /world/one }
- path: /draft
  draft: true
  containers: [{ cards: [{ article: two }] }]
- path: /later
  scheduledFor: 2099-01-01T00:00:00Z
`;

test('Fronts come in from fronts.yaml, and an export of them comes back equal', async () => {
  const { resultsWithReasons } = await importFolder(
    await createFolder({ ...ARTICLES, 'fronts.yaml': FRONTS }),
  );
  expect(resultsWithReasons).toEqual([]);
  const fronts = await readFronts();
  expect(fronts).toMatchObject([
    {
      path: '/',
      isPublished: true,
      robots: { isIndexed: true, isFollowed: false },
      containers: [
        {
          id: 'top',
          items: [
            {
              ...{
                id: 'lead',
                headline: 'The first',
                kicker: 'Lead',
                standfirst: 'It comes first.',
                size: 'LARGE',
              },
              image: {
                url: 'https://pictures.example/a.jpg',
                license: 'CC0',
                focalPoint: { x: 0.25, y: 0.5 },
              },
              sublinks: [{ path: '/world/two' }],
            },
          ],
        },
        { rule: { kind: 'ARTICLES', orderBy: 'TITLE' }, items: [{ article: { path: '/world/three' } }] },
        { allowsRepeats: true, rule: { kind: 'POPULAR', window: 'WEEK' } },
        { rule: { kind: 'RELATED', relatedTo: { path: '/world/one' } } },
      ],
    },
    { path: '/draft', isPublished: false, scheduledFor: null },
    { path: '/later', isPublished: false, scheduledFor: '2099-01-01T00:00:00.000Z' },
  ]);
  const folder = await createFolder({});
  const exported = await exportMarkdown(folder, gateway.database.prisma);
  expect(exported).toMatchObject({ fronts: 3, resultsWithReasons: [] });
  const text = await readFile(join(folder, 'fronts.yaml'), 'utf8');
  expect(text).toMatch(/any:\n +- storm/);
  expect(text).toContain('article: /world/four');
  const other = await startGateway(SETTINGS);
  try {
    // So that no ID is the same by chance.
    await other.save({ slug: 'zero', tags: ['Zero'], authors: ['Zero'], section: ['Zero'] });
    expect((await importFolder(folder, other)).resultsWithReasons).toEqual([]);
    expect(await readFronts(other)).toEqual(fronts);
    // Filters name sections, tags, authors and series by their slugs in the file.
    const target = await createFolder({});
    await exportMarkdown(target, other.database.prisma);
    expect(await readFile(join(target, 'fronts.yaml'), 'utf8')).toBe(text);
  } finally {
    await other.close();
  }
});

test('A second import changes what the source has changed, and keeps what an editor has', async () => {
  const folder = await createFolder({ ...ARTICLES, 'fronts.yaml': FRONTS });
  const revise = async (from: string, to: string) => {
    const file = join(folder, 'fronts.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
  };
  await importFolder(folder);
  const countRevisions = () => gateway.database.prisma.frontRevision.count();
  await importFolder(folder);
  expect(await countRevisions()).toBe(3);
  await revise('title: The port', 'title: The harbour');
  await importFolder(folder);
  expect(await gateway.query('{ front { title } }')).toEqual({ front: { title: 'The harbour' } });
  const edit = createFrontEditor(
    gateway,
    gateway.queryAs(await gateway.createKey('write', 'publish', 'preview')),
  );
  const { front } = await gateway.query('{ front { id } }');
  await edit('updateFront', { id: front.id, title: 'Ours' });
  expect((await importFolder(folder)).resultsWithReasons).toEqual([
    { item: 'fronts.yaml /', outcome: 'kept', reasons: ['was changed here; use --overwrite to replace it'] },
  ]);
  const { resultsWithReasons } = await exportMarkdown(await createFolder({}), gateway.database.prisma);
  expect(resultsWithReasons).toEqual([
    {
      ...{ item: 'fronts.yaml /', outcome: 'written' },
      reasons: ['revision 3 is not published and is not exported'],
    },
  ]);
  await importFolder(folder, gateway, { overwrite: true });
  expect(await readFronts()).toMatchObject([{ title: 'The harbour' }, {}, {}]);
});

test('Cards of missing articles are left out of an imported front, and other mistakes refuse it', async () => {
  const folder = await createFolder({
    ...ARTICLES,
    'fronts.yaml': `
- path: /
  containers:
    - { cards: [{ article: /world/nowhere }, { article: one, sublinks: [gone, two] }] }
    - { rule: { relatedTo: lost } }
- path: /twice
  containers: [{ cards: [{ article: one }, { article: one }] }]
- path: /unknown
  containers: [{ rule: { articles: { filter: { tags: { any: [tide] } } } } }]
- path: /world/one
`,
  });
  const { resultsWithReasons } = await importFolder(folder);
  const missing = (article: string) =>
    `was left out: The article ${article} was not found. Give the ID or slug of one that exists.`;
  expect(resultsWithReasons).toEqual([
    {
      ...{ item: 'fronts.yaml /', outcome: 'created' },
      reasons: [
        `containers.0.cards.0.article ${missing('/world/nowhere')}`,
        `containers.0.cards.1.sublinks.0 ${missing('gone')}`,
        `containers.1.rule.relatedTo ${missing('lost')}`,
      ],
    },
    {
      ...{ item: 'fronts.yaml /twice', outcome: 'refused' },
      reasons: [
        expect.stringMatching(/^containers\.0\.cards\.1\.article: The front has the article .* already/),
      ],
    },
    {
      ...{ item: 'fronts.yaml /unknown', outcome: 'refused' },
      reasons: [expect.stringMatching(/^containers\.0\.rule\.articles\.filter\.tags\.any\.0: The tag tide/)],
    },
    { item: 'fronts.yaml /world/one', outcome: 'refused', reasons: [expect.stringMatching(/^path: /)] },
  ]);
  const { fronts } = await gateway.query(
    '{ fronts { nodes { path containers { items { article { slug } } } } } }',
  );
  expect(fronts.nodes).toEqual([
    { path: '/', containers: [{ items: [{ article: { slug: 'one' } }] }, { items: [] }] },
  ]);
});

test.each([
  ['- path: /\n  containers: [{ siz: 3 }]', /fronts\.yaml: \/: .*"siz"/],
  ['- path: /\n  containers: [{ rule: { articles: { orderBy: BEST } } }]', /"BEST".*rule\.articles\.orderBy/],
  ['- { path: /, publish: {} }', /0\.publish must be left out/],
  ['- title: Nowhere', /fronts\.yaml: 0\.path/],
  ['- path: /\n  containers: [{ cards: [{ article: one, image: { alt: A } }] }]', /0\.cards\.0\.image\.url/],
])('A mistake in fronts.yaml stops the import before it begins, and is named: %s', async (text, message) => {
  const folder = await createFolder({ ...ARTICLES, 'fronts.yaml': text });
  await expect(importFolder(folder)).rejects.toThrow(message);
  expect(await gateway.database.prisma.draft.count()).toBe(0);
});

test('A site that is put under a path has its fronts, their links and their articles there', async () => {
  const folder = await createFolder({
    'one.md': post('One', 'path: /world/one'),
    'two.md': post('Two', 'path: /world/two'),
    'fronts.yaml': `
- path: /
  containers: [{ href: /world, cards: [{ article: /world/one, sublinks: [/world/two] }] }]
- path: /world
  containers: [{ href: "https://elsewhere.example/", rule: { relatedTo: /world/one } }]
`,
  });
  await gateway.save({ slug: 'other', title: 'Other', section: ['World'] });
  await importFolder(folder, gateway, { pathPrefix: '/magazine' });
  expect(await readFronts()).toMatchObject([
    {
      path: '/magazine',
      containers: [
        {
          href: expect.stringMatching(/\/magazine\/world$/),
          items: [{ article: { path: '/magazine/world/one' }, sublinks: [{ path: '/magazine/world/two' }] }],
        },
      ],
    },
    {
      path: '/magazine/world',
      containers: [
        { href: 'https://elsewhere.example/', rule: { relatedTo: { path: '/magazine/world/one' } } },
      ],
    },
  ]);
});

test('An export leaves out what was deleted, and says so', async () => {
  await importFolder(await createFolder({ ...ARTICLES, 'fronts.yaml': FRONTS }));
  const desk = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview'));
  const { two, tag } = await desk(
    `{ two: article(by: { slug: "two" }) { id } tag(by: { slug: "old" }) { id } }`,
    {},
    PREVIEW,
  );
  for (const [field, { id }] of Object.entries({ deleteArticle: two, deleteTag: tag }))
    await desk(`mutation ($id: ID!) { ${field}(input: { id: $id }) { userErrors { message } } }`, { id });
  const folder = await createFolder({});
  const { resultsWithReasons } = await exportMarkdown(folder, gateway.database.prisma);
  const [home, draft] = resultsWithReasons.filter(({ item }) => item.startsWith('fronts.yaml'));
  expect(home!.reasons).toEqual([
    'container top: the article of a sublink of card lead was deleted, and the sublink is left out',
    'container rest: a section, tag, author or series of the rule was deleted, and the rule is left out',
  ]);
  expect(draft!.reasons).toEqual([
    'container container-1: the article of card card-1-1 was deleted, and the card is left out',
  ]);
  const other = await startGateway(SETTINGS);
  const imported = await importFolder(folder, other).finally(() => other.close());
  expect(imported.resultsWithReasons.filter(({ item }) => item.startsWith('fronts.yaml'))).toEqual([]);
});

test('A dry run says what would happen to fronts, and writes none', async () => {
  const folder = await createFolder({
    ...ARTICLES,
    'fronts.yaml': `${FRONTS}- path: /x\n  containers: [{ cards: [{ article: nobody }] }]\n`,
  });
  const { resultsWithReasons } = await runDry(gateway.database.prisma, (prisma) =>
    importMarkdown(folder, new ImportService(prisma), {
      createFilters: () => createCommandFilters(gateway.database),
    }),
  );
  expect(resultsWithReasons).toMatchObject([{ item: 'fronts.yaml /x', outcome: 'created' }]);
  expect(await gateway.database.prisma.front.count()).toBe(0);
});
