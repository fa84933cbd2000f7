import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.close());

const SERIES = `{ seriesList { nodes { slug title description parts robots { isIndexed } seo { title }
  image { url alt } articles { nodes { slug seriesPart { part } } } } } }`;

async function listSeries({ query }: Pick<Gateway, 'query'> = gateway) {
  const { seriesList } = await query(SERIES);
  return seriesList.nodes.map(({ articles, ...series }: any) => ({
    ...series,
    articles: articles.nodes.map(({ slug, seriesPart: { part } }: any) => [slug, part]),
  }));
}

const post = (title: string, fields: string) => `---\ntitle: ${title}\n${fields}\n---\n\nText of ${title}.\n`;

test('A site of Jekyll comes in with its series and the order of their parts', async () => {
  const folder = await createFolder({
    '_config.yml': 'title: Tides\n',
    '_posts/2024-03-01-nets.md': post('Nets', 'series: Eel fishing\nseries_part: 2'),
    '_posts/2024-02-01-boats.md': post('Boats', 'series: Eel fishing\nseries_order: 1'),
    '_posts/2024-01-01-coda.md': post('Coda', 'series: Eel fishing'),
    '_posts/2024-01-02-zero.md': post('Zero', 'series: Eel fishing\nseries_part: 0'),
  });
  const { resultsWithReasons } = await importMarkdown(folder, gateway.importService);
  expect(resultsWithReasons.flatMap(({ reasons }) => reasons)).toEqual([
    'series_part: 0 is no number from 1 to 1000000 and was ignored',
  ]);
  expect(await listSeries()).toMatchObject([
    {
      slug: 'eel-fishing',
      title: 'Eel fishing',
      articles: [
        ['boats', 1],
        ['nets', 2],
        ['coda', null],
        ['zero', null],
      ],
    },
  ]);
});

test('A site of Hugo comes in with its taxonomy of series, their weights and their pages', async () => {
  const folder = await createFolder({
    'hugo.toml': 'title = "Tides"\n[taxonomies]\ntag = "tags"\nseries = "series"\n',
    'content/posts/nets.md': post('Nets', 'date: 2024-03-01\nseries: [Eel fishing]\nseries_weight: 20'),
    'content/posts/boats.md': post('Boats', 'date: 2024-04-01\nseries: [Eel fishing]\nseries_weight: 10'),
  });
  await importMarkdown(folder, gateway.importService);
  expect(await listSeries()).toMatchObject([
    {
      slug: 'eel-fishing',
      articles: [
        ['boats', 10],
        ['nets', 20],
      ],
    },
  ]);
  const { route } = await gateway.query(
    '{ route(path: "/series/eel-fishing/") { status node { __typename } } }',
  );
  expect(route).toEqual({ status: 'FOUND', node: { __typename: 'Series' } });
});

test('A site of Hugo comes in with the titles of its series and tags, which are no sections', async () => {
  const folder = await createFolder({
    'hugo.yaml': 'title: Tides\ntaxonomies: { tag: tags, series: series }\n',
    'content/series/_index.md': '---\ntitle: All series\n---\n',
    'content/series/eels/_index.md':
      '---\ntitle: "Eels: a life"\ndescription: From spawn to net.\nlayout: custom\n---\nWords.\n',
    'content/tags/net-making/_index.md': '---\ntitle: Nets & how to make them\n---\n',
    'content/posts/nets.md': post(
      'Nets',
      'date: 2024-01-01\nseries:\n- eels\nseries_weight: 2000\ntags: [Net making]',
    ),
    'content/posts/boats.md': post(
      'Questions about boats',
      'date: 2024-02-01\nslug: boats\nseries:\n- eels\nseries_title: Boats\nseries_weight: 300',
    ),
    'content/posts/coda.md': post('Coda', 'date: 2024-03-01\nseries: [eels, other]'),
  });
  const { unusedFields } = await importMarkdown(folder, gateway.importService);
  expect([...unusedFields.keys()]).toEqual(['series_title']);
  expect(await listSeries()).toMatchObject([
    {
      ...{ slug: 'eels', title: 'Eels: a life', description: 'From spawn to net.' },
      articles: [
        ['boats', 300],
        ['nets', 2000],
        ['coda', null],
      ],
    },
  ]);
  const document = `{ tags { nodes { slug name } } sections { slug children { slug } }
    all: route(path: "/series/") { status } one: route(path: "/series/eels/") { status node { __typename } } }`;
  expect(await gateway.query(document)).toEqual({
    tags: { nodes: [{ slug: 'net-making', name: 'Nets & how to make them' }] },
    sections: [{ slug: 'posts', children: [] }],
    all: { status: 'FOUND' },
    one: { status: 'FOUND', node: { __typename: 'Series' } },
  });
});

