import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { importMarkdown } from '../../../src/importers/markdown/markdown-import.js';
import { type ArticleSave, type BeforeSave, SaveHook } from '../../../src/modules/editing/before-save.js';
import { ImportService } from '../../../src/modules/import/import.service.js';
import { ARTICLE_DEFAULTS, type Gateway, type Query, startGateway } from '../../support/gateway.js';

let gateway: Gateway;
let edit: Query;
let key: string;
/** The hook of the test that runs. */
let hook: BeforeSave;
const saves: ArticleSave[] = [];
const errors: object[] = [];

beforeAll(async () => {
  const beforeSave: BeforeSave = (save, signal) => {
    saves.push(save);
    return hook(save, signal);
  };
  gateway = await startGateway({}, { siteConfig: { hooks: { beforeSave } } });
  key = await gateway.createKey('write', 'publish');
  edit = gateway.queryAs(key);
});
beforeEach(() => {
  saves.length = 0;
  errors.length = 0;
  hook = () => undefined;
});
afterAll(() => gateway.close());

const FIELDS = 'article { id slug title } revision userErrors { code field message }';
const create = async (input: string) =>
  (await edit(`mutation { createArticle(input: { ${input} }) { ${FIELDS} } }`)).createArticle;
const update = async (id: string, input: string) =>
  (await edit(`mutation { updateArticle(input: { id: "${id}", ${input} }) { ${FIELDS} } }`)).updateArticle;
const countRows = async () => {
  const { rows } = await gateway.database.pool.query(`
    SELECT (SELECT count(*) FROM draft)::int AS drafts, (SELECT count(*) FROM article_revision)::int AS revisions,
      (SELECT count(*) FROM tag)::int AS tags, (SELECT count(*) FROM content_change)::int AS changes`);
  return rows[0];
};

describe('beforeSave', () => {
  test('sees the content before it is saved, with its author and the mutation', async () => {
    const { article } = await create('title: "First", tags: ["Sea"], bodyMarkdown: "A *body*."');
    await update(article.id, 'title: "Second"');
    await edit(`mutation { restoreRevision(input: { id: "${article.id}", revision: 1 }) { revision } }`);
    expect(saves.map(({ action, articleId, actor }) => ({ action, articleId, actor }))).toEqual([
      { action: 'CREATE', articleId: null, actor: 'Desk' },
      { action: 'UPDATE', articleId: article.id, actor: 'Desk' },
      { action: 'RESTORE', articleId: article.id, actor: 'Desk' },
    ]);
    expect(saves.map(({ content }) => content.title)).toEqual(['First', 'Second', 'First']);
    expect(saves[0]!.content).toMatchObject({
      slug: 'first',
      tags: ['Sea'],
      body: { format: 'markdown', text: 'A *body*.' },
    });
  });

  test('refuses with its reasons, and nothing is written but the audit', async () => {
    const { article } = await create('title: "Kept"');
    const before = await countRows();
    hook = () => ({
      userErrors: [
        { message: 'No shouting.', field: ['title'] },
        { message: 'Twice.', code: 'TAKEN' },
      ],
    });
    const reasons = [
      { code: 'INVALID', field: ['title'], message: 'No shouting.' },
      { code: 'TAKEN', field: null, message: 'Twice.' },
    ];
    expect(await create('title: "LOUD", tags: ["New tag"]')).toEqual({
      article: null,
      revision: null,
      userErrors: reasons,
    });
    expect((await update(article.id, 'title: "LOUD"')).userErrors).toEqual(reasons);
    const { restoreRevision } = await edit(
      `mutation { restoreRevision(input: { id: "${article.id}", revision: 1 }) { ${FIELDS} } }`,
    );
    expect(restoreRevision.userErrors).toEqual(reasons);
    expect(await countRows()).toEqual(before);
    const admin = gateway.queryAs(await gateway.createKey('admin'));
    const { audit } = await admin('{ audit(first: 3) { nodes { action outcome userErrors { message } } } }');
    expect(audit.nodes.map(({ outcome }: { outcome: string }) => outcome)).toEqual(Array(3).fill('REFUSED'));
  });

  test('changes the saved content by returning other content, not by changing its copy', async () => {
    hook = ({ content }) => {
      content.title = 'Lost';
    };
    const kept = await create('title: "Same"');
    expect(kept.article.title).toBe('Same');
    hook = async ({ content }) => ({
      content: { ...content, title: content.title.toUpperCase(), tags: [...content.tags, 'Added'] },
    });
    const { article } = await create('title: "Quiet", tags: ["Given"]');
    expect(article.title).toBe('QUIET');
    const revision = await gateway.database.prisma.articleRevision.findFirstOrThrow({
      where: { draft: { slug: article.slug } },
    });
    expect(revision.content).toMatchObject({ title: 'QUIET', tags: ['Given', 'Added'] });
  });

  test.each([
    ['title', 'INVALID', { title: ' ' }],
    ['title', 'TOO_LONG', { title: 'x'.repeat(301) }],
    ['slug', 'INVALID', { slug: 'Not a slug' }],
    ['standfirst', 'TOO_LONG', { standfirst: 'x'.repeat(1_001) }],
    ['slug', 'TAKEN', { slug: 'taken-by-a-former-one' }],
  ])('cannot save content if its %s is %s', async (field, code, change) => {
    if (code === 'TAKEN') await create('title: "Former", slug: "taken-by-a-former-one"');
    const before = await countRows();
    hook = ({ content }) => ({ content: { ...content, ...change } });
    expect((await create('title: "Valid"')).userErrors).toMatchObject([{ code, field: [field] }]);
    expect(await countRows()).toEqual(before);
  });

  test('that fails refuses the save with a message that hides its cause', async () => {
    const before = await countRows();
    const failures: BeforeSave[] = [
      () => {
        throw new Error('secret host db.internal');
      },
      async () => Promise.reject(new Error('secret host db.internal')),
    ];
    for (const failure of failures) {
      hook = failure;
      const { userErrors } = await create('title: "Never"');
      expect(userErrors).toMatchObject([{ code: 'HOOK_FAILED', field: null }]);
      expect(userErrors[0].message).not.toContain('secret');
    }
    expect(await countRows()).toEqual(before);
    hook = () => undefined;
    expect((await create('title: "Afterwards"')).userErrors).toEqual([]);
  });

  test('runs once for a write that is retried with its idempotency key', async () => {
    const document = 'mutation { createArticle(input: { title: "Once" }) { article { id } } }';
    const headers = { 'idempotency-key': 'hook-once' };
    const first = await edit(document, {}, headers);
    expect(await edit(document, {}, headers)).toEqual(first);
    expect(saves.length).toBe(1);
  });
});

