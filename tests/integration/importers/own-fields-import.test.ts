import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { buildContentModel } from '../../../src/fields/build-content-model.js';
import type { ContentModel } from '../../../src/fields/content-model.js';
import { boolean, list, reference, richText, text, url } from '../../../src/fields/field.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { formatSummary } from '../../../src/importers/run/report.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createGhostExport, createGhostPost, importFiles } from '../../support/ghost.js';
import { createFolder } from '../../support/import-files.js';
import { renderAcfExport } from '../../support/own-fields/acf-export.js';
import { loadExampleModel } from '../../support/own-fields/model.js';

const ALL = `slug kind fields {
  kicker spiceLevel isSponsored eventDate priceRange website
  verdict { html } poster { url alt caption width } seeAlso { slug } location { name latitude longitude }
} review { stars pros critic { slug } }`;
const LIST = `{ articles(orderBy: TITLE) { nodes { ${ALL} } }
  authors { nodes { slug fields { homepage } } } tags { nodes { slug fields { isTopic } } }
  sections { slug fields { colour } } }`;

const FULL = {
  slug: 'harbour-kitchen',
  kind: 'REVIEW',
  fields: {
    kicker: 'Eating & drinking',
    spiceLevel: 4,
    isSponsored: false,
    eventDate: '2026-03-01',
    priceRange: 'MODERATE',
    website: 'https://kitchen.example/en',
    verdict: { html: '<p>Go <strong>now</strong>.</p>' },
    poster: {
      url: 'https://old.example/wp-content/uploads/poster.jpg',
      alt: 'The poster',
      caption: null,
      width: null,
    },
    seeAlso: [{ slug: 'pier-walk' }],
    location: { name: 'Quay 4', latitude: 53.35, longitude: null },
  },
  review: { stars: 5, pros: ['Fish', 'The view'], critic: { slug: 'ben-brook' } },
};

let model: ContentModel;
let gateway: Gateway;
beforeAll(async () => {
  model = await loadExampleModel();
});
beforeEach(async () => {
  gateway = await startGateway({}, { model });
});
afterEach(() => gateway.close());

async function importAcf(options: { model?: ContentModel } = { model }) {
  const folder = await createFolder({ 'export.xml': renderAcfExport() });
  return importWordPress([join(folder, 'export.xml')], gateway.importService, options);
}

test('A WordPress export with ACF fields fills declared fields, and names the others', async () => {
  const summary = await importAcf();
  expect(summary.counts).toMatchObject({ created: 2, refused: 0 });
  const { articles } = await gateway.query(LIST);
  expect(articles.nodes).toEqual([
    expect.objectContaining({
      slug: 'pier-walk',
      kind: 'ARTICLE',
      review: null,
      fields: expect.objectContaining({
        kicker: 'Outdoors',
        spiceLevel: null,
        isSponsored: true,
        eventDate: null,
      }),
    }),
    FULL,
  ]);
  const reasons = Object.fromEntries(summary.resultsWithReasons.map(({ item, reasons }) => [item, reasons]));
  expect(reasons).toEqual({
    'review 101 harbour-kitchen': [
      // The authors of an export are read before its articles.
      'seeAlso.0: the article post/102 was not found and was ignored, unless this import adds it later',
      'seeAlso.1: "999" was not found as article in the source and was ignored',
    ],
    'post 102 pier-walk': ['spiceLevel: "hot" is not a number and was ignored'],
  });
  const printed = formatSummary(summary);
  expect(printed).toContain('Own fields filled: kicker (2), verdict (1), spiceLevel (1), isSponsored (2)');
  expect(printed).toContain('review.stars (1)');
  expect(printed).toContain('Unsupported fields, not imported: chef (1), stars (1)');
  // Complete, so that nothing is written again.
  expect((await importAcf()).counts).toMatchObject({ unchanged: 2 });
});

test('Without declarations, the fields stay on the receipt', async () => {
  const summary = await importAcf({});
  expect(summary.filledFields.size).toBe(0);
  expect(summary.unusedFields.get('kicker')).toBe(1);
});

