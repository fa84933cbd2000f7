import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Gateway, type Query, startGateway } from '../../support/gateway.js';
import { createRandom } from '../../support/random.mjs';

const LIMITS = 'limits { sections { slug } kinds languages isOwnOnly }';
const CREATE_KEY = `mutation ($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { secret apiKey { id ${LIMITS} author { slug } } userErrors { code field message } }
}`;
const UPDATE_KEY = `mutation ($input: UpdateApiKeyInput!) {
  updateApiKey(input: $input) { apiKey { id ${LIMITS} author { slug } } userErrors { code field } }
}`;
const SCOPES = ['preview', 'write', 'publish'];

let gateway: Gateway;
let admin: Query;
beforeAll(async () => {
  gateway = await startGateway(
    {},
    {
      siteConfig: {
        authenticators: [
          {
            name: 'intranet',
            authenticate: async ({ authorization }) =>
              authorization === 'Bearer session-of-ann'
                ? { issuer: 'intranet', subject: 'ann', scopes: ['preview', 'write', 'publish'] }
                : null,
          },
        ],
      },
    },
  );
  admin = gateway.queryAs(await gateway.createKey('admin'), 'preview');
  await gateway.save({ slug: 'asian', section: ['World', 'Asia'], authors: ['Ann Poe'] });
  await gateway.save({ slug: 'match', section: ['Sport'], authors: ['Bo Ek'] });
  await gateway.save({ slug: 'loose' });
});
afterAll(() => gateway.close());

async function createLimited(limits: object | null, input: object = {}): Promise<Query> {
  const { createApiKey } = await admin(CREATE_KEY, {
    input: { name: 'Desk', scopes: SCOPES, limits, ...input },
  });
  expect(createApiKey.userErrors).toEqual([]);
  return gateway.queryAs(createApiKey.secret, 'preview');
}

const findId = async (slug: string): Promise<string> =>
  (await admin('query ($slug: String!) { article(by: { slug: $slug }) { id } }', { slug })).article.id;

/** Runs a mutation of an article, and returns its errors as text and the ID of the article. */
async function act(query: Query, mutation: string, input: object): Promise<[string, string | undefined]> {
  const isAction = ['unpublishArticle', 'deleteArticle', 'cancelSchedule'].includes(mutation);
  const type = isAction ? 'ArticleActionInput' : `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const result = mutation === 'deleteArticle' ? 'deletedId' : 'article { id }';
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${result} userErrors { code message } } }`;
  const payload = (await query(document, { input }))[mutation];
  const errors = payload.userErrors.map(
    ({ code, message }: { code: string; message: string }) => `${code} ${message}`,
  );
  return [errors.join(), payload.article?.id];
}

