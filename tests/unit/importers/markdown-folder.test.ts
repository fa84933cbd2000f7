import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { MAX_FILE_BYTES } from '../../../src/importers/markdown/files.js';
import { importMarkdownFolder, readMarkdownItems } from '../../../src/importers/markdown/import-folder.js';
import { runImport } from '../../../src/importers/run/import-run.js';
import type { ImportedArticle, ImportResult } from '../../../src/importers/run/imported-article.js';
import { buildMarkdown, createFolder, InMemoryImporter } from '../../support/import-files.js';

const POST = buildMarkdown('tags: [sea]');

/** Imports a folder and collects every import result. */
async function importAll(folder: string, importer = new InMemoryImporter(), batchSize?: number) {
  const receipts: ImportResult[] = [];
  const report = { onResult: (result: ImportResult) => void receipts.push(result), onEnd: () => undefined };
  const summary = await importMarkdownFolder(folder, importer, { report, ...(batchSize && { batchSize }) });
  return { summary, receipts, importer };
}

describe('Markdown folder import', () => {
  test('imports every Markdown file in path order, without hidden files and node_modules', async () => {
    const folder = await createFolder({
      'b.md': POST,
      'a/z.MARKDOWN': POST,
      'a/b/c.md': POST,
      'notes.txt': 'no',
      '.git/x.md': POST,
      '.hidden.md': POST,
      'node_modules/x/readme.md': POST,
    });
    const { receipts, importer } = await importAll(folder);
    const items = ['posts/a/b/c.md', 'posts/a/z.MARKDOWN', 'posts/b.md'];
    expect(receipts).toEqual(items.map((item) => ({ item, outcome: 'created', reasons: [] })));
    expect(importer.articles.map(({ sourceId }) => sourceId)).toEqual(items);
  });

  test('leaves unchanged files alone when it is repeated', async () => {
    const folder = await createFolder({ 'a.md': POST, 'b.md': POST });
    const { importer } = await importAll(folder);
    const { summary } = await importAll(folder, importer);
    expect(summary.counts).toEqual({ created: 0, updated: 0, unchanged: 2, kept: 0, refused: 0 });
    await writeFile(path.join(folder, 'b.md'), `${POST}\nMore.`);
    expect((await importAll(folder, importer)).summary.counts).toMatchObject({ updated: 1, unchanged: 1 });
  });

  test('returns an import result for every file in order, including rejected ones', async () => {
    const folder = await createFolder({
      '_index.md': '---\ntitle: Section\n---\n',
      'a.md': POST,
      'b.md': '---\ntitle: "B\n---\n',
      'c.md': POST,
      'e.md': '',
      'f.md': 'x'.repeat(MAX_FILE_BYTES + 1),
      'g.md': Uint8Array.from([...Buffer.from('One\nTwo '), 0xe9, 0x0a]),
      'h.md': `${POST}\0`,
      'i.md': POST,
    });
    const { receipts, summary } = await importAll(folder, new InMemoryImporter(), 4);
    expect(receipts).toEqual([
      { item: 'posts/_index.md', outcome: 'refused', reasons: ['describes a section and is not an article'] },
      { item: 'posts/a.md', outcome: 'created', reasons: [] },
      { item: 'posts/b.md', outcome: 'refused', reasons: ['Missing closing "quote'], line: 2 },
      { item: 'posts/c.md', outcome: 'created', reasons: [] },
      { item: 'posts/e.md', outcome: 'refused', reasons: ['the file is empty'] },
      {
        item: 'posts/f.md',
        outcome: 'refused',
        reasons: ['the file is too large: 4.0 MB; the limit is 4 MB'],
      },
      { item: 'posts/g.md', outcome: 'refused', reasons: ['the file is not UTF-8 text'], line: 2 },
      { item: 'posts/h.md', outcome: 'refused', reasons: ['the file contains a NUL character'], line: 7 },
      { item: 'posts/i.md', outcome: 'created', reasons: [] },
    ]);
    expect(summary).toMatchObject({
      total: 9,
      counts: { created: 3, updated: 0, unchanged: 0, kept: 0, refused: 6 },
    });
  });

  test('rejects a second file with the same slug, naming the first', async () => {
    const folder = await createFolder({
      'a/tide.md': POST,
      'b/tide.md': POST,
      'c.md': buildMarkdown('slug: tide'),
    });
    const { receipts } = await importAll(folder);
    const reasons = ['posts/a/tide.md already has the slug tide'];
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['created', 'refused', 'refused']);
    expect(receipts.slice(1).map((receipt) => receipt.reasons)).toEqual([reasons, reasons]);
  });

  test('appends the date of the file name to a duplicate slug', async () => {
    const folder = await createFolder({ '2016-03-04-tide.md': POST, '2017-03-04-tide.md': POST });
    const { receipts, importer } = await importAll(folder);
    expect(importer.articles.map(({ slug }) => slug)).toEqual(['tide', 'tide-2017-03-04']);
    expect(receipts[1]?.reasons).toEqual([
      'the slug is tide-2017-03-04, because posts/2016-03-04-tide.md has the slug tide',
    ]);
  });

  test('follows symbolic links to files, but not to folders', async () => {
    const folder = await createFolder({ 'a.md': POST });
    await symlink(path.join(folder, 'a.md'), path.join(folder, 'b.md'));
    await symlink(folder, path.join(folder, 'round'));
    await symlink(path.join(folder, 'gone'), path.join(folder, 'c.md'));
    const { receipts } = await importAll(folder);
    expect(receipts.map(({ item, outcome }) => `${item} ${outcome}`)).toEqual([
      'posts/a.md created',
      'posts/b.md created',
      'posts/c.md refused',
    ]);
  });

  test('reports a clear error for a missing folder, a file, or a folder without Markdown', async () => {
    const folder = await createFolder({ 'a.txt': 'x', 'empty/.keep': '' });
    const importer = new InMemoryImporter();
    const failing = (target: string) => importMarkdownFolder(path.join(folder, target), importer);
    await expect(failing('gone')).rejects.toThrow(/^Folder not found: .*gone\.$/);
    await expect(failing('a.txt')).rejects.toThrow(/a\.txt is a file, but a folder/);
    await expect(failing('empty')).rejects.toThrow(/contains no Markdown files \(\.md, \.markdown\)/);
    expect(importer.batches).toEqual([]);
  });
});