test('A hook that takes too long is given up, is told so, and its failure is logged', async () => {
  let signalled = false;
  const slow = new SaveHook(
    async (_save, signal) => {
      signal.addEventListener('abort', () => {
        signalled = true;
      });
      await sleep(60_000, null, { ref: false });
    },
    { error: (line: object) => errors.push(line) } as never,
    50,
  );
  const content = { ...ARTICLE_DEFAULTS, slug: 'slow', title: 'Slow' };
  await expect(slow.apply({ action: 'CREATE', articleId: null, actor: null, content })).rejects.toMatchObject(
    { userErrors: [{ code: 'HOOK_FAILED' }] },
  );
  expect(signalled).toBe(true);
  expect(errors).toEqual([expect.objectContaining({ part: 'hooks', action: 'CREATE', slug: 'slow' })]);
});

describe('An import', () => {
  test('has articles that the hook refuses on its receipt, and brings the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dateline-hook-'));
    for (const name of ['good', 'bad']) {
      await writeFile(
        join(folder, `${name}.md`),
        `---\ntitle: A ${name} one\ndate: 2026-01-01\n---\n\nText.\n`,
      );
    }
    const beforeSave: BeforeSave = (save) => {
      saves.push(save);
      return save.content.title.includes('bad')
        ? { userErrors: [{ message: 'Not this one.', field: ['title'] }] }
        : { content: { ...save.content, standfirst: 'From the hook.' } };
    };
    const { prisma } = gateway.database;
    const importService = new ImportService(prisma, {}, new SaveHook(beforeSave));
    const { counts, resultsWithReasons } = await importMarkdown(folder, importService);
    expect(resultsWithReasons).toMatchObject([{ reasons: ['Not this one.'] }]);
    expect(counts).toMatchObject({ created: 1, refused: 1 });
    expect(saves.map(({ action, articleId, actor }) => [action, articleId, actor])).toEqual(
      Array(2).fill(['IMPORT', null, null]),
    );
    const good = await gateway.query('{ article(by: { slug: "good" }) { standfirst } }');
    expect(good.article).toEqual({ standfirst: 'From the hook.' });
    // What was refused is tried again; what was not is unchanged, though the hook had changed it.
    const again = await importMarkdown(folder, importService);
    expect(again.counts).toMatchObject({ unchanged: 1, refused: 1 });
    await rm(folder, { recursive: true });
  });
});

describe('A decision of beforeSave', () => {
  test('is checked where it changes the content', async () => {
    hook = ({ content }) => ({
      content: {
        ...content,
        ...{ kind: 'NONSENSE', path: 'nowhere', series: { name: 'x'.repeat(1_000), part: 0 } },
        aliases: ['no path'],
      },
    });
    const { article, userErrors } = await create('title: "Changed"');
    expect(article).toBeNull();
    expect(userErrors.map(({ field }: { field: string[] }) => field.join('.')).sort()).toEqual(
      ['aliases.0', 'kind', 'path', 'series.name', 'series.part'].sort(),
    );
  });

  test('does not change omitted fields', async () => {
    hook = () => ({ content: { title: 'Replaced' } as never });
    const { article } = await create('title: "Short", tags: ["Sea"]');
    expect(article).toMatchObject({ title: 'Replaced', slug: 'short' });
  });

  test.each<[string, unknown]>([
    ['without errors', { userErrors: undefined }],
    ['with tags that are no list', { content: { tags: 5 } }],
  ])('%s fails as a hook, and nothing is written', async (_what, decision) => {
    const before = await countRows();
    hook = () => decision as never;
    const { userErrors } = await create('title: "Odd"');
    expect(userErrors).toMatchObject([{ code: 'HOOK_FAILED' }]);
    expect(await countRows()).toEqual(before);
  });
});