describe('Markdown', () => {
  test('is exported and imported without loss', async () => {
    await importAcf();
    const key = await gateway.createKey('write', 'publish', 'preview');
    const write = gateway.queryAs(key);
    await write(`mutation { createArticle(input: { title: "Draft", slug: "draft", fields: {
      kicker: "2026-01-05", isSponsored: false, verdict: { html: "<h2>True</h2><p>1 &lt; 2</p>" },
      poster: { url: "https://img.example/a.png", alt: "", caption: "A: b", focalX: 0.5, focalY: 0.25 }
    } }) { userErrors { message } } }`);
    const { authors, sections } = await gateway.queryAs(
      key,
      'preview',
    )('{ authors { nodes { id } } sections { id } }');
    await write(
      `mutation ($id: ID!) { updateAuthor(input: { id: $id, fields: { homepage: "https://ada.example/" } }) { userErrors { message } } }`,
      { id: authors.nodes[0].id },
    );
    await write(
      `mutation ($id: ID!) { updateSection(input: { id: $id, isHidden: false, fields: { colour: "#00ff00" } }) { userErrors { message } } }`,
      { id: sections[0].id },
    );
    const folder = await createFolder({});
    const target = join(folder, 'out');
    const exported = await exportMarkdown(target, gateway.database.prisma, { model });
    expect(exported).toMatchObject({ total: 3, resultsWithReasons: [] });

    const other = await startGateway({}, { model });
    try {
      const imported = await importMarkdown(target, other.importService, { model });
      expect(imported.counts).toMatchObject({ created: 3, refused: 0 });
      expect([...imported.unusedFields]).toEqual([]);
      expect(await other.query(LIST)).toEqual(await gateway.query(LIST));
      const draft = `{ article(by: { slug: "draft" }) { ${ALL} fields { poster { focalPoint { x y } } } } }`;
      const readDraft = async (from: Gateway) =>
        from.queryAs(await from.createKey('preview'), 'preview')(draft);
      expect(await readDraft(other)).toEqual(await readDraft(gateway));
    } finally {
      await other.close();
    }
  });

  test('fills fields by their names, and warns with the line of a value that does not fit', async () => {
    const folder = await createFolder({
      'a.md': `---
title: A review
date: 2026-01-01
kind: review
kicker: "<b>Out</b>"
spice-level: 9
eventDate: 2026-05-01
location:
  name: Quay
  latitude: 53
review:
  stars: 4
  pros: Fish
---
Text.
`,
      'b.md': '---\ntitle: B\ndate: 2026-01-01\nkind: Recipe\n---\nText.\n',
      'tags.yaml': '- slug: tide\n  name: Tide\n  fields:\n    isTopic: yes\n',
    });
    const summary = await importMarkdown(folder, gateway.importService, { model });
    expect(summary.resultsWithReasons).toMatchObject([
      { item: 'posts/a.md', line: 6, reasons: [expect.stringContaining('"9" is above 5 and was ignored')] },
      {
        item: 'posts/b.md',
        line: 4,
        reasons: [
          expect.stringContaining(
            'is not a kind of article: Article, Page, Opinion, Gallery, Video, Audio, LiveBlog, Review',
          ),
        ],
      },
    ]);
    const draft = await gateway.queryAs(
      await gateway.createKey('preview'),
      'preview',
    )(`{ articles(orderBy: TITLE) { nodes { ${ALL} } } }`);
    expect(draft.articles.nodes).toMatchObject([
      {
        kind: 'REVIEW',
        fields: {
          kicker: 'Out',
          spiceLevel: null,
          eventDate: '2026-05-01',
          location: { name: 'Quay', latitude: 53 },
        },
        review: { stars: 4, pros: ['Fish'] },
      },
      { kind: 'ARTICLE', review: null },
    ]);
    await writeFile(join(folder, 'tags.yaml'), '- slug: tide\n  name: Tide\n  fields:\n    isTopic: maybe\n');
    await expect(importMarkdown(folder, gateway.importService, { model })).rejects.toThrow(
      'tags.yaml: tide: isTopic: "maybe" is neither true nor false and was ignored',
    );
  });
});