describe('Markdown import of many files', () => {
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [`${Math.floor(i / 100)}/post-${i}.md`, POST]),
  );

  test('reads one batch while another is written', async () => {
    let parsed = 0;
    let written = 0;
    let mostAhead = 0;
    const folder = await createFolder(files);
    const items = readMarkdownItems(folder);
    const counted = async function* () {
      for await (const item of items) {
        parsed += 1;
        mostAhead = Math.max(mostAhead, parsed - written);
        yield item;
      }
    };
    const importer = {
      async importArticles(batch: ImportedArticle[]) {
        await new Promise((resolve) => setImmediate(resolve));
        expect(parsed - written).toBeLessThanOrEqual(50);
        written += batch.length;
        return batch.map(() => ({ outcome: 'created' as const, reasons: [] }));
      },
      unpublishArticles: async () => [],
    };
    const summary = await runImport(counted(), importer);
    expect(summary.counts.created).toBe(400);
    expect(mostAhead).toBeLessThanOrEqual(50);
  });

  test('finishes in the next run after an interruption', async () => {
    const folder = await createFolder({});
    for (let i = 0; i < 100; i++) await writeFile(path.join(folder, `post-${i}.md`), POST);
    await mkdir(path.join(folder, 'sub'));
    const importer = new InMemoryImporter();
    const breaking = {
      importArticles: (batch: ImportedArticle[]) => {
        if (importer.articles.length >= 40) throw new Error('The database went away.');
        return importer.importArticles(batch);
      },
      unpublishArticles: async () => [],
    };
    const ended: number[] = [];
    const report = {
      onResult: () => undefined,
      onEnd: ({ total }: { total: number }) => void ended.push(total),
    };
    await expect(importMarkdownFolder(folder, breaking, { report })).rejects.toThrow(
      'The database went away.',
    );
    expect(ended).toEqual([50]);
    const { summary } = await importAll(folder, importer);
    expect(summary.counts).toEqual({ created: 50, updated: 0, unchanged: 50, kept: 0, refused: 0 });
  });
});