describe('A key with limits', () => {
  test('writes articles of its sections and those below them, and moves none out or in', async () => {
    const desk = await createLimited({ sections: ['world'] });
    const [asian, match, loose] = [await findId('asian'), await findId('match'), await findId('loose')];
    const refusal = 'NOT_ALLOWED Your API key may write articles with all their sections in world only.';
    expect((await act(desk, 'updateArticle', { id: asian, title: 'Monsoon' }))[0]).toBe('');
    expect((await act(desk, 'updateArticle', { id: asian, section: 'sport' }))[0]).toBe(refusal);
    expect((await act(desk, 'updateArticle', { id: asian, section: null }))[0]).toBe(refusal);
    expect((await act(desk, 'updateArticle', { id: match, section: 'world' }))[0]).toBe(refusal);
    expect((await act(desk, 'updateArticle', { id: loose, section: 'world' }))[0]).toBe(refusal);
    expect((await act(desk, 'createArticle', { title: 'Derby', section: 'sport' }))[0]).toBe(refusal);
    expect((await act(desk, 'createArticle', { title: 'Nowhere' }))[0]).toBe(refusal);
    for (const mutation of ['publishArticle', 'unpublishArticle', 'deleteArticle'])
      expect((await act(desk, mutation, { id: match }))[0]).toBe(refusal);
    const [errors, id] = await act(desk, 'createArticle', { title: 'Rain', section: 'asia' });
    expect(errors).toBe('');
    expect((await act(desk, 'publishArticle', { id }))[0]).toBe('');
    expect((await act(desk, 'deleteArticle', { id }))[0]).toBe('');
  });

  test('updates no article outside by its origin', async () => {
    const origin = { source: 'wire', sourceId: '7' };
    const [, id] = await act(admin, 'createArticle', { title: 'Wire', section: 'sport', origin });
    const desk = await createLimited({ sections: ['world'] });
    const input = { title: 'Taken over', section: 'world', origin };
    expect((await act(desk, 'createArticle', input))[0]).toMatch(/^NOT_ALLOWED/);
    expect((await act(admin, 'deleteArticle', { id }))[0]).toBe('');
  });

  test('publishes no draft that another editor moved into its section, while the published version is elsewhere', async () => {
    const desk = await createLimited({ sections: ['world'] });
    await gateway.save({ slug: 'moving', section: ['Sport'] });
    const id = await findId('moving');
    expect((await act(admin, 'updateArticle', { id, section: 'world' }))[0]).toBe('');
    expect((await act(desk, 'publishArticle', { id }))[0]).toMatch(/^NOT_ALLOWED/);
  });

  test('writes its kinds and languages, where an article without a language has that of the site', async () => {
    const desk = await createLimited({ kinds: ['OPINION'], languages: ['EN', 'pt-br'] });
    const opinion = { title: 'Opinion', kind: 'OPINION' };
    expect((await act(desk, 'createArticle', opinion))[0]).toBe('');
    expect((await act(desk, 'createArticle', { ...opinion, language: 'pt-BR' }))[0]).toBe('');
    expect((await act(desk, 'createArticle', { ...opinion, language: 'de' }))[0]).toContain('en, pt-BR');
    expect((await act(desk, 'createArticle', { title: 'News', kind: 'ARTICLE' }))[0]).toContain('OPINION');
  });

  test('writes its own articles, and those with its author in the byline', async () => {
    const ann = await createLimited({ isOwnOnly: true }, { author: 'ann-poe' });
    const [asian, match] = [await findId('asian'), await findId('match')];
    const [errors, own] = await act(ann, 'createArticle', { title: 'Own' });
    expect(errors).toBe('');
    expect((await act(ann, 'updateArticle', { id: own, title: 'Own, again' }))[0]).toBe('');
    expect((await act(ann, 'updateArticle', { id: asian, title: 'By Ann' }))[0]).toBe('');
    expect((await act(ann, 'updateArticle', { id: asian, authors: [] }))[0]).toMatch(/^NOT_ALLOWED/);
    expect((await act(ann, 'updateArticle', { id: match, authors: ['Ann Poe'] }))[0]).toMatch(
      /^NOT_ALLOWED .* in the byline, only\.$/,
    );
  });

  test('is refused all mutations but those of articles, preview links and uploads, whatever its scopes', async () => {
    const desk = await createLimited({ sections: ['world'] }, { scopes: ['admin'] });
    const id = await findId('match');
    for (const mutation of [
      'createTag(input: { name: "Sea" }) { userErrors { code } }',
      'createApiKey(input: { name: "Free", scopes: ["admin"] }) { secret }',
      `updateApiKey(input: { id: "${id}", limits: null }) { userErrors { code } }`,
      'setMenu(input: { location: "main", items: [] }) { userErrors { code } }',
    ]) {
      await expect(desk(`mutation { ${mutation} }`)).rejects.toThrow(/may write certain articles only/);
    }
    const link = `mutation { createPreviewLink(input: { id: "${id}", name: "Ann" }) { userErrors { code } } }`;
    expect(await desk(link)).toEqual({ createPreviewLink: { userErrors: [{ code: 'NOT_ALLOWED' }] } });
    const { audit } = await admin('{ audit(first: 2) { nodes { action outcome } } }');
    expect(audit.nodes).toContainEqual({ action: 'setMenu', outcome: 'FORBIDDEN' });
  });

  test('changes no article outside by random writes', async () => {
    const random = createRandom(20_261_129);
    const desk = await createLimited({ sections: ['world'] });
    for (let i = 0; i < 6; i++)
      await gateway.save({
        slug: `random-${i}`,
        section: [['World'], ['World', 'Asia'], ['Sport'], []][i % 4]!,
      });
    const load = async () => {
      const { rows } = await gateway.database.pool.query(`
        SELECT d.slug, d.revision, d.title, a.revision AS published, array_agg(s.slug ORDER BY s.slug) AS sections
        FROM draft d LEFT JOIN article a ON a.id = d.id
        LEFT JOIN draft_section f ON f.article_id = d.id LEFT JOIN section s ON s.id = f.section_id
        GROUP BY d.id, a.revision`);
      return new Map(rows.map(({ slug, ...row }) => [slug, row]));
    };
    const slugs = Array.from({ length: 6 }, (_, i) => `random-${i}`);
    const ids = await Promise.all(slugs.map(findId));
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    let done = 0;
    for (let i = 0; i < 40; i++) {
      const before = await load();
      const id = pick(ids);
      const mutation = pick(['updateArticle', 'updateArticle', 'publishArticle', 'unpublishArticle']);
      const change = pick([
        { title: `Title ${i}` },
        { section: 'sport' },
        { section: 'asia' },
        { sections: ['world', 'sport'] },
        { section: null },
      ]);
      const [errors] = await act(desk, mutation, mutation === 'updateArticle' ? { id, ...change } : { id });
      if (errors === '') done += 1;
      const after = await load();
      for (const [slug, row] of before) {
        const isOutside = !row.sections.includes('world');
        if (isOutside || errors !== '') expect([slug, after.get(slug)]).toEqual([slug, row]);
        else expect(after.get(slug)!.sections).toContain('world');
        expect(after.get(slug)!.sections.includes('sport')).toBe(row.sections.includes('sport'));
      }
    }
    expect(done).toBeGreaterThan(5);
  });
});

