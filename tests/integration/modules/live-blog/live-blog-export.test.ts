import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../../src/importers/markdown/markdown-import.js';
import { type Gateway, startGateway } from '../../../support/gateway.js';
import { createFolder } from '../../../support/import-files.js';
import { createLiveBlog, ENTRY } from '../../../support/live-blog.js';

const HAND_WRITTEN = `---
title: Storm over the harbour
slug: storm
kind: live_blog
date: 2026-11-01T08:00:00Z
liveBlog:
  startedAt: 2026-11-01T08:00:00Z
  summary: So far, **nobody** is hurt.
  pinned: power
  entries:
    - at: 2026-11-01T08:05:00Z
      title: The wind rises
      authors: [Ada Byrne]
      body: |
        Ferries stop at nine.

        - The Skerra
        - The Ottar
    - at: 2026-11-01T08:05:00Z
      html: <p>Same <em>minute</em>.</p>
    - key: power
      at: 2026-11-01T09:00:00Z
      keyEvent: true
      title: Power is out
      corrections: [{ at: 2026-11-01T09:10:00Z, text: "An earlier version named another street." }]
    - at: 2026-11-01T10:00:00Z
      title: Not confirmed
      draft: true
    - title: An entry without a time
---

Live from the quay.
`;
const READ = `query ($slug: String!) { article(by: { slug: $slug }) { liveBlog {
  isLive startedAt endedAt summary { text } pinned { title } entries { nodes { ${ENTRY.replace('id ', '').replace('revision ', '')} updatedAt } } } } }`;

let before: Gateway;
let after: Gateway;
let folder: string;
beforeAll(async () => {
  folder = await createFolder({ 'storm.md': HAND_WRITTEN });
  before = await startGateway();
  after = await startGateway();
});
afterAll(async () => {
  await before.close();
  await after.close();
});

async function exportAll({
  database,
}: Gateway): Promise<{ folder: string; files: Record<string, string>; summary: any }> {
  const target = await createFolder({});
  const summary = await exportMarkdown(target, database.prisma);
  const names = (await readdir(target, { recursive: true })).filter((name) => name.endsWith('.md')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(target, name), 'utf8')));
  return { folder: target, files: Object.fromEntries(names.map((name, i) => [name, texts[i]!])), summary };
}

test('A live blog in front matter is imported with its entries, and what cannot be read is said', async () => {
  const summary = await importMarkdown(folder, before.importService);
  expect(summary.resultsWithReasons).toEqual([
    expect.objectContaining({
      outcome: 'created',
      reasons: [expect.stringContaining('an entry needs a time')],
    }),
  ]);
  const { liveBlog } = (await before.query(READ, { slug: 'storm' })).article;
  expect(liveBlog).toMatchObject({
    isLive: true,
    startedAt: '2026-11-01T08:00:00.000Z',
    summary: { text: 'So far, nobody is hurt.' },
    pinned: { title: 'Power is out' },
    entries: {
      nodes: [
        {
          title: 'Power is out',
          isKeyEvent: true,
          corrections: [{ text: 'An earlier version named another street.' }],
        },
        { title: null, body: { text: 'Same minute.' } },
        { title: 'The wind rises', authors: [{ name: 'Ada Byrne' }] },
      ],
    },
  });
  expect((await importMarkdown(folder, before.importService)).counts).toMatchObject({ unchanged: 1 });
});

test('A changed source changes, adds and retracts entries, unless editors have changed the live blog here', async () => {
  const readTitles = async () => {
    const { liveBlog } = (await before.query(READ, { slug: 'storm' })).article;
    return liveBlog.entries.nodes.map(({ title }: { title: string }) => title);
  };
  const change = (text: string) => writeFile(join(folder, 'storm.md'), text);
  const changed = HAND_WRITTEN.replace('title: The wind rises', 'title: The wind falls').replace(
    / {4}- key: power[\s\S]*?street\." \}\]\n/,
    '    - at: 2026-11-01T11:00:00Z\n      title: It is over\n',
  );
  await change(changed);
  expect((await importMarkdown(folder, before.importService)).counts).toMatchObject({ updated: 1 });
  expect(await readTitles()).toEqual(['It is over', null, 'The wind falls']);
  const { article } = await before.query('{ article(by: { slug: "storm" }) { id } }');
  const desk = before.queryAs(await before.createKey('write', 'publish'));
  await desk(
    'mutation ($id: ID!) { addLiveBlogEntry(input: { liveBlog: $id, title: "By hand" }) { userErrors { message } } }',
    article,
  );
  await change(HAND_WRITTEN);
  expect((await importMarkdown(folder, before.importService)).counts).toMatchObject({ kept: 1 });
  expect(await readTitles()).toEqual(['By hand', 'It is over', null, 'The wind falls']);
  expect((await importMarkdown(folder, before.importService, { overwrite: true })).counts).toMatchObject({
    updated: 1,
  });
  expect(await readTitles()).toEqual(['Power is out', null, 'The wind rises']);
});

test('An export and its import into an empty database have the same live blogs', async () => {
  const { id, add, run } = await createLiveBlog(before, 'election');
  await add({
    title: 'Polls open',
    body: { html: '<h2>At seven</h2><p>Long <b>queues</b>.</p>' },
    authors: ['Ada Byrne'],
  });
  const edited = await add({ title: 'Ten seats', key: 'seats', isKeyEvent: true });
  await run('updateLiveBlogEntry', { id: edited, title: 'Nine seats', correction: 'It was nine.' });
  const retracted = await add({ title: 'Wrong' });
  await run('retractLiveBlogEntry', { id: retracted });
  await run('breakOutLiveBlogEntry', { id: edited });
  await run('updateLiveBlog', { id, summary: { markdown: 'All *counted*.' } });
  await run('pinLiveBlogEntry', { id: edited });
  await run('endLiveBlog', { id });
  const first = await exportAll(before);
  expect(first.summary.resultsWithReasons).toEqual([]);
  const imported = await importMarkdown(first.folder, after.importService);
  expect(imported.resultsWithReasons).toEqual([]);
  const second = await exportAll(after);
  expect(second.files).toEqual(first.files);
  for (const slug of ['storm', 'election'])
    expect(await after.query(READ, { slug })).toEqual(await before.query(READ, { slug }));
  expect(first.files[Object.keys(first.files).find((name) => name.includes('election'))!]).toContain(
    'retracted:',
  );
});
