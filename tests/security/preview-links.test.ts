import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/shared/references/global-id.js';
import { type Gateway, type Query, startGateway } from '../support/gateway.js';
import { createSseClient, createWebSocketClient } from '../support/live-clients.js';
import { waitUntil } from '../support/until.js';

const CREATE = `mutation ($input: CreatePreviewLinkInput!) { createPreviewLink(input: $input) {
  token url previewLink { id name expiresAt revokedAt lastUsedAt article { slug } }
  userErrors { field code message }
} }`;
const REVOKE = `mutation ($input: RevokePreviewLinksInput!) { revokePreviewLinks(input: $input) {
  previewLinks { id name revokedAt } userErrors { field code }
} }`;
const PAGE = `query ($path: String!) { route(path: $path) { status redirectTo node { ... on Article {
  title body { html } tags { name } authors { name } section { name } corrections { text }
} } } }`;
const DAY_MS = 86_400_000;

let gateway: Gateway;
let editor: Query;
let draft: number;
let other: number;
beforeAll(async () => {
  gateway = await startGateway({ CACHE_MB: '8', LIVE_UPDATES_PER_SECOND: '50' });
  editor = gateway.queryAs(await gateway.createKey('write', 'publish', 'preview', 'admin'));
  draft = await gateway.save({
    ...{ slug: 'harbour', title: 'Harbour', section: ['World'], draft: true, aliases: ['/old-harbour'] },
    body: { format: 'markdown', text: 'The harbour.' },
    tags: ['Quay'],
    authors: ['Zoë Okafor'],
    corrections: [{ text: 'Not a lake.', at: new Date(0) }],
  });
  other = await gateway.save({ slug: 'lake', title: 'Lake', section: ['World'], draft: true });
  await gateway.save({ slug: 'river', title: 'River', section: ['World'] });
});
afterAll(() => gateway.close());

interface Link {
  token: string;
  url: string;
  previewLink: { id: string; name: string; expiresAt: string };
}

async function createLink(articleId: number, input: object = {}): Promise<Link> {
  const id = toGlobalId('Article', articleId);
  const { createPreviewLink } = await editor(CREATE, { input: { id, name: 'Ann', ...input } });
  expect(createPreviewLink.userErrors).toEqual([]);
  return createPreviewLink;
}

const openLink = async (articleId: number) => gateway.queryAs((await createLink(articleId)).token);

async function getRefusal(token: string): Promise<string> {
  const [error] = await gateway.queryErrors('{ site { title } }', {}, { authorization: `Bearer ${token}` });
  return error!.extensions.code;
}

