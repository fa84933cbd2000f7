import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { DataFolderFixture } from '../support/data-folder.js';
import { DatelineProcess, runCommand } from '../support/dateline-process.js';
import { CHECKOUT } from '../support/documentation.js';
import { createFolder } from '../support/import-files.js';
import { renderWxr } from '../support/wordpress.js';

const folders = new DataFolderFixture();
afterAll(async () => {
  DatelineProcess.killAll();
  await folders.remove();
});

test('Each kind of import reports the same again after a dry run, because nothing was written', async () => {
  const settings = { DATA_DIR: await folders.createFolder(), SEED: 'false' };
  const sources = await createFolder({
    'site.xml': renderWxr([{ id: 1, slug: 'ferry', content: 'Text' }]),
    'ghost.json': JSON.stringify({
      data: { posts: [{ id: '1', title: 'One', slug: 'one', status: 'published', html: '<p>Text</p>' }] },
    }),
    'feed.json': JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Feed',
      items: [{ id: '1', title: 'Entry', content_text: 'Text' }],
    }),
  });
  const redirects = await folders.createFolder('redirects.csv');
  await writeFile(redirects, '/a,/b\n');
  const commands = [
    ['import', 'markdown', join(CHECKOUT, 'seeds')],
    ['import', 'wordpress', join(sources, 'site.xml')],
    ['import', 'ghost', join(sources, 'ghost.json')],
    ['import', 'feed', join(sources, 'feed.json')],
    ['import', 'page', join(CHECKOUT, 'tests/unit/importers/pages/founding-page.txt')],
    ['redirects', 'import', redirects],
  ];
  for (const command of commands) {
    for (const _attempt of [1, 2]) {
      const { code, output } = await runCommand([...command, '--dry-run'], settings);
      expect([command[1], code, output]).toEqual([
        command[1],
        0,
        expect.stringMatching(
          /\b[1-9]\d* created, 0 updated, 0 unchanged[\s\S]*Dry run: nothing was written\.$/m,
        ),
      ]);
    }
  }
}, 300_000);

test('check-move prints a report, writes the missing redirects for review, and ends with 1', async () => {
  const settings = { DATA_DIR: await folders.createFolder() };
  await runCommand(['import', 'markdown', join(CHECKOUT, 'seeds')], settings);
  const list = await folders.createFolder('old.txt');
  await writeFile(
    list,
    'address\n/business/ferry-strike-enters-second-week/\n/2026/ferry-strike-second-week\n',
  );
  const redirects = await folders.createFolder('missing.csv');
  const command = ['check-move', list, '--no-pages', '--redirects', redirects];
  const { code, output } = await runCommand(command, settings);
  expect([code, output]).toEqual([1, expect.stringContaining('LOST       1  50.0 %  leads nowhere: 404')]);
  const again = await runCommand(command, settings);
  expect(again.output).toContain('exists already. Rename it, or name another file with --redirects.');

  const imported = await runCommand(['redirects', 'import', redirects], settings);
  expect(imported.output).toContain('1 created, 0 updated, 0 unchanged, 0 refused');
  const fixed = await runCommand(['check-move', list, '--no-pages', '--json'], settings);
  const results = fixed.output.split('\n').filter((line) => line.startsWith('{'));
  expect(results.map((line) => JSON.parse(line).status)).toEqual(['FOUND', 'MOVED']);
  expect(fixed.code).toBe(0);
}, 300_000);
