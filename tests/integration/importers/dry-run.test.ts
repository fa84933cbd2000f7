import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PrismaClient } from '../../../src/database/generated/client.js';
import { importGhost } from '../../../src/importers/ghost/ghost-import.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import type { ImportReporter, ImportSummary } from '../../../src/importers/run/import-run.js';
import type { ImportResult } from '../../../src/importers/run/imported-article.js';
import { saveSyncTime } from '../../../src/importers/run/known-items.js';
import { importWordPress } from '../../../src/importers/wordpress/wordpress-import.js';
import { ImportService } from '../../../src/modules/import/import.service.js';
import { SubscriberImportService } from '../../../src/modules/newsletter/subscribers/subscriber-import.service.js';
import { RedirectService } from '../../../src/modules/redirect/redirect.service.js';
import { runDry } from '../../../src/mutations/dry-run.js';
import { ARTICLE_DEFAULTS, type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';
import { renderWxr } from '../../support/wordpress.js';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.close());

type Run = (prisma: PrismaClient, report: ImportReporter) => Promise<ImportSummary>;

/** Returns everything that is stored, by table. Sequences are no part of it. */
async function readTables(): Promise<Record<string, string>> {
  const { pool } = gateway.database;
  const { rows } = await pool.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
  );
  const tables: Record<string, string> = {};
  for (const { name } of rows) {
    const content =
      await pool.query(`SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) AS hash
      FROM "${name}" t`);
    tables[name] = content.rows[0].hash;
  }
  return tables;
}

/** Runs an import dry and then for real. Returns both reports. */
async function runTwice(run: Run): Promise<{ dry: ImportResult[]; real: ImportResult[] }> {
  const reports: ImportResult[][] = [[], []];
  const collect = (i: number): ImportReporter => ({
    onResult: (result) => reports[i]!.push(result),
    onEnd: () => undefined,
  });
  const before = await readTables();
  await runDry(gateway.database.prisma, (prisma) => run(prisma, collect(0)));
  expect(await readTables()).toEqual(before);
  await run(gateway.database.prisma, collect(1));
  return { dry: reports[0]!, real: reports[1]! };
}

test('A dry run of Markdown prints the report of the import, and writes nothing', async () => {
  const folder = await createFolder({
    'sections.yaml': '- slug: world\n  name: World\n',
    'menus.yaml': '- location: main\n  items: [{ text: One, url: /world/one }]\n',
    'one.md': '---\ntitle: One\ndate: 2026-01-02\ncategories: World\naliases: [/same]\n---\nText.',
    'two.md': '---\ntitle: Two\ndate: 2026-01-03\naliases: [/same]\n---\nText.',
    'three.md': '---\ntitle: Three\npermalink: /world/one\n---\nText.',
    'four.md': '---\ntags: [Sea]\n---\n',
  });
  const run: Run = (prisma, report) => importMarkdown(folder, new ImportService(prisma), { report });
  const { dry, real } = await runTwice(run);
  expect(dry).toEqual(real);
  expect(dry.map(({ outcome }) => outcome)).toContain('refused');
  expect(dry.flatMap(({ reasons }) => reasons).join('\n')).toContain('/same');

  const again = await runTwice(run);
  expect(again.dry).toEqual(again.real);
  expect(again.dry.filter(({ outcome }) => outcome === 'created')).toEqual([]);
});

test('A dry run of a WordPress export prints the report of the import, and writes nothing', async () => {
  const folder = await createFolder({
    'site.xml': renderWxr([
      { id: 1, slug: 'ferry', terms: [['category', 'asia', 'Asia']], content: 'Text [unknown a="1"]' },
      { id: 2, slug: 'ferry', link: 'https://old.example/world/', content: 'Text' },
      { id: 3, status: 'trash' },
    ]),
  });
  const run: Run = (prisma, report) =>
    importWordPress([join(folder, 'site.xml')], new ImportService(prisma), { report });
  const { dry, real } = await runTwice(run);
  expect(dry).toEqual(real);
  expect(dry).toHaveLength(3);
});

test('A dry run of a Ghost export with members writes no newsletter and no subscriber', async () => {
  const folder = await createFolder({
    'members.csv': 'email,subscribed_to_emails\nada@courier.example,true\n',
    'site.json': JSON.stringify({
      db: [
        {
          data: {
            posts: [{ id: '1', title: 'One', slug: 'ghost-one', status: 'published', html: '<p>Text</p>' }],
            newsletters: [{ id: '1', name: 'Weekly', slug: 'weekly', status: 'active' }],
          },
        },
      ],
    }),
  });
  const run: Run = (prisma, report) =>
    importGhost(
      [join(folder, 'site.json'), join(folder, 'members.csv')],
      { importService: new ImportService(prisma), subscribers: new SubscriberImportService(prisma) },
      { report, newsletter: 'weekly' },
    );
  const { dry, real } = await runTwice(run);
  expect(dry).toEqual(real);
  expect(dry.filter(({ kind }) => kind !== 'post').map(({ outcome }) => outcome)).toContain('created');
});

test('A dry run keeps the time of the last sync and the redirects as they are', async () => {
  const progress = { syncedTo: new Date(), comparedAt: null, seen: new Map(), gone: [] };
  const redirect = { from: '/old', to: '/new', isPermanent: true };
  const before = await readTables();
  const results = await runDry(gateway.database.prisma, async (prisma) => {
    await saveSyncTime(prisma, 'wordpress old.example', progress);
    const redirects = new RedirectService(prisma, { url: 'https://courier.example', languageUrls: {} });
    return [...(await redirects.import([redirect])), ...(await redirects.import([redirect]))];
  });
  expect(results.map(({ outcome }) => outcome)).toEqual(['created', 'unchanged']);
  expect(await readTables()).toEqual(before);
});

test('Editors save while a dry run is at work', async () => {
  const terms = { section: ['Both'], tags: ['Both one', 'Both two'], authors: ['Both'] };
  await gateway.save({ slug: 'saved-before', ...terms });
  await runDry(gateway.database.prisma, async (prisma) => {
    const service = new ImportService(prisma);
    await service.saveTaxonomy({
      sections: [{ slug: 'dry', name: 'Dry', description: null, parent: null }],
      authors: [],
      tags: [],
    });
    const saveDry = (slug: string, tags: string[]) => {
      const article = { ...ARTICLE_DEFAULTS, sourceId: slug, slug, title: `Dry ${slug}`, ...terms, tags };
      return service.upsertMany([article, { ...article, sourceId: `${slug}-2`, slug: `${slug}-2` }]);
    };
    await saveDry('saved-dry', terms.tags);
    await gateway.save({ slug: 'saved-meanwhile', ...terms });
    await saveDry('saved-before', ['Both two']);
  });
  const { article, section, tag } = await gateway.query(`{
    article(by: { slug: "saved-meanwhile" }) { slug } section(by: { slug: "dry" }) { slug }
    tag(by: { slug: "both-one" }) { articleCount }
  }`);
  expect([article, section, tag]).toEqual([{ slug: 'saved-meanwhile' }, null, { articleCount: 2 }]);
  const { rows } = await gateway.database.pool.query('SELECT public.recount_articles() AS wrong');
  expect(rows).toEqual([{ wrong: 0 }]);
});

test('An error in a dry run is thrown, and nothing is written', async () => {
  const before = await readTables();
  const failing = runDry(gateway.database.prisma, async (prisma) => {
    await prisma.sourceSync.create({ data: { source: 'dry', syncedTo: new Date() } });
    throw new Error('The source broke off.');
  });
  await expect(failing).rejects.toThrow('The source broke off.');
  expect(await readTables()).toEqual(before);
});
