import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr, type WxrItem } from '../../support/wordpress.js';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,fr' });
});
afterEach(() => gateway.close());

/** Collects the outcome of each item, and the reasons of the result about translations. */
function createReport() {
  const results: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void results.push(result), onEnd: () => undefined };
  const reasonsOf = (item: string) => results.find((each) => each.item.endsWith(item))?.reasons;
  const countOutcomes = () =>
    results
      .filter(({ item }) => item !== 'translations')
      .reduce<Record<string, number>>(
        (counts, { outcome }) => Object.assign(counts, { [outcome]: (counts[outcome] ?? 0) + 1 }),
        {},
      );
  return { report, reasonsOf, countOutcomes };
}

/** Lists path, language and group of all articles, with what they are translated from, by slugs. */
async function listGroups(table: 'article' | 'draft' = 'article') {
  const { rows } = await gateway.database.pool.query<{ path: string; text: string }>(
    `SELECT a.path, concat_ws(' ', a.language, coalesce('in ' || g.path, 'alone'),
       'from ' || f.path || ' ' || a.translated_revision) AS text
     FROM ${table} a LEFT JOIN draft g ON g.id = a.translation_group LEFT JOIN draft f ON f.id = a.translated_from
     ORDER BY a.path COLLATE "C"`,
  );
  return Object.fromEntries(rows.map(({ path, text }) => [path, text]));
}

const post = (title: string, fields = '') =>
  `---\ntitle: ${title}\ndate: 2026-03-04\n${fields}---\n${title} text.\n`;
const HUGO = {
  'hugo.yaml': 'defaultContentLanguage: en\nlanguages:\n  en: {}\n  de: {}\n  fr: {}\n',
  'content/news/tide.de.md': post('Ebbe'),
  'content/news/tide.fr.md': post('Marée'),
  'content/news/tide.md': post('Tide'),
  'content/news/boat.md': post('Boat'),
  'content/news/schiff.de.md': post('Schiff', 'translationKey: ship\n'),
  'content/news/vessel.md': post('Vessel', 'translationKey: ship\n'),
};

test('An import of a Hugo site joins translations, and keeps their addresses', async () => {
  const folder = await createFolder(HUGO);
  const { report, reasonsOf } = createReport();
  await importMarkdown(folder, gateway.importService, { report });
  const groups = {
    '/de/news/schiff': 'de in /de/news/schiff from /news/vessel 1',
    '/de/news/tide': 'de in /de/news/tide from /news/tide 1',
    '/fr/news/tide': 'fr in /de/news/tide from /news/tide 1',
    '/news/boat': 'en alone',
    '/news/tide': 'en in /de/news/tide',
    '/news/vessel': 'en in /de/news/schiff',
  };
  expect(await listGroups()).toEqual(groups);
  expect(await listGroups('draft')).toEqual(groups);
  expect(reasonsOf('translations')).toEqual([
    '5 articles are joined to 2 groups of translations in de, en, fr',
    '1 articles name a group, and have no translation here',
  ]);
  const again = createReport();
  await importMarkdown(folder, gateway.importService, { report: again.report });
  expect(again.countOutcomes()).toEqual({ unchanged: 6 });
  expect(again.reasonsOf('translations')).toEqual(reasonsOf('translations'));
  expect(await listGroups()).toEqual(groups);
});

test('A batch of one article, and an import that ended between two translations, join them too', async () => {
  const folder = await createFolder(HUGO);
  const { upsertMany } = gateway.importService;
  let count = 0;
  const ending = Object.assign(Object.create(gateway.importService), {
    upsertMany: (...given: Parameters<typeof upsertMany>) => {
      count += 1;
      if (count === 3) throw new Error('The process ended.');
      return upsertMany.apply(gateway.importService, given);
    },
  });
  await expect(importMarkdown(folder, ending, { batchSize: 2 })).rejects.toThrow('ended');
  await importMarkdown(folder, gateway.importService, { batchSize: 1 });
  expect(Object.values(await listGroups()).filter((text) => text.includes('alone'))).toEqual(['en alone']);
});

test('A translation that both imports changed follows the revision that its original has now', async () => {
  const folder = await createFolder(HUGO);
  await importMarkdown(folder, gateway.importService);
  await writeFile(join(folder, 'content/news/tide.md'), post('High tide'));
  await writeFile(join(folder, 'content/news/tide.de.md'), post('Flut'));
  // The translation is saved before its original.
  await importMarkdown(folder, gateway.importService, { batchSize: 1 });
  expect(await listGroups()).toMatchObject({
    '/de/news/tide': 'de in /de/news/tide from /news/tide 2',
    '/fr/news/tide': 'fr in /de/news/tide from /news/tide 1',
  });
});

