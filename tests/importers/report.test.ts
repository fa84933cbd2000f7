import { describe, expect, test } from '@jest/globals';
import { type ImportItem, type ImportReport, runImport } from '../../src/importers/import-run.js';
import { exitCode, jsonReport, textReport } from '../../src/importers/report.js';
import { articleOf, Paper, RememberingImporter, withFields } from './support.js';

async function* many(count: number): AsyncGenerator<ImportItem> {
  for (let i = 0; i < count; i++) yield articleOf(withFields('layout: post'), `posts/${i}.md`);
}

async function* someRefused(): AsyncGenerator<ImportItem> {
  yield articleOf(withFields('status: odd'), 'posts/a.md');
  yield { item: 'posts/b\u001b[2J.md', refused: ['one', 'two (line 9)'], line: 3 };
}

const run = (items: AsyncIterable<ImportItem>, report: ImportReport) =>
  runImport(items, new RememberingImporter(), { report });

describe('the report of an import', () => {
  test('ends with the reasons, each with its file and line, and the summary', async () => {
    const out = new Paper();
    const summary = await run(someRefused(), textReport(out, new Paper()));
    expect(out.text.replace(/[\d.]+ s\n$/, 'N s\n')).toBe(
      'posts/a.md:4: created: status: "odd" is unknown here, so this is kept as a draft\n' +
        'posts/b\ufffd[2J.md:3: refused: one\n' +
        'posts/b\ufffd[2J.md: refused: two (line 9)\n' +
        '2 articles: 1 created, 0 updated, 0 unchanged, 0 kept, 1 refused in N s\n',
    );
    expect(exitCode(summary)).toBe(1);
  });

  test('names the fields that were left out, and succeeds when nothing was refused', async () => {
    const out = new Paper();
    const summary = await run(many(3), textReport(out, new Paper()));
    expect(out.text).toMatch(/^Fields without a place here, left out: layout \(3\)\n3 articles: 3 created/);
    expect(exitCode(summary)).toBe(0);
  });

  test('shows progress in a log by a line for every hundred', async () => {
    const log = new Paper();
    await run(many(250), textReport(new Paper(), log));
    expect(log.text.split('\n').map((line) => line.replace(/, [\d.]+ s$/, ''))).toEqual([
      '100 articles: 100 created, 0 updated, 0 unchanged, 0 kept, 0 refused',
      '200 articles: 200 created, 0 updated, 0 unchanged, 0 kept, 0 refused',
      '',
    ]);
  });

  test('shows progress on a terminal in one line, which is gone at the end', async () => {
    const terminal = new Paper(true);
    await run(many(250), textReport(new Paper(), terminal));
    expect(terminal.text.startsWith('\r\u001b[K1 article: 1 created')).toBe(true);
    expect(terminal.text).not.toContain('\n');
    expect(terminal.text.endsWith('\r\u001b[K')).toBe(true);
  });

  test('for programs is a line of JSON for each item and nothing else', async () => {
    const out = new Paper();
    const log = new Paper();
    await run(someRefused(), jsonReport(out, log));
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

  test("puts the importer's own reasons first", async () => {
    const importer = {
      importArticles: async () => [{ outcome: 'refused' as const, reasons: ['path taken'] }],
      withdrawArticles: async () => [],
    };
    const one = (async function* () {
      yield articleOf(withFields('status: odd'), 'posts/a.md');
    })();
    const { withReasons } = await runImport(one, importer);
    expect(withReasons).toEqual([
      { item: 'posts/a.md', outcome: 'refused', reasons: ['path taken', expect.stringContaining('odd')] },
    ]);
  });

  test('is not made up when the importer answers for too few', async () => {
    const importer = { importArticles: async () => [], withdrawArticles: async () => [] };
    await expect(runImport(many(2), importer)).rejects.toThrow('was given 2 articles and answered for 0');
  });
});