test('A series that posts name by a key has the title that they give it', async () => {
  const folder = await createFolder({
    '_config.yml': 'title: Tides\n',
    '_posts/2024-03-01-nets.md': post(
      'Nets',
      'series: eel_history\nseries_title: History of eels\nseries_index: 11',
    ),
    '_posts/2024-02-01-boats.md': post(
      'Boats',
      'series: eel_history\nseries_title: History of eels\nseries_index: 2',
    ),
  });
  const { unusedFields } = await importMarkdown(folder, gateway.importService);
  expect([...unusedFields.keys()]).toEqual([]);
  expect(await listSeries()).toMatchObject([
    {
      title: 'History of eels',
      articles: [
        ['boats', 2],
        ['nets', 11],
      ],
    },
  ]);
});

test('Series of the WordPress plugins come in with descriptions, parts and later names', async () => {
  const head = (
    name: string,
  ) => `<wp:term><wp:term_id>31</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy>
    <wp:term_slug>eel-fishing</wp:term_slug><wp:term_name>${name}</wp:term_name>
    <wp:term_description><![CDATA[<p>Nets &amp; boats</p>]]></wp:term_description></wp:term>
    <wp:term><wp:term_id>32</wp:term_id><wp:term_taxonomy>series</wp:term_taxonomy>
    <wp:term_slug>unused</wp:term_slug><wp:term_name>Unused</wp:term_name></wp:term>`;
  const run = async (name: string) => {
    const terms: [string, string, string][] = [['series', 'eel-fishing', name]];
    const folder = await createFolder({
      'a.xml': renderWxr(
        [
          { id: 1, slug: 'nets', content: '<p>A</p>', terms, meta: { _series_part: '2' } },
          {
            id: 2,
            slug: 'boats',
            content: '<p>B</p>',
            terms,
            meta: { _series_part_31: '1', _series_part: '5' },
          },
          {
            id: 3,
            slug: 'coda',
            content: '<p>C</p>',
            terms: [...terms, ['series', 'more', 'More']],
            meta: { _series_part: '0' },
          },
        ],
        { head: head(name) },
      ),
    });
    return importWordPress([`${folder}/a.xml`], gateway.importService);
  };
  const { resultsWithReasons, unusedFields } = await run('Eel fishing');
  expect(resultsWithReasons.flatMap(({ reasons }) => reasons)).toEqual([
    'an article is in one series: "Eel fishing" is imported, "More" left out',
  ]);
  expect(unusedFields.size).toBe(0);
  const articles = [
    ['boats', 1],
    ['nets', 2],
    ['coda', null],
  ];
  expect(await listSeries()).toMatchObject([{ slug: 'eel-fishing', description: 'Nets & boats', articles }]);
  await run('Eels');
  expect(await listSeries()).toMatchObject([{ slug: 'eels', title: 'Eels', articles }]);
  const { route } = await gateway.query('{ route(path: "/series/eel-fishing") { status redirectTo } }');
  expect(route).toEqual({ status: 'MOVED', redirectTo: '/series/eels' });
});

test('An export of series that is imported elsewhere is equal, and imported again it changes nothing', async () => {
  const files = await createFolder({
    'series.yaml': `- slug: eels
  title: "Eel: fishing"
  description: Nets and boats.
  parts: 5
  image: { url: https://pictures.example/eel.jpg, alt: An eel }
  seo: { title: About eels, noindex: true }
- slug: nobody
  title: Nobody's
`,
    'one.md': post('One', 'date: 2024-03-01\nseries: { name: eels, part: 2 }'),
    'two.md': post('Two', 'date: 2024-04-01\nseries: { name: eels, part: 1 }'),
    'other.md': post('Other', 'date: 2024-04-01\nseries: Alone'),
  });
  await importMarkdown(files, gateway.importService);
  const before = await listSeries();
  expect(before.find(({ slug }: { slug: string }) => slug === 'eels')).toEqual({
    ...{ slug: 'eels', title: 'Eel: fishing', description: 'Nets and boats.', parts: 5 },
    ...{ robots: { isIndexed: false }, seo: { title: 'About eels' } },
    image: { url: 'https://pictures.example/eel.jpg', alt: 'An eel' },
    articles: [
      ['two', 1],
      ['one', 2],
    ],
  });
  const target = await mkdtemp(join(tmpdir(), 'dateline-series-'));
  const other = await startGateway();
  try {
    const exported = await exportMarkdown(target, gateway.database.prisma);
    expect(exported.taxonomy.series).toBe(3);
    await importMarkdown(target, other.importService);
    expect(await listSeries(other)).toEqual(before);
    const again = await importMarkdown(target, other.importService);
    expect(again.counts).toMatchObject({ unchanged: 3, created: 0, updated: 0 });
    expect((await exportMarkdown(target, other.database.prisma, { overwrite: true })).counts).toEqual({
      written: 0,
      unchanged: 3,
    });
  } finally {
    await other.close();
    await rm(target, { recursive: true });
  }
});