describe('Limits', () => {
  test('are shown to administrators and to the key itself, replaced and removed', async () => {
    const limits = { sections: ['asia'], kinds: ['OPINION'], languages: ['PT-br'], isOwnOnly: true };
    const { createApiKey } = await admin(CREATE_KEY, {
      input: { name: 'Ann', scopes: SCOPES, limits, author: 'ann-poe' },
    });
    const shown = { ...limits, sections: [{ slug: 'asia' }], languages: ['pt-BR'] };
    expect(createApiKey.apiKey).toMatchObject({ limits: shown, author: { slug: 'ann-poe' } });
    const own = gateway.queryAs(createApiKey.secret);
    expect(await own(`{ viewer { ${LIMITS} } }`)).toEqual({ viewer: { limits: shown } });
    const { id } = createApiKey.apiKey;
    const changed = await admin(UPDATE_KEY, { input: { id, limits: { sections: ['sport'] } } });
    expect(changed.updateApiKey.apiKey).toMatchObject({
      limits: { sections: [{ slug: 'sport' }], kinds: null, languages: null, isOwnOnly: false },
      author: { slug: 'ann-poe' },
    });
    const freed = await admin(UPDATE_KEY, { input: { id, limits: null, author: null } });
    expect(freed.updateApiKey.apiKey).toEqual({ id, limits: null, author: null });
    expect(await own(`{ viewer { ${LIMITS} } }`)).toEqual({ viewer: { limits: null } });
  });

  test('are refused if they name nothing, with the field', async () => {
    for (const [limits, field, code] of [
      [{}, ['limits'], 'INVALID'],
      [{ sections: [] }, ['limits', 'sections'], 'INVALID'],
      [{ sections: ['nowhere'] }, ['limits', 'sections', '0'], 'NOT_FOUND'],
      [{ languages: ['english'] }, ['limits', 'languages', '0'], 'INVALID'],
    ] as const) {
      const { createApiKey } = await admin(CREATE_KEY, { input: { name: 'Desk', scopes: SCOPES, limits } });
      expect(createApiKey).toMatchObject({ secret: null, userErrors: [{ code, field }] });
    }
    const input = { name: 'Desk', scopes: SCOPES, author: 'nobody' };
    const { createApiKey } = await admin(CREATE_KEY, { input });
    expect(createApiKey.userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['author'] }]);
  });

  test('hold for an identity from its next request on', async () => {
    const headers = { authorization: 'Bearer session-of-ann', 'x-perspective': 'preview' };
    const ann: Query = (document, variables) => gateway.query(document, variables, headers);
    const match = await findId('match');
    expect((await act(ann, 'updateArticle', { id: match, title: 'Free' }))[0]).toBe('');
    const { apiKeys } = await admin(
      '{ apiKeys(filter: { isIdentity: true }) { nodes { id subject issuer lastUsedAt } totalCount } }',
    );
    expect(apiKeys).toMatchObject({ nodes: [{ subject: 'ann', issuer: 'intranet' }], totalCount: 1 });
    const [{ id }] = apiKeys.nodes;
    await admin(UPDATE_KEY, { input: { id, limits: { sections: ['world'] } } });
    expect((await act(ann, 'updateArticle', { id: match, title: 'Limited' }))[0]).toMatch(/^NOT_ALLOWED/);
  });
});
