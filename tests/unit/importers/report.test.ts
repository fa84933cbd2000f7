import { describe, expect, test } from '@jest/globals';
import { type ImportItem, type ImportReporter, runImport } from '../../../src/importers/run/import-run.js';
import { createJsonReporter, createTextReporter, getExitCode } from '../../../src/importers/run/report.js';
import { buildMarkdown, InMemoryImporter, MemoryOutput, parseArticle } from '../../support/import-files.js';

async function* many(count: number): AsyncGenerator<ImportItem> {
  for (let i = 0; i < count; i++) yield parseArticle(buildMarkdown('layout: post'), `posts/${i}.md`);
}

async function* someRefused(): AsyncGenerator<ImportItem> {
  yield parseArticle(buildMarkdown('status: odd'), 'posts/a.md');
  yield { item: 'posts/b\u001b[2J.md', refused: ['one', 'two (line 9)'], line: 3 };
}

const run = (items: AsyncIterable<ImportItem>, report: ImportReporter) =>
  runImport(items, new InMemoryImporter(), { report });

describe('Import report', () => {
  test('lists the reasons, each with its file and line, and the summary', async () => {
    const out = new MemoryOutput();
    const summary = await run(someRefused(), createTextReporter(out, new MemoryOutput()));
    expect(out.text.replace(/[\d.]+ s\n$/, 'N s\n')).toBe(
      'posts/a.md:4: created: status: "odd" is not a known status; imported as a draft\n' +
        'posts/b\ufffd[2J.md:3: refused: one\n' +
        'posts/b\ufffd[2J.md: refused: two (line 9)\n' +
        '2 articles: 1 created, 0 updated, 0 unchanged, 0 kept, 1 refused in N s\n',
    );
    expect(getExitCode(summary)).toBe(1);
  });

  test('names the unused fields and exits with 0 if nothing was rejected', async () => {
    const out = new MemoryOutput();
    const summary = await run(many(3), createTextReporter(out, new MemoryOutput()));
    expect(out.text).toMatch(/^Unsupported fields, not imported: layout \(3\)\n3 articles: 3 created/);
    expect(getExitCode(summary)).toBe(0);
  });

  test('says that the disk is full, and not what PostgreSQL wrote', async () => {
    const full = Object.assign(new Error('could not extend file "base/1": No space left on device'), {
      code: '53100',
    });
    const importer = new InMemoryImporter();
    importer.importArticles = () => Promise.reject(full);
    await expect(runImport(many(3), importer)).rejects.toThrow(
      /^The disk of the database is full\. Free space first\. The import stopped before the first item\./,
    );
  });

  test('logs a progress line for every 100 articles', async () => {
    const log = new MemoryOutput();
    await run(many(250), createTextReporter(new MemoryOutput(), log));
    expect(log.text.split('\n').map((line) => line.replace(/, [\d.]+ s$/, ''))).toEqual([
      '100 articles: 100 created, 0 updated, 0 unchanged, 0 kept, 0 refused',
      '200 articles: 200 created, 0 updated, 0 unchanged, 0 kept, 0 refused',
      '',
    ]);
  });

  test('shows progress on a terminal in one line that is cleared at the end', async () => {
    const terminal = new MemoryOutput(true);
    await run(many(250), createTextReporter(new MemoryOutput(), terminal));
    expect(terminal.text.startsWith('\r\u001b[K1 article: 1 created')).toBe(true);
    expect(terminal.text).not.toContain('\n');
    expect(terminal.text.endsWith('\r\u001b[K')).toBe(true);
  });

  test('writes one line of JSON per item to the output in JSON mode', async () => {
    const out = new MemoryOutput();
    const log = new MemoryOutput();
    await run(someRefused(), createJsonReporter(out, log));
    const receipts = out.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(receipts).toEqual([
      { item: 'posts/a.md', outcome: 'created', reasons: [expect.stringContaining('odd')], line: 4 },
      { item: 'posts/b\u001b[2J.md', outcome: 'refused', reasons: ['one', 'two (line 9)'], line: 3 },
    ]);
    expect(log.text).toMatch(/^2 articles: /);
  });

  test('lists the reasons of the importer before those of the conversion', async () => {
    const importer = {
      importArticles: async () => [{ outcome: 'refused' as const, reasons: ['path taken'] }],
      unpublishArticles: async () => [],
    };
    const one = (async function* () {
      yield parseArticle(buildMarkdown('status: odd'), 'posts/a.md');
    })();
    const { resultsWithReasons } = await runImport(one, importer);
    expect(resultsWithReasons).toEqual([
      { item: 'posts/a.md', outcome: 'refused', reasons: ['path taken', expect.stringContaining('odd')] },
    ]);
  });

  test('throws if the importer returns fewer results than it was given articles', async () => {
    const importer = { importArticles: async () => [], unpublishArticles: async () => [] };
    await expect(runImport(many(2), importer)).rejects.toThrow('returned 0 results for 2 articles');
  });
});