describe('References to missing content', () => {
  const siteModel = () => {
    const seeAlso = list({
      description: 'L.',
      of: reference({ description: 'R.', to: 'article' }),
    });
    const lead = reference({ description: 'R.', to: 'article' });
    const note = text({ description: 'N.' });
    const result = buildContentModel({ fields: { article: { seeAlso }, tag: { lead, note } } });
    if (!('model' in result)) throw new Error(result.errors.join('\n'));
    return result.model;
  };
  let other: Gateway;
  let otherModel: ContentModel;
  beforeEach(async () => {
    otherModel = siteModel();
    other = await startGateway({}, { model: otherModel });
  });
  afterEach(() => other.close());

  test('are filled when the content is imported later, and change nothing until then', async () => {
    const folder = await createFolder({
      'a.md': '---\ntitle: A\ndate: 2026-01-01\ntags: [tide]\nseeAlso: [b]\n---\nText.\n',
      'tags.yaml': '- slug: tide\n  name: Tide\n  fields:\n    lead: a\n',
    });
    const run = () => importMarkdown(folder, other.importService, { model: otherModel });
    const first = await run();
    expect(first.resultsWithReasons[0]!.reasons[0]).toContain('seeAlso.0: the article b was not found');
    const read = () =>
      other.query(
        '{ articles(orderBy: TITLE) { nodes { slug fields { seeAlso { slug } } } } tags { nodes { fields { lead { slug } } } } }',
      );
    expect(await read()).toEqual({
      articles: { nodes: [{ slug: 'a', fields: { seeAlso: [] } }] },
      tags: { nodes: [{ fields: { lead: { slug: 'a' } } }] },
    });
    const countRevisions = () => other.database.prisma.articleRevision.count();
    const revisions = await countRevisions();
    expect((await run()).counts).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await countRevisions()).toBe(revisions);
    await writeFile(join(folder, 'b.md'), '---\ntitle: B\ndate: 2026-01-02\n---\nText.\n');
    await run();
    expect((await read()).articles.nodes).toEqual([
      { slug: 'a', fields: { seeAlso: [{ slug: 'b' }] } },
      { slug: 'b', fields: { seeAlso: [] } },
    ]);
  });

  test('of taxonomy files are named, and values of removed fields stay', async () => {
    const folder = await createFolder({
      'a.md': '---\ntitle: A\ndate: 2026-01-01\ntags: [tide]\n---\nText.\n',
      'tags.yaml': '- slug: tide\n  name: Tide\n  fields:\n    lead: gone\n    note: Kept\n',
    });
    await importMarkdown(folder, other.importService, { model: otherModel });
    const { prisma } = other.database;
    await prisma.ownField.update({ where: { path: 'tag.note' }, data: { removedAt: new Date() } });
    await writeFile(join(folder, 'tags.yaml'), '- slug: tide\n  name: Tide\n  fields:\n    lead: gone\n');
    const second = await importMarkdown(folder, other.importService, { model: otherModel });
    expect(second.resultsWithReasons).toEqual([
      {
        item: 'sections, authors and tags',
        outcome: 'kept',
        reasons: ['the tag tide: lead: the article gone was not found'],
      },
    ]);
    const tag = await prisma.tag.findUniqueOrThrow({ where: { slug: 'tide' } });
    expect(tag.fields).toEqual({ note: 'Kept' });
  });
});

test('A Ghost export fills the fields that name its properties, and kinds by internal tag', async () => {
  const result = buildContentModel({
    fields: {
      article: {
        isFeatured: boolean({ description: 'F.', ghost: ['featured'] }),
        shareTitle: text({ description: 'S.', ghost: ['og_title', 'twitter_title'] }),
        mood: text({ description: 'M.', ghost: ['mood'] }),
      },
    },
    kinds: {
      Review: {
        description: 'R.',
        fields: {
          verdict: richText({ description: 'V.', ghost: ['verdict'] }),
          site: url({ description: 'U.' }),
        },
      },
    },
  });
  if ('errors' in result) throw new Error(result.errors.join());
  const own = await startGateway({}, { model: result.model });
  try {
    const data = {
      posts: [createGhostPost('p1', { slug: 'one', featured: 1, mood: 'calm', verdict: '<p>Go.</p>' })],
      posts_meta: [{ id: 'm1', post_id: 'p1', og_title: 'Share me' }],
      tags: [{ id: 't1', slug: 'hash-review', name: '#review', visibility: 'internal', description: null }],
      posts_tags: [{ id: 'pt1', post_id: 'p1', tag_id: 't1', sort_order: 0 }],
    };
    const { summary } = await importFiles(
      own,
      { 'g.json': createGhostExport(data) },
      { model: result.model },
    );
    expect(summary.counts).toMatchObject({ created: 1 });
    expect([...summary.unusedFields]).toEqual([]);
    const { article } = await own.query(
      '{ article(by: { slug: "one" }) { kind fields { isFeatured shareTitle mood } review { verdict { html } site } } }',
    );
    expect(article).toEqual({
      kind: 'REVIEW',
      fields: { isFeatured: true, shareTitle: 'Share me', mood: 'calm' },
      review: { verdict: { html: '<p>Go.</p>' }, site: null },
    });
  } finally {
    await own.close();
  }
});
