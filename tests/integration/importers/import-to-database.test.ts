import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { UnreadableSourceError } from '../../../src/importers/run/unreadable-source.js';
import { type Gateway, startGateway } from '../../support/gateway.js';
import { createFolder } from '../../support/import-files.js';

let gateway: Gateway;
let folder: string;

beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(join(tmpdir(), 'dateline-import-'));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(join(folder, file, '..'), { recursive: true });
  await writeFile(join(folder, file), text);
}

const writePost = (name: string, title: string) =>
  write(`2026-01-07-${name}.md`, `---\ntitle: ${title}\n---\nBody.`);
const run = async () => (await importMarkdown(folder, gateway.importService)).counts;

describe('Markdown import into the database', () => {
  test('creates every article, and changes none the second time', async () => {
    await write('2026-01-05-first.md', '---\ntitle: First\ncategories: World\ntags: [Sea, 2026]\n---\nBody.');
    await write(
      'deep/2026-01-06-second.md',
      '+++\ntitle = "Second"\n[taxonomies]\ntags = ["Sea"]\n+++\nBody.',
    );
    expect(await run()).toEqual({ created: 2, updated: 0, unchanged: 0, kept: 0, refused: 0 });
    expect(await run()).toEqual({ created: 0, updated: 0, unchanged: 2, kept: 0, refused: 0 });
    const { articles } = await gateway.query('{ articles { nodes { title path tags { name } } } }');
    expect(articles.nodes).toEqual([
      { title: 'Second', path: '/second', tags: [{ name: 'Sea' }] },
      { title: 'First', path: '/world/first', tags: [{ name: 'Sea' }, { name: '2026' }] },
    ]);
  });

  test('updates a changed file and redirects from its former path', async () => {
    await write('2026-01-05-first.md', '---\ntitle: First, again\ncategories: Sport\n---\nBody.');
    expect(await run()).toEqual({ created: 0, updated: 1, unchanged: 1, kept: 0, refused: 0 });
    const { route } = await gateway.query('{ route(path: "/world/first") { status redirectTo } }');
    expect(route).toEqual({ status: 'MOVED', redirectTo: '/sport/first' });
  });

  test('unpublishes an article when its file becomes a draft', async () => {
    await write('deep/2026-01-06-second.md', '+++\ntitle = "Second"\ndraft = true\n+++\nBody.');
    expect(await run()).toEqual({ created: 0, updated: 1, unchanged: 1, kept: 0, refused: 0 });
    const { article, route } = await gateway.query(
      '{ article(by: { slug: "second" }) { id } route(path: "/second") { status } }',
    );
    expect([article, route.status]).toEqual([null, 'GONE']);
  });

  test('keeps the article of a renamed file', async () => {
    await rm(join(folder, '2026-01-05-first.md'));
    await write('news/2026-01-05-first.md', '---\ntitle: First, again\ncategories: Sport\n---\nBody.');
    expect(await run()).toEqual({ created: 0, updated: 0, unchanged: 2, kept: 0, refused: 0 });
    const { articles } = await gateway.query('{ articles { totalCount } }');
    expect(articles.totalCount).toBe(1);
  });

  test("keeps editors' changes until `overwrite` is set", async () => {
    const desk = gateway.queryAs(await gateway.createKey('write', 'publish'));
    const write = (mutation: string, input: string) =>
      desk(`mutation { ${mutation}(input: { ${input} }) { userErrors { message } } }`);
    const titles = async () => {
      const { articles } = await gateway.query('{ articles(orderBy: TITLE) { nodes { title } } }');
      return articles.nodes.map(({ title }: any) => title);
    };
    await writePost('third', 'Third');
    await writePost('fourth', 'Fourth');
    expect(await run()).toMatchObject({ created: 2 });
    const { third, fourth } = await gateway.query(
      '{ third: article(by: { slug: "third" }) { id } fourth: article(by: { slug: "fourth" }) { id } }',
    );
    await write('updateArticle', `id: "${third.id}", title: "Third, edited"`);
    await write('publishArticle', `id: "${third.id}"`);
    await write('unpublishArticle', `id: "${fourth.id}"`);

    // The files have not changed, so there is nothing to import.
    expect(await run()).toMatchObject({ unchanged: 4, kept: 0, updated: 0 });
    expect(await titles()).toEqual(['First, again', 'Third, edited']);

    await writePost('third', 'Third of the file');
    await writePost('fourth', 'Fourth of the file');
    const summary = await importMarkdown(folder, gateway.importService);
    expect(summary.counts).toMatchObject({ unchanged: 2, kept: 2, updated: 0 });
    expect(summary.resultsWithReasons).toContainEqual({
      item: expect.stringMatching(/third\.md$/),
      outcome: 'kept',
      reasons: [
        expect.stringMatching(/^edited in Dateline on .+; use --overwrite to replace/),
        'the source differs in title',
        'the title of the source is "Third of the file"',
      ],
    });
    expect(await titles()).toEqual(['First, again', 'Third, edited']);

    const overwriting = await importMarkdown(folder, gateway.importService, { overwrite: true });
    expect(overwriting.counts).toMatchObject({ unchanged: 2, kept: 0, updated: 2 });
    expect(await titles()).toEqual(['First, again', 'Fourth of the file', 'Third of the file']);
    expect(await run()).toMatchObject({ unchanged: 4, kept: 0 });
  });

  test('names the invalid entry of sections.yaml', async () => {
    await write('sections.yaml', '- slug: world\n  name: World\n- slug: asia\n  nme: Asia\n');
    await expect(run()).rejects.toThrow(/sections\.yaml: 1\.name/);
    await write('sections.yaml', '- slug: world\n  name: [\n');
    await expect(run()).rejects.toThrow(/sections\.yaml:3: Flow sequence/);
    await expect(run()).rejects.toBeInstanceOf(UnreadableSourceError);
    await rm(join(folder, 'sections.yaml'));
  });

  test('rejects a file in place of a folder', async () => {
    await write('alone.md', '# Alone\n');
    const file = join(folder, 'alone.md');
    await expect(importMarkdown(file, gateway.importService)).rejects.toThrow(`${file} is a file`);
    await rm(file);
  });
});

test('A folder with another title becomes one section, at the path of the folder, with its articles', async () => {
  const site = await createFolder({
    'hugo.toml': 'baseURL = "https://paper.example/"\n',
    'content/notes/_index.md': '+++\ntitle = "Blogs"\n+++\n',
    'content/notes/a.md': '+++\ntitle = "A"\ndate = 2026-01-02\n+++\nText.',
    'content/notes/b.md': '+++\ntitle = "B"\ndate = 2026-01-02\ncategories = ["Blogs"]\n+++\nText.',
  });
  await importMarkdown(site, gateway.importService);
  const { sections, blogs, categories } = await gateway.query(`{
    sections { name path articleCount }
    blogs: route(path: "/blogs") { status } categories: route(path: "/categories/blogs") { status redirectTo } }`);
  expect(sections).toContainEqual({ name: 'Blogs', path: '/notes', articleCount: 2 });
  expect(blogs.status).toBe('NOT_FOUND');
  expect(categories).toEqual({ status: 'MOVED', redirectTo: '/notes' });
});
