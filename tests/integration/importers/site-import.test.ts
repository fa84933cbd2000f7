import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportMarkdown } from '../../../src/exporters/markdown/markdown-export.js';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { ImportService } from '../../../src/modules/import/import.service.js';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';

const SITE = `
title: The Ebb
timeZone: Europe/Dublin
logo:
  url: https://cdn.example/ebb.svg
  alt: A wave
newsletter: weekly
boxes:
  - key: MOST_POPULAR
    title: Most read
  - key: NEWSLETTER
    text: Every Friday.
    newsletter: weekly
`;
const SECTIONS = `
- slug: harbour
  name: Harbour
  newsletter: weekly
  boxes:
    - key: MOST_POPULAR
      title: Most read at the harbour
`;
const READ = `{
  site { title description timeZone logo { url alt } newsletter { slug } boxes { ...Box } }
  section(by: { slug: "harbour" }) { newsletter { slug } boxes { ...Box } }
}
fragment Box on SiteBox { key title text section { slug } newsletter { slug } }`;

let folder: string;
let gateway: Gateway;
let desk: Query;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dateline-site-'));
  await writeFile(join(folder, 'ferry.md'), '---\ntitle: Ferry\ndate: 2026-01-01\n---\n\nIt left.\n');
  await writeFile(join(folder, 'site.yaml'), SITE);
  await writeFile(join(folder, 'sections.yaml'), SECTIONS);
  gateway = await startGateway();
  desk = gateway.queryAs(await gateway.createKey('publish', 'newsletter:write'));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function runImport(options: { overwrite?: boolean } = {}) {
  const { resultsWithReasons } = await importMarkdown(folder, gateway.importService, options);
  await gateway.app.cacheInvalidator.waitForSync();
  return resultsWithReasons.filter(({ item }) => item === 'site.yaml');
}

const createNewsletter = (query: Query) =>
  query(
    'mutation { createNewsletter(input: { slug: "weekly", name: "Weekly" }) { userErrors { message } } }',
  );

test('A folder brings the settings and boxes of the site and its sections, without unknown newsletters', async () => {
  const reasons = ['the newsletter weekly is not here and was left out'];
  expect(await runImport()).toEqual([{ item: 'site.yaml', outcome: 'created', reasons }]);
  const { site, section } = await gateway.query(READ);
  expect(site).toMatchObject({
    title: 'The Ebb',
    timeZone: 'Europe/Dublin',
    logo: { url: 'https://cdn.example/ebb.svg', alt: 'A wave' },
    newsletter: null,
    boxes: [
      { key: 'MOST_POPULAR', title: 'Most read', newsletter: null },
      { key: 'NEWSLETTER', title: null, text: 'Every Friday.' },
    ],
  });
  expect(section.boxes[0]).toMatchObject({ title: 'Most read at the harbour', section: { slug: 'harbour' } });
});

test('A later import completes the site, and keeps what it has unless told otherwise', async () => {
  await createNewsletter(desk);
  await desk('mutation { updateSite(input: { title: "The Flood" }) { userErrors { message } } }');
  expect(await runImport()).toEqual([
    {
      item: 'site.yaml',
      outcome: 'updated',
      reasons: [
        'title is set here; use --overwrite to replace it',
        'boxes is set here; use --overwrite to replace it',
      ],
    },
  ]);
  expect((await gateway.query(READ)).site).toMatchObject({
    title: 'The Flood',
    newsletter: { slug: 'weekly' },
  });
  await runImport({ overwrite: true });
  expect(await runImport()).toEqual([]);
  const { site, section } = await gateway.query(READ);
  expect(site.title).toBe('The Ebb');
  expect(site.boxes[1].newsletter).toEqual({ slug: 'weekly' });
  expect(section.newsletter).toEqual({ slug: 'weekly' });
});

test('An export has the site and its boxes, and brings them back into an empty database', async () => {
  const target = await mkdtemp(join(tmpdir(), 'dateline-site-'));
  const other = await startGateway();
  try {
    await exportMarkdown(target, gateway.database.prisma);
    await createNewsletter(other.queryAs(await other.createKey('newsletter:write')));
    await importMarkdown(target, new ImportService(other.database.prisma));
    await other.app.cacheInvalidator.waitForSync();
    expect(await other.query(READ)).toEqual(await gateway.query(READ));
    const second = await mkdtemp(join(tmpdir(), 'dateline-site-'));
    await exportMarkdown(second, other.database.prisma);
    expect(await readFile(join(second, 'site.yaml'), 'utf8')).toBe(
      await readFile(join(target, 'site.yaml'), 'utf8'),
    );
    await rm(second, { recursive: true });
  } finally {
    await other.close();
    await rm(target, { recursive: true });
  }
});

test('A file with a value that the site refuses is named with the reason', async () => {
  await writeFile(join(folder, 'site.yaml'), 'timeZone: Europe/Atlantis\n');
  expect(await runImport({ overwrite: true })).toEqual([
    { item: 'site.yaml', outcome: 'refused', reasons: [expect.stringContaining('timeZone: The time zone')] },
  ]);
  await writeFile(join(folder, 'site.yaml'), 'boxes:\n  - key: most popular\n');
  await expect(runImport()).rejects.toThrow(/site\.yaml: boxes\.0\.key/);
});