function send(query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

async function edit(id: number, input: object): Promise<void> {
  const { updateArticle } = await editor(
    'mutation ($input: UpdateArticleInput!) { updateArticle(input: $input) { userErrors { message } } }',
    { input: { id: toGlobalId('Article', id), ...input } },
  );
  expect(updateArticle.userErrors).toEqual([]);
}

describe('A preview link', () => {
  test('shows its draft by path, slug and ID, with all that belongs to it', async () => {
    const outsider = await openLink(draft);
    const { route } = await outsider(PAGE, { path: '/world/harbour' });
    expect(route).toEqual({
      ...{ status: 'FOUND', redirectTo: null },
      node: {
        title: 'Harbour',
        body: { html: '<p>The harbour.</p>' },
        ...{ tags: [{ name: 'Quay' }], authors: [{ name: 'Zoë Okafor' }], section: { name: 'World' } },
        corrections: [{ text: 'Not a lake.' }],
      },
    });
    const id = toGlobalId('Article', draft);
    expect(
      await outsider(`{ article(by: { slug: "harbour" }) { title } node(id: "${id}") { id }
        previewLink { name article { path } } }`),
    ).toEqual({
      article: { title: 'Harbour' },
      node: { id },
      previewLink: { name: 'Ann', article: { path: '/world/harbour' } },
    });
  });

  test('shows the hidden section that its draft is in, and no other one', async () => {
    const section = ['World', 'Takeovers'];
    const own = await gateway.save({ slug: 'deal', title: 'Deal', section, draft: true });
    await gateway.save({ slug: 'merger', title: 'Merger', section: ['Mergers'], draft: true });
    const read = `{ article(by: { slug: "deal" }) { path section { name isHidden path parent { name } } }
      sections(filter: { isTop: true }) { name children { name } }
      mergers: section(by: { slug: "mergers" }) { id } route(path: "/world/takeovers") { status } }`;
    const takeovers = {
      name: 'Takeovers',
      isHidden: true,
      path: '/world/takeovers',
      parent: { name: 'World' },
    };
    expect(await (await openLink(own))(read)).toEqual({
      article: { path: '/world/takeovers/deal', section: takeovers },
      sections: [{ name: 'World', children: [{ name: 'Takeovers' }] }],
      ...{ mergers: null, route: { status: 'FOUND' } },
    });
    expect(await (await openLink(other))(read)).toEqual({
      article: null,
      sections: [{ name: 'World', children: [] }],
      ...{ mergers: null, route: { status: 'NOT_FOUND' } },
    });
  });

  test('shows no other draft, and lists of published content without its own', async () => {
    const outsider = await openLink(draft);
    const hidden = toGlobalId('Article', other);
    const lists = `{ articles { nodes { slug } totalCount } section(by: { slug: "world" }) { articles { nodes { slug } } }
      search(query: "harbour OR lake OR river") { nodes { slug } } tags { nodes { name } }
      article(by: { slug: "lake" }) { title } node(id: "${hidden}") { id } }`;
    expect(await outsider(lists)).toEqual({
      articles: { nodes: [{ slug: 'river' }], totalCount: 1 },
      section: { articles: { nodes: [{ slug: 'river' }] } },
      ...{ search: { nodes: [{ slug: 'river' }] }, tags: { nodes: [] }, article: null, node: null },
    });
    expect((await outsider(PAGE, { path: '/world/lake' })).route.status).toBe('NOT_FOUND');
  });

  test('shows the newer draft of a published article wherever it is listed, and readers do not see it', async () => {
    const id = await gateway.save({ slug: 'ferry', title: 'Ferry', section: ['World'], tags: ['Boats'] });
    await edit(id, { title: 'Ferries', slug: 'ferries', tags: ['Ships'] });
    const list = '{ articles(filter: { tags: { any: ["boats"] } }) { nodes { title path tags { name } } } }';
    const newer = { title: 'Ferries', path: '/world/ferries', tags: [{ name: 'Ships' }] };
    const outsider = await openLink(id);
    expect(await outsider(list)).toEqual({ articles: { nodes: [newer] } });
    expect((await outsider(PAGE, { path: '/world/ferry' })).route).toMatchObject({
      ...{ status: 'MOVED', redirectTo: '/world/ferries' },
    });
    const { nodes } = (await gateway.query(list)).articles;
    expect(nodes).toEqual([{ title: 'Ferry', path: '/world/ferry', tags: [{ name: 'Boats' }] }]);
    expect((await (await openLink(draft))(list)).articles.nodes).toEqual(nodes);
    const links = `{ article(by: { slug: "${nodes[0].path.split('/').at(-1)}" }) { previous { slug next { title path } } } }`;
    const ofReader = (await gateway.query(links)).article.previous;
    expect(ofReader.next).toEqual({ title: 'Ferry', path: '/world/ferry' });
    const neighbor = `{ article(by: { slug: "${ofReader.slug}" }) { next { title path } } }`;
    expect((await outsider(neighbor)).article.next).toEqual({ title: 'Ferries', path: '/world/ferries' });
  });

  test('shows the whole text for members of its draft alone', async () => {
    const text = 'Free.\n\n<!-- members-only -->\n\nFor members.';
    const input = { access: 'MEMBERS', bodyMarkdown: text, publish: {} };
    const [own, another] = [await gateway.save({ slug: 'own' }), await gateway.save({ slug: 'another' })];
    for (const id of [own, another]) await edit(id, input);
    const outsider = await openLink(own);
    const READ = `query ($slug: String!) { article(by: { slug: $slug }) { access { isGranted } body { text } } }`;
    expect((await outsider(READ, { slug: 'own' })).article).toEqual({
      ...{ access: { isGranted: true }, body: { text: 'Free.\n\nFor members.' } },
    });
    expect((await outsider(READ, { slug: 'another' })).article).toEqual({
      ...{ access: { isGranted: false }, body: { text: 'Free.' } },
    });
  });

  test('is refused when it is revoked, expired, unknown, or its article is deleted', async () => {
    const { token: revoked, previewLink } = await createLink(draft);
    const { token: kept } = await createLink(draft);
    const input = { id: toGlobalId('Article', draft), linkIds: [previewLink.id] };
    expect((await editor(REVOKE, { input })).revokePreviewLinks).toMatchObject({
      ...{ previewLinks: [{ id: previewLink.id, revokedAt: expect.any(String) }], userErrors: [] },
    });
    expect(await getRefusal(revoked)).toBe('UNAUTHENTICATED');
    expect((await gateway.queryAs(kept)('{ previewLink { name } }')).previewLink).toEqual({ name: 'Ann' });

    await editor(REVOKE, { input: { id: input.id } });
    expect(await getRefusal(kept)).toBe('UNAUTHENTICATED');

    const { token: expired } = await createLink(draft);
    await gateway.database.pool.query('UPDATE preview_link SET expires_at = now() WHERE revoked_at IS NULL');
    expect(await getRefusal(expired)).toBe('UNAUTHENTICATED');
    expect(await getRefusal(`dl_link_${'a'.repeat(43)}`)).toBe('UNAUTHENTICATED');
    expect(await getRefusal('dl_link_')).toBe('UNAUTHENTICATED');

    const deleted = await gateway.save({ slug: 'deleted', draft: true });
    const { token } = await createLink(deleted);
    await editor(
      `mutation { deleteArticle(input: { id: "${toGlobalId('Article', deleted)}" }) { deletedId } }`,
    );
    expect(await getRefusal(token)).toBe('UNAUTHENTICATED');
  });

  test('permits no mutation of editors, no field with a scope and no other perspective', async () => {
    const { token } = await createLink(draft);
    const authorization = `Bearer ${token}`;
    const getCode = async (document: string, headers = {}) =>
      (await gateway.queryErrors(document, {}, { authorization, ...headers }))[0]!.extensions.code;
    expect(await getCode('{ article(by: { slug: "harbour" }) { status } }')).toBe('FORBIDDEN');
    expect(await getCode('{ article(by: { slug: "harbour" }) { revisions { totalCount } } }')).toBe(
      'FORBIDDEN',
    );
    expect(await getCode('{ article(by: { slug: "harbour" }) { previewLinks { id } } }')).toBe('FORBIDDEN');
    const id = toGlobalId('Article', draft);
    expect(
      await getCode(`mutation { revokePreviewLinks(input: { id: "${id}" }) { userErrors { code } } }`),
    ).toBe('FORBIDDEN');
    for (const perspective of ['preview', 'members']) {
      expect(await getCode('{ site { title } }', { 'x-perspective': perspective })).toBe('FORBIDDEN');
    }
  });

  test('gets responses that no cache stores, whatever others were sent before', async () => {
    const { token } = await createLink(draft);
    const query = '{ article(by: { slug: "harbour" }) { title } }';
    const authorization = `Bearer ${token}`;
    for (let round = 0; round < 3; round++) {
      const reader = await send(query);
      expect([await reader.json(), reader.headers.get('vary')]).toEqual([
        ...[{ data: { article: null } }, expect.stringContaining('Authorization')],
      ]);
      const outsider = await send(query, { authorization });
      expect(outsider.headers.get('cache-control')).toBe('private, no-store');
      expect(outsider.headers.get('x-cache')).toBe('BYPASS');
      expect(await outsider.json()).toEqual({ data: { article: { title: 'Harbour' } } });
    }
    expect((await send(query)).headers.get('x-cache')).toBe('HIT');
    const url = `${gateway.address}/graphql?query=${encodeURIComponent(query)}`;
    const get = await fetch(url, { headers: { authorization, 'apollo-require-preflight': '1' } });
    expect(get.headers.get('cache-control')).toBe('private, no-store');
    expect(await get.json()).toEqual({ data: { article: { title: 'Harbour' } } });
  });

  test('is nowhere stored: neither in the audit nor in the result for a retry', async () => {
    const id = toGlobalId('Article', draft);
    const create = () =>
      editor(CREATE, { input: { id, name: 'Retried' } }, { 'idempotency-key': 'link-of-a-retry' });
    const { token, url } = (await create()).createPreviewLink;
    expect(url).toBe(`https://courier.example/draft?link=${token}`);
    expect((await create()).createPreviewLink).toMatchObject({
      ...{ token: null, url: null, previewLink: { name: 'Retried' } },
    });
    const { audit } = await editor(`{ audit(first: 1) { nodes { action outcome target } } }`);
    expect(audit.nodes).toEqual([{ action: 'createPreviewLink', outcome: 'DONE', target: id }]);
    const { rows } = await gateway.database.pool.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    for (const { name } of rows) {
      const { rowCount } = await gateway.database.pool.query(
        `SELECT FROM public."${name}" t WHERE t::text LIKE $1`,
        [`%${token}%`],
      );
      expect({ name, rowCount }).toEqual({ name, rowCount: 0 });
    }
  });

  test('is listed for editors with the time of its last use while it is in use', async () => {
    const id = await gateway.save({ slug: 'listed', draft: true });
    const first = await createLink(id, { name: 'First' });
    await createLink(id, { name: 'Second' });
    await gateway.queryAs(first.token)('{ site { title } }');
    const list = async () =>
      (
        await editor(
          '{ article(by: { slug: "listed" }) { previewLinks { name lastUsedAt } } }',
          {},
          { 'x-perspective': 'preview' },
        )
      ).article.previewLinks;
    expect(await list()).toEqual([
      { name: 'Second', lastUsedAt: null },
      { name: 'First', lastUsedAt: expect.any(String) },
    ]);
    await editor(REVOKE, { input: { id: toGlobalId('Article', id) } });
    expect(await list()).toEqual([]);
  });

  test('is created for at most 30 days, a person and an article that is there', async () => {
    const refuse = async (input: object) => {
      const all = { id: toGlobalId('Article', draft), name: 'Ann', ...input };
      const { createPreviewLink } = await editor(CREATE, { input: all });
      expect(createPreviewLink).toMatchObject({ token: null, url: null, previewLink: null });
      return createPreviewLink.userErrors.map(({ field, code }: any) => `${field} ${code}`);
    };
    const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
    expect(await refuse({ expiresAt: inDays(-1) })).toEqual(['expiresAt INVALID']);
    expect(await refuse({ expiresAt: inDays(31) })).toEqual(['expiresAt INVALID']);
    expect(await refuse({ name: ' ' })).toEqual(['name INVALID']);
    expect(await refuse({ id: toGlobalId('Article', 999_999) })).toEqual(['id NOT_FOUND']);
    const { previewLink } = await createLink(draft, { expiresAt: inDays(29) });
    expect(new Date(previewLink.expiresAt).getTime()).toBeGreaterThan(Date.now() + 28 * DAY_MS);
    const linkIds = [previewLink.id];
    const input = { id: toGlobalId('Article', other), linkIds };
    expect((await editor(REVOKE, { input })).revokePreviewLinks).toEqual({
      ...{ previewLinks: [], userErrors: [{ field: ['linkIds'], code: 'NOT_FOUND' }] },
    });
  });
});

describe('A preview link to a front', () => {
  const CREATE_FRONT = `mutation ($input: CreateFrontInput!) {
    payload: createFront(input: $input) { front { id } userErrors { field message } }
  }`;
  const FRONT = '{ front(path: "/desk") { title containers { items { headline reason } } } }';
  let home: string;
  let hidden: string;

  async function createFront(input: object): Promise<string> {
    const { payload } = await editor(CREATE_FRONT, { input });
    expect(payload.userErrors).toEqual([]);
    return payload.front.id;
  }

  async function openFront(id: string, input: object = {}): Promise<Link> {
    const { createPreviewLink } = await editor(CREATE, { input: { id, name: 'Ann', ...input } });
    expect(createPreviewLink.userErrors).toEqual([]);
    return createPreviewLink;
  }

  beforeAll(async () => {
    const cards = [
      { article: 'river', headline: 'The river of the draft' },
      { article: 'lake', headline: 'The lake of the draft' },
    ];
    home = await createFront({ path: '/desk', title: 'Public', publish: {} });
    const update = 'mutation ($input: UpdateFrontInput!) { updateFront(input: $input) { revision } }';
    await editor(update, { input: { id: home, title: 'Draft', containers: [{ cards }] } });
    hidden = await createFront({ path: '/other', title: 'Other draft', containers: [{ cards }] });
  });

  test('Shows the draft of its front, with the published articles on it, and no other draft', async () => {
    const { token } = await openFront(home);
    const outsider = gateway.queryAs(token);
    expect((await gateway.query(FRONT)).front).toEqual({ title: 'Public', containers: [] });
    expect((await outsider(FRONT)).front).toEqual({
      title: 'Draft',
      containers: [{ items: [{ headline: 'The river of the draft', reason: 'PINNED' }] }],
    });
    expect(
      await outsider(
        `query ($id: ID!, $hidden: ID!) { node(id: $id) { ... on Front { title } } hidden: node(id: $hidden) { id }
          route(path: "/desk") { status front { title } } other: front(path: "/other") { title }
          fronts { nodes { title } } lake: article(by: { slug: "lake" }) { title }
          previewLink { name article { slug } front { path } } }`,
        { id: home, hidden },
      ),
    ).toEqual({
      node: { title: 'Draft' },
      route: { status: 'FOUND', front: { title: 'Draft' } },
      previewLink: { name: 'Ann', article: null, front: { path: '/desk' } },
      // As lists of articles do, that of fronts has what is published.
      fronts: { nodes: [{ title: 'Public' }] },
      ...{ hidden: null, other: null, lake: null },
    });
    const fields = ['isPublished', 'revision', 'previewLinks { name }', 'containers { problems { kind } }'];
    for (const field of fields) {
      const headers = { authorization: `Bearer ${token}` };
      const [error] = await gateway.queryErrors(`{ front(path: "/desk") { ${field} } }`, {}, headers);
      expect([field, error!.extensions.code]).toEqual([field, 'FORBIDDEN']);
    }
  });

  test('Shows a front that was never published, and its later saves', async () => {
    const { token } = await openFront(hidden);
    const outsider = gateway.queryAs(token);
    const READ = '{ route(path: "/other") { status } front(path: "/other") { title } }';
    expect(await outsider(READ)).toEqual({ route: { status: 'FOUND' }, front: { title: 'Other draft' } });
    expect((await gateway.query(READ)).route.status).toBe('NOT_FOUND');
    const titles: string[] = [];
    const connectionParams = { authorization: `Bearer ${token}` };
    const stop = createWebSocketClient(gateway.address, { connectionParams }).subscribe<any>(
      { query: 'query @live { front(path: "/other") { title } }' },
      {
        next: ({ data }) => void titles.push(data.front.title),
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await waitUntil(() => titles.includes('Other draft'));
    await editor('mutation ($input: UpdateFrontInput!) { updateFront(input: $input) { revision } }', {
      input: { id: hidden, title: 'Saved later' },
    });
    await waitUntil(() => titles.includes('Saved later'));
    stop();
  });

  test('Is listed with its front, revoked with it or alone, and ends when the front is deleted', async () => {
    const id = await createFront({ path: '/short-lived' });
    const [first, second] = [await openFront(id), await openFront(id, { name: 'Bo' })];
    const preview = { 'x-perspective': 'preview' };
    const list = '{ front(path: "/short-lived") { previewLinks { name } } }';
    const listLinks = async () => (await editor(list, {}, preview)).front.previewLinks;
    expect(await listLinks()).toEqual([{ name: 'Bo' }, { name: 'Ann' }]);
    const foreign = { id: toGlobalId('Article', draft), linkIds: [first.previewLink.id] };
    expect((await editor(REVOKE, { input: foreign })).revokePreviewLinks.userErrors).toEqual([
      { field: ['linkIds'], code: 'NOT_FOUND' },
    ]);
    await editor(REVOKE, { input: { id, linkIds: [first.previewLink.id] } });
    expect(await getRefusal(first.token)).toBe('UNAUTHENTICATED');
    expect(await listLinks()).toEqual([{ name: 'Bo' }]);
    await editor('mutation ($id: ID!) { deleteFront(input: { id: $id }) { deletedId } }', { id });
    expect(await getRefusal(second.token)).toBe('UNAUTHENTICATED');
    const gone = { id, name: 'Ann' };
    expect((await editor(CREATE, { input: gone })).createPreviewLink.userErrors).toMatchObject([
      { field: ['id'], code: 'NOT_FOUND', message: 'The front was not found.' },
    ]);
  });

  test('Is not for keys with limits, which read what is published of fronts', async () => {
    const limited = await gateway.createKey('write', 'preview');
    const { id } = await gateway.database.prisma.apiKey.findFirstOrThrow({ orderBy: { id: 'desc' } });
    await gateway.database.prisma.apiKey.update({ where: { id }, data: { limits: { isOwnOnly: true } } });
    const desk = gateway.queryAs(limited);
    for (const front of [home, toGlobalId('Front', 999_999)]) {
      const { createPreviewLink } = await desk(CREATE, { input: { id: front, name: 'Ann' } });
      expect(createPreviewLink.userErrors).toMatchObject([{ field: ['id'], code: 'NOT_ALLOWED' }]);
    }
    const { previewLink } = await openFront(home);
    const read = 'query ($id: ID!) { node(id: $id) { id } front(path: "/desk") { previewLinks { name } } }';
    expect(await desk(read, { id: previewLink.id }, { 'x-perspective': 'preview' })).toEqual({
      node: null,
      front: { previewLinks: [] },
    });
  });
});

describe('A live query with a preview link', () => {
  test.each([
    [
      'WebSocket',
      (token: string) =>
        createWebSocketClient(gateway.address, { connectionParams: { authorization: `Bearer ${token}` } }),
    ],
    [
      'an event stream',
      (token: string) =>
        createSseClient(gateway.address, {
          headers: { authorization: `Bearer ${token}` },
        }) as unknown as ReturnType<typeof createWebSocketClient>,
    ],
  ])(
    'shows each save of its draft over %s, and ends when the link is revoked',
    async (_transport, connect) => {
      const id = await gateway.save({ slug: `live-${Math.random()}`, title: 'One', draft: true });
      const { token, previewLink } = await createLink(id);
      const titles: string[] = [];
      const errors: any[] = [];
      const query = `query @live { node(id: "${toGlobalId('Article', id)}") { ... on Article { title } } }`;
      const stop = connect(token).subscribe<any>(
        { query },
        {
          next: (result) =>
            result.errors ? errors.push(...result.errors) : titles.push(result.data.node.title),
          error: (error) => errors.push(...(Array.isArray(error) ? error : [error])),
          complete: () => undefined,
        },
      );
      await waitUntil(() => titles.includes('One'));
      await edit(id, { title: 'Two' });
      await waitUntil(() => titles.includes('Two'));
      const input = { id: toGlobalId('Article', id), linkIds: [previewLink.id] };
      await editor(REVOKE, { input });
      await edit(id, { title: 'Three' });
      await waitUntil(() => errors.length > 0);
      expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
      expect(titles).toEqual(['One', 'Two']);
      stop();
    },
  );

  test('is not shared with the link to another draft', async () => {
    const query = `query @live { previewLink { name article { slug } } }`;
    const results = new Map<number, any>();
    const stops: (() => void)[] = [];
    for (const id of [draft, other]) {
      const { token } = await createLink(id);
      const connectionParams = { authorization: `Bearer ${token}` };
      const client = createWebSocketClient(gateway.address, { connectionParams });
      stops.push(
        client.subscribe<any>(
          { query },
          {
            next: ({ data }) => void results.set(id, data.previewLink.article.slug),
            error: () => undefined,
            complete: () => undefined,
          },
        ),
      );
    }
    await waitUntil(() => results.size === 2);
    expect([results.get(draft), results.get(other)]).toEqual(['harbour', 'lake']);
    for (const stop of stops) stop();
  });
});

test('A preview link on a site with several languages shows the versions of the draft that are published, and no other draft', async () => {
  const site = await startGateway({ CACHE_MB: '8', SITE_LANGUAGE: 'en', SITE_LANGUAGES: 'de,fr' });
  try {
    const desk = site.queryAs(await site.createKey('write', 'publish', 'preview', 'admin'), 'preview');
    const source = await site.save({ slug: 'tide', title: 'Tide', language: 'en' });
    const translate = async (language: string, title: string): Promise<string> => {
      const { createTranslation } = await desk(
        'mutation ($input: CreateTranslationInput!) { createTranslation(input: $input) { article { id } userErrors { message } } }',
        { input: { of: toGlobalId('Article', source), language, title } },
      );
      return createTranslation.article.id;
    };
    const id = await translate('de', 'Flut');
    await translate('fr', 'Secret');
    const { createPreviewLink } = await desk(CREATE, { input: { id, name: 'Ann' } });
    const { article } = await site.queryAs(createPreviewLink.token)(
      'query ($id: ID!) { article(by: { id: $id }) { title translations { title } seo { alternates { language } } } }',
      { id },
      { 'x-language': 'de' },
    );
    expect(article).toMatchObject({ title: 'Flut', translations: [{ title: 'Tide' }] });
  } finally {
    await site.close();
  }
});