test('A second article in one language is not joined, and the report names the first', async () => {
  const { report, reasonsOf } = createReport();
  const folder = await createFolder({
    'a.md': post('One', 'language: de\ntranslationKey: k\n'),
    'b.md': post('Two', 'translationKey: k\n'),
    'c.md': post('Three', 'language: de\ntranslationKey: k\n'),
  });
  await importMarkdown(folder, gateway.importService, { report, batchSize: 1 });
  expect(await listGroups()).toEqual({
    '/b': 'in /de/a',
    '/de/a': 'de in /de/a from /b 1',
    '/de/c': 'de alone',
  });
  expect(reasonsOf('c.md')).toEqual(['not joined with its translations, of which a is in the same language']);
});

test('An article that an editor changed is joined with a translation that is imported later', async () => {
  const { 'content/news/schiff.de.md': german, ...others } = HUGO;
  const folder = await createFolder(others);
  await importMarkdown(folder, gateway.importService);
  await gateway.database.pool.query("UPDATE draft SET edited_at = now() WHERE path = '/news/vessel'");
  await writeFile(join(folder, 'content/news/schiff.de.md'), german);
  await importMarkdown(folder, gateway.importService);
  expect(await listGroups()).toMatchObject({
    '/de/news/schiff': 'de in /news/vessel from /news/vessel 1',
    '/news/vessel': 'en in /news/vessel',
  });
});

/** Reads all files of a folder. */
async function readFiles(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true }))
    .filter((name) => /\.(md|yaml)$/.test(name))
    .sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return Object.fromEntries(names.map((name, i) => [name, texts[i]!]));
}

test('An export has languages, groups and texts in further languages, and its import brings them back', async () => {
  const folder = await createFolder({
    'posts/tide.md': post('Tide', 'section: News\ntranslationKey: tide\n'),
    'posts/ebbe.md': post('Ebbe', 'section: News\nlanguage: de\ntranslationKey: tide\n'),
    'posts/boat.md': post('Boat'),
    'sections.yaml':
      '- slug: news\n  name: News\n  translations:\n    de: { name: Nachrichten, slug: nachrichten }\n  boxes: [{ key: RELATED, translations: { fr: { text: À lire } } }]\n',
    'tags.yaml': '- slug: sea\n  name: Sea\n  translations: { de: { name: Meer, description: Am Meer } }\n',
    'authors.yaml': '- slug: ada\n  name: Ada\n  translations: { de: { role: Redakteurin } }\n',
    'series.yaml': '- slug: tides\n  title: Tides\n  translations: { de: { title: Gezeiten } }\n',
    'site.yaml':
      'description: The tide\ntranslations: { de: { title: Ebbe, description: Die Ebbe }, xx: { title: Later } }\nboxes: [{ key: SEARCH, title: Search, translations: { de: { title: Suche } } }]\n',
    'menus.yaml':
      '- location: primary\n  items:\n  - text: News\n    url: /news\n    translations: { de: { text: Nachrichten, url: /de/nachrichten } }\n',
  });
  await importMarkdown(folder, gateway.importService);
  await writeFile(join(folder, 'posts/tide.md'), post('High tide', 'section: News\ntranslationKey: tide\n'));
  await importMarkdown(folder, gateway.importService);
  const [first, second] = [await createFolder({}), await createFolder({})];
  await exportMarkdown(first, gateway.database.prisma);
  const files = await readFiles(first);
  const german = Object.values(files).find((text) => text.includes('Ebbe'));
  expect(german).toMatch(/^language: de$/m);
  expect(german).toMatch(/^isOutdatedTranslation: true$/m);
  expect(german).toMatch(/^translationKey: "\d+"$/m);
  const other = await startGateway({ SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,fr' });
  try {
    await importMarkdown(first, other.importService);
    await exportMarkdown(second, other.database.prisma);
  } finally {
    await other.close();
  }
  expect(await readFiles(second)).toEqual(files);
  for (const name of ['sections', 'tags', 'authors', 'series', 'menus', 'site'])
    expect(files[`${name}.yaml`]).toContain('translations:');
  for (const text of ['À lire', 'Suche', 'Die Ebbe', 'Later'])
    expect(files['sections.yaml'] + files['site.yaml']!).toContain(text);
});

test('Groups of Polylang are joined across files and imports, and IDs of its API are names of a group', async () => {
  const item = (id: number, language: string, slug: string): WxrItem => ({
    id,
    slug,
    content: '<p>Text.</p>',
    terms: [
      ['language', language, language],
      ['post_translations', 'pll_1', 'pll_1'],
    ],
  });
  const folder = await createFolder({
    'en.xml': renderWxr([item(1, 'en', 'tide')]),
    'de.xml': renderWxr([item(2, 'de', 'ebbe')]),
  });
  await importWordPress([join(folder, 'en.xml'), join(folder, 'de.xml')], gateway.importService);
  expect(await listGroups()).toEqual({ '/ebbe': 'de in /tide from /tide 1', '/tide': 'en in /tide' });
  const keys = { translationKeys: ['post/1', 'post/2'], language: 'fr' };
  const origin = { source: 'wordpress old.example', sourceId: 'post/3' };
  await gateway.saveMany([{ ...origin, ...keys, slug: 'maree', path: '/maree' }]);
  expect(await listGroups()).toMatchObject({ '/maree': 'fr in /tide from /tide 1' });
});
