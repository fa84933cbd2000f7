import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { pruneEditorChanges } from '../../../../src/changes/prune.js';
import { publishScheduled } from '../../../../src/modules/publishing/schedule-publication.js';
import { parseGlobalId } from '../../../../src/shared/references/global-id.js';
import { createFrontEditor } from '../../../support/fronts.js';
import { type Gateway, type Query, startGateway } from '../../../support/gateway.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../../../support/live-clients.js';
import { recordStatements } from '../../../support/statements.js';
import { waitUntil } from '../../../support/until.js';

const EVENTS = `subscription ($filter: ContentEventFilter, $after: String) {
  contentEvents(filter: $filter, after: $after) {
    cursor kind isMatch nodeType nodeId revision scheduledFor mergedIntoId occurredAt editedBy { name }
    node { id ... on Article { slug title } ... on Section { slug } ... on Tag { slug } ... on Author { slug } ... on MediaFile { name } }
  }
}`;
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

let first: Gateway;
let second: Gateway;
let key: string;
let editor: Query;
let client: Client;
beforeAll(async () => {
  // Both instances write at a time, for one client.
  const settings = { RATE_EXEMPT: '127.0.0.1' };
  first = await startGateway(settings);
  second = await startGateway(settings, { beside: first });
  key = await first.createKey('preview', 'write', 'publish');
  editor = first.queryAs(key, 'preview');
  client = connect(first, key);
});
afterAll(async () => {
  await client.dispose();
  await second.close();
  await first.close();
});

function connect({ address }: Gateway, secret: string | null): Client {
  return createWebSocketClient(address, {
    connectionParams: secret === null ? {} : { authorization: `Bearer ${secret}` },
  });
}

const readCursor = async (): Promise<string> => (await editor('{ contentEventCursor }')).contentEventCursor;

async function record(filter: object | null, by: Pick<Client, 'subscribe'> = client, after?: string) {
  return recordSubscription(by, { filter, after: after ?? (await readCursor()) }, EVENTS);
}

async function run(mutation: string, input: object): Promise<any> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const inputs: Record<string, string> = {
    unpublishArticle: 'ArticleActionInput',
    deleteArticle: 'ArticleActionInput',
    cancelSchedule: 'ArticleActionInput',
  };
  const results: Record<string, string> = {
    Article: 'article { id }',
    Tag: 'tag { id }',
    Section: 'section { id }',
    Author: 'author { id }',
    Series: 'series { id }',
    Media: 'file { id }',
  };
  const [, what = 'Article'] = /(Article|Tag|Section|Author|Series|Media)s?$/.exec(mutation) ?? [];
  const selection = mutation.startsWith('delete') ? 'deletedId' : results[what];
  const document = `mutation ($input: ${inputs[mutation] ?? type}!) { ${mutation}(input: $input) { ${selection} userErrors { message } } }`;
  const payload = (await editor(document, { input }))[mutation];
  expect(payload.userErrors).toEqual([]);
  return Object.values<any>(payload).find((value) => value?.id)?.id ?? payload.deletedId;
}

const tell = ({ events }: Pick<SubscriptionRecorder, 'events'>) =>
  events.map(({ kind, nodeType, node }: any) => `${kind} ${nodeType} ${node?.slug ?? node?.name ?? 'gone'}`);

async function expectEvents(heard: SubscriptionRecorder, expected: string[]): Promise<void> {
  await waitUntil(() => heard.events.length >= expected.length);
  expect(tell(heard)).toEqual(expected);
  heard.stop();
}

const getErrors = async (refused: SubscriptionRecorder): Promise<SubscriptionRecorder['errors']> =>
  [(await refused.ended) ?? [], refused.errors].flat() as SubscriptionRecorder['errors'];

describe('Events of articles', () => {
  test('A draft is reported as it is saved, scheduled, published, unpublished and deleted, with its editor', async () => {
    const heard = await record({ nodeTypes: ['ARTICLE'] });
    const id = await run('createArticle', { title: 'Eels', slug: 'eels' });
    await run('updateArticle', { id, title: 'Eels return' });
    const scheduledFor = '2100-01-01T00:00:00.000Z';
    await run('publishArticle', { id, scheduledFor });
    await run('publishArticle', { id, scheduledFor: '2100-02-01T00:00:00.000Z' });
    await run('cancelSchedule', { id });
    await run('publishArticle', { id });
    await run('addCorrection', { id, text: 'Eels, not seals.' });
    await run('unpublishArticle', { id });
    await waitUntil(() => heard.events.length >= 9);
    await run('deleteArticle', { id });
    await waitUntil(() => heard.events.length >= 10);
    const kinds = heard.events.map(({ kind }) => kind);
    expect(kinds).toEqual([
      ...['CREATED', 'UPDATED', 'SCHEDULED', 'SCHEDULED', 'UNSCHEDULED', 'PUBLISHED'],
      // A correction is a revision too.
      ...['UPDATED', 'CORRECTED', 'UNPUBLISHED', 'DELETED'],
    ]);
    const [created, updated, scheduled] = heard.events as any[];
    expect(created).toMatchObject({
      nodeId: id,
      revision: 1,
      scheduledFor: null,
      editedBy: { name: 'Desk' },
    });
    expect(updated).toMatchObject({ nodeId: id, revision: 2, node: { id } });
    expect(scheduled).toMatchObject({ scheduledFor, revision: 2 });
    expect(heard.events.at(-1)).toMatchObject({ nodeId: id, node: null, editedBy: { name: 'Desk' } });
    heard.stop();
  });

  test('A scheduled publication ends the schedule and publishes, without an editor', async () => {
    const id = await run('createArticle', { title: 'Tide', slug: 'tide' });
    await run('publishArticle', { id, scheduledFor: '2100-01-01T00:00:00Z' });
    const heard = await record(null);
    const due = new Date(Date.now() - 1_000);
    await first.database.prisma.draft.updateMany({ where: { slug: 'tide' }, data: { scheduledFor: due } });
    await publishScheduled(first.database.prisma, parseGlobalId(id)!.id, { info: () => {}, warn: () => {} });
    await expectEvents(heard, [
      'SCHEDULED ARTICLE tide',
      'UNSCHEDULED ARTICLE tide',
      'PUBLISHED ARTICLE tide',
    ]);
    expect(heard.events.at(-1)).toMatchObject({ editedBy: null });
  });

  test('Publishing in the same write as saving is two events of one article', async () => {
    const heard = await record({ kinds: ['CREATED', 'UPDATED', 'PUBLISHED'], nodeTypes: ['ARTICLE'] });
    await run('createArticle', { title: 'Both', slug: 'both', tags: ['New tag'], publish: {} });
    await expectEvents(heard, ['CREATED ARTICLE both', 'PUBLISHED ARTICLE both']);
  });

  test('A filter of articles is compared with the draft, and isMatch says which articles a list has to remove', async () => {
    const world = await run('createSection', { name: 'World', slug: 'world' });
    const other = await run('createArticle', { title: 'Other', slug: 'other' });
    const heard = await record({ articles: { sections: { any: [world] } } });
    const isMatch = async (events: string[]) => {
      await waitUntil(() => heard.events.length >= events.length);
      expect(
        heard.events.map(({ kind, isMatch: match, node }: any) => `${kind} ${node?.slug} ${match}`),
      ).toEqual(events);
    };
    await run('createTag', { name: 'Unrelated' });
    await run('createArticle', { title: 'Elsewhere', slug: 'elsewhere' });
    const id = await run('createArticle', { title: 'Sea', slug: 'sea', section: 'world' });
    await isMatch(['CREATED sea true']);
    await run('updateArticle', { id, section: null });
    await isMatch(['CREATED sea true', 'UPDATED sea false']);
    await run('updateArticle', { id, section: 'world' });
    await run('deleteArticle', { id: other });
    await isMatch(['CREATED sea true', 'UPDATED sea false', 'UPDATED sea true', 'DELETED undefined false']);
    heard.stop();
    await run('deleteArticle', { id });
  });

  test('A filter of IDs lets no events of other articles pass, and events without a filter match unless the object is gone', async () => {
    const [id, other] = [
      await run('createArticle', { title: 'Followed', slug: 'followed' }),
      await run('createArticle', { title: 'Not followed', slug: 'not-followed' }),
    ];
    const after = await readCursor();
    const heard = await record({ articles: { ids: [id] } }, client, after);
    const all = await record({ nodeTypes: ['ARTICLE'] }, client, after);
    await run('updateArticle', { id: other, title: 'Changed' });
    await run('updateArticle', { id, title: 'Changed' });
    await run('deleteArticle', { id: other });
    await run('deleteArticle', { id });
    await waitUntil(() => heard.events.length >= 2 && all.events.length >= 4);
    for (const { stop } of [heard, all]) stop();
    expect(heard.events.map(({ kind, nodeId }: any) => [kind, nodeId])).toEqual([
      ['UPDATED', id],
      ['DELETED', id],
    ]);
    expect(all.events.map(({ kind, isMatch }: any) => [kind, isMatch])).toEqual([
      ['UPDATED', true],
      ['UPDATED', true],
      ['DELETED', false],
      ['DELETED', false],
    ]);
  });

  test('An event with its node takes one statement for each kind of object, and no more for other subscribers', async () => {
    const id = await run('createArticle', {
      ...{
        title: 'Counted',
        slug: 'counted',
        section: 'world',
        tags: ['Eels', 'Boats'],
        authors: ['Ada', 'Bo'],
      },
    });
    const NODES = `subscription ($filter: ContentEventFilter, $after: String) { contentEvents(filter: $filter, after: $after) {
      kind node { ... on Article { title section { name } tags { name } authors { name } } } } }`;
    const count = async (subscribers: number) => {
      const after = await readCursor();
      const heard: SubscriptionRecorder[] = [];
      for (let i = 0; i < subscribers; i++)
        heard.push(await recordSubscription(client, { filter: { nodeTypes: ['ARTICLE'] }, after }, NODES));
      const statements = await recordStatements(async () => {
        await run('updateArticle', { id, standfirst: `Seen by ${subscribers}` });
        await waitUntil(() => heard.every(({ events }) => events.length === 1));
      });
      for (const { stop } of heard) stop();
      const countOf = (table: string) =>
        statements.filter((text) => text.includes(`"preview"."${table}"`)).length;
      const ofNodes = ['section', 'tag_of_article', 'author_of_article'].map(countOf);
      return { ofNodes, ofArticles: countOf('article') };
    };
    for (const subscribers of [1, 3]) {
      const { ofNodes, ofArticles } = await count(subscribers);
      expect(ofNodes).toEqual([1, 1, 1]);
      // The mutation returns the article as well, and shares the statement if both are read at the same time.
      expect([1, 2]).toContain(ofArticles);
    }
  });
});

describe('Events of sections, tags, authors, series and files', () => {
  test.each(['Tag', 'Author', 'Section', 'Series'])(
    'A %s is reported as it is created, updated, renamed, merged and deleted, once each, though no reader sees it',
    async (type) => {
      const upper = type.toUpperCase();
      const heard = await record({ nodeTypes: [upper] });
      const description = type === 'Author' ? 'bio' : 'description';
      const name = type === 'Series' ? 'title' : 'name';
      const id = await run(`create${type}`, {
        [name]: `${type} One`,
        slug: `${type}-one`.toLowerCase(),
        [description]: 'x',
      });
      await run(`update${type}`, { id, [description]: 'Changed' });
      await waitUntil(() => heard.events.length === 2);
      await run(`update${type}`, { id, [name]: 'Renamed' });
      const into = await run(`create${type}`, {
        [name]: `${type} Two`,
        slug: `${type}-two`.toLowerCase(),
      });
      await waitUntil(() => heard.events.length === 4);
      await run(type === 'Series' ? 'mergeSeries' : `merge${type}s`, { from: [id], into });
      await waitUntil(() => heard.events.some(({ kind }) => kind === 'MERGED'));
      await run(`delete${type}`, { id: into });
      await waitUntil(() => heard.events.some(({ kind }) => kind === 'DELETED'));
      const events = heard.events.map(({ kind, nodeId }: any) => `${kind} ${nodeId === id ? 'one' : 'two'}`);
      expect(events).toEqual([
        ...['CREATED one', 'UPDATED one', 'RENAMED one', 'CREATED two', 'MERGED one', 'DELETED two'],
      ]);
      expect(heard.events[4]).toMatchObject({ mergedIntoId: into, node: null });
      heard.stop();
    },
  );

  test('A file is reported as it is added, renamed, changed and deleted', async () => {
    const heard = await record({ nodeTypes: ['MEDIA_FILE'] });
    const { createUpload } = await editor(
      'mutation ($input: CreateUploadInput!) { createUpload(input: $input) { upload { id url } userErrors { message } } }',
      { input: { name: 'dot.gif', bytes: GIF.length } },
    );
    const put = await fetch(createUpload.upload.url.replace(/^.*(?=\/media)/, first.address), {
      method: 'PUT',
      body: GIF,
    });
    expect(put.ok).toBe(true);
    await waitUntil(() => heard.events.length === 1);
    const { finishUpload } = await editor(
      'mutation ($input: FinishUploadInput!) { finishUpload(input: $input) { file { id } userErrors { message } } }',
      { input: { id: createUpload.upload.id } },
    );
    const { id } = finishUpload.file;
    await run('updateMedia', { id, name: 'point.gif' });
    await run('updateMedia', { id, alt: 'A point' });
    await waitUntil(() => heard.events.length === 3);
    await run('deleteMedia', { id });
    await waitUntil(() => heard.events.length === 4);
    expect(heard.events.map(({ kind }) => kind)).toEqual(['CREATED', 'RENAMED', 'UPDATED', 'DELETED']);
    expect(heard.events.every(({ nodeId }: any) => nodeId === id)).toBe(true);
    heard.stop();
  });

  test('A front is reported as its cards change, and as it moves, is scheduled, published and deleted', async () => {
    const heard = await record({ nodeTypes: ['FRONT'] });
    const edit = createFrontEditor(first, editor);
    await run('createArticle', { title: 'Pinned', slug: 'pinned' });
    const id = (await edit('createFront', { path: '/', containers: [{ id: 'top' }] })).front!.id;
    await edit('pinCard', { id, container: 'top', card: { article: 'pinned' } });
    await edit('updateFront', { id, path: '/home' });
    const scheduledFor = '2100-01-01T00:00:00.000Z';
    await edit('publishFront', { id, scheduledFor });
    await edit('publishFront', { id });
    await edit('unpublishFront', { id });
    await edit('deleteFront', { id });
    await waitUntil(() => heard.events.length >= 8);
    expect(heard.events.map(({ kind }) => kind)).toEqual([
      ...['CREATED', 'UPDATED', 'RENAMED', 'SCHEDULED', 'UNSCHEDULED', 'PUBLISHED', 'UNPUBLISHED', 'DELETED'],
    ]);
    expect(heard.events[1]).toMatchObject({ nodeId: id, revision: 2, editedBy: { name: 'Desk' } });
    expect(heard.events[3]).toMatchObject({ scheduledFor });
    heard.stop();
  });

  test('An import is reported as the writes of editors are, without an editor', async () => {
    const heard = await record(null);
    await first.save({ slug: 'imported', tags: ['Brought'], draft: true });
    await waitUntil(() => heard.events.length >= 2);
    expect(tell(heard).sort()).toEqual(['CREATED ARTICLE imported', 'CREATED TAG brought']);
    expect(heard.events.every(({ editedBy }: any) => editedBy === null)).toBe(true);
    heard.stop();
  });
});

describe('Access', () => {
  test.each([null, 'write', 'members'])('A request with the scope %s is refused', async (scope) => {
    const refused = connect(second, scope === null ? null : await first.createKey(scope));
    const [error] = await getErrors(recordSubscription(refused, {}, EVENTS));
    expect(error).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    await refused.dispose();
  });

  test('Without a key, the cursor is null beside an error, and the rest of the response stays', async () => {
    const response = await fetch(`${first.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ contentEventCursor site { title } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { contentEventCursor: null, site: {} },
      errors: [{ extensions: { code: 'FORBIDDEN' }, path: ['contentEventCursor'] }],
    });
  });

  test('Drafts are read in the preview perspective, also if the request does not name it', async () => {
    const heard = await record(null, connect(second, await first.createKey('preview')));
    const id = await run('createArticle', { title: 'Hidden', slug: 'hidden' });
    await expectEvents(heard, ['CREATED ARTICLE hidden']);
    await run('deleteArticle', { id });
  });

  test('A revoked key receives nothing more', async () => {
    const secret = await first.createKey('preview');
    const heard = await record(null, connect(second, secret));
    await run('createTag', { name: 'Before' });
    await waitUntil(() => heard.events.length === 1);
    await first.database.prisma.apiKey.updateMany({
      where: { scopes: { equals: ['preview'] } },
      data: { revokedAt: new Date() },
    });
    await run('createTag', { name: 'After' });
    const [error] = await getErrors(heard);
    expect(error).toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
    expect(heard.events).toHaveLength(1);
  });

  test('A key that loses the scope receives errors in place of events', async () => {
    const secret = await first.createKey('preview', 'members');
    const heard = await record(null, connect(second, secret));
    await run('createTag', { name: 'In sight' });
    await waitUntil(() => heard.events.length === 1);
    await first.database.prisma.apiKey.updateMany({
      where: { scopes: { equals: ['preview', 'members'] } },
      data: { scopes: ['members'] },
    });
    await run('createTag', { name: 'Out of sight' });
    await waitUntil(() => heard.errors.length > 0);
    expect(heard.errors[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(heard.events).toHaveLength(1);
    heard.stop();
  });

  test.each([
    ['sections', { sections: ['desk'] }, { section: 'desk' }],
    ['kinds', { kinds: ['OPINION'] }, { kind: 'OPINION' }],
    ['own articles', { isOwnOnly: true }, null],
  ])('A key limited to %s receives events of those articles alone', async (name, limits, inside) => {
    const slug = name.replace(' ', '-');
    if (name === 'sections') await run('createSection', { name: 'Desk', slug: 'desk' });
    const admin = first.queryAs(await first.createKey('admin'));
    const { createApiKey } = await admin(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret userErrors { message } } }',
      { input: { name: 'Limited', scopes: ['preview', 'write'], limits } },
    );
    const heard = await record(null, connect(first, createApiKey.secret));
    const outside = await run('createArticle', { title: 'Out', slug: `out-of-${slug}` });
    const own = first.queryAs(createApiKey.secret, 'preview');
    const { createArticle } = await own(
      'mutation ($input: CreateArticleInput!) { createArticle(input: $input) { article { id } userErrors { message } } }',
      { input: { title: 'In', slug: `in-${slug}`, ...inside } },
    );
    expect(createArticle.userErrors).toEqual([]);
    await run('updateArticle', { id: outside, title: 'Still out' });
    await run('deleteArticle', { id: outside });
    await run('createTag', { name: `Tag of ${slug}` });
    await run('updateArticle', { id: createArticle.article.id, title: 'Still in' });
    await expectEvents(heard, [`CREATED ARTICLE in-${slug}`, `UPDATED ARTICLE in-${slug}`]);
  });
});

describe('Resuming', () => {
  test('Every event comes once and in order after a cursor, from two instances, over both transports', async () => {
    const after = await readCursor();
    const other = second.queryAs(key, 'preview');
    const save = (query: Query, i: number) =>
      query('mutation ($input: CreateTagInput!) { createTag(input: $input) { userErrors { message } } }', {
        input: { name: `Tag ${i}` },
      });
    const sse = (gateway: Gateway) =>
      createSseClient(gateway.address, { headers: { authorization: `Bearer ${key}` } }) as unknown as Client;
    const early = [await record(null, client, after), await record(null, sse(second), after)];
    await Promise.all(Array.from({ length: 20 }, (_, i) => save(i % 2 ? other : editor, i)));
    const late = [await record(null, connect(second, key), after), await record(null, sse(first), after)];
    await waitUntil(() => [...early, ...late].every(({ events }) => events.length >= 20));
    const { rows } = await first.database.pool.query(
      `SELECT sequence::int FROM editor_change WHERE node_type = 'Tag' ORDER BY sequence DESC LIMIT 20`,
    );
    const written = rows.map(({ sequence }) => sequence).reverse();
    for (const { events, stop } of [...early, ...late]) {
      const received = events.map(({ cursor }) =>
        Number(Buffer.from(cursor, 'base64url').toString().slice(5)),
      );
      expect(received).toEqual(written);
      stop();
    }
  });

  test('An event stream begins with a cursor, which EventSource sends when it reconnects', async () => {
    const open = async (headers: Record<string, string>) => {
      const query = 'subscription { contentEvents { kind } }';
      const response = await fetch(`${first.address}/graphql/stream?${new URLSearchParams({ query })}`, {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${key}`, ...headers },
      });
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      return { reader, text: (await reader.read()).value! };
    };
    const begun = await open({});
    const [, id = ''] = /^id: (\S+)\n\n$/.exec(begun.text) ?? [];
    expect(id).toBe(await readCursor());
    await begun.reader.cancel();
    await run('createTag', { name: 'While away' });
    const again = await open({ 'last-event-id': id });
    let { text } = again;
    while (!text.includes('data:')) text += (await again.reader.read()).value;
    expect(text).toContain('"kind":"CREATED"');
    await again.reader.cancel();
  });

  test('Events that are not delivered yet come after a lost connection, without a gap', async () => {
    const heard = await record(null);
    await run('createTag', { name: 'Seen' });
    await waitUntil(() => heard.events.length === 1);
    heard.stop();
    await run('createTag', { name: 'Missed' });
    const again = await record(null, client, heard.events[0]!.cursor);
    await expectEvents(again, ['CREATED TAG missed']);
  });

  test('A cursor of another subscription, and one that was pruned, are refused', async () => {
    const foreign = Buffer.from('change:1').toString('base64url');
    const [error] = await getErrors(await record(null, client, foreign));
    expect(error).toMatchObject({
      message: 'after: not a valid cursor. Use the cursor of an event of contentEvents.',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const after = await readCursor();
    await run('createTag', { name: 'Pruned' });
    await pruneEditorChanges(first.database.prisma, new Date(Date.now() + 1_000), []);
    const [expired] = await getErrors(await record(null, client, after));
    expect(expired).toMatchObject({ extensions: { code: 'CURSOR_EXPIRED' } });
    const heard = await record(null);
    await run('createTag', { name: 'Next' });
    await expectEvents(heard, ['CREATED TAG next']);
  });

  test('Pruning the events of editors leaves those of readers', async () => {
    await first.save({ slug: 'public' });
    const [{ last }] = (await first.database.pool.query('SELECT max(sequence) AS last FROM content_change'))
      .rows;
    await pruneEditorChanges(first.database.prisma, new Date(Date.now() + 1_000), []);
    const after = Buffer.from(`change:${last}`).toString('base64url');
    const heard = recordSubscription(client, { after });
    await first.save({ slug: 'public', title: 'Again' });
    await waitUntil(() => heard.events.length === 1);
    heard.stop();
  });
});

test('An empty list in the filter is refused, since nothing would ever come', async () => {
  const [error] = await getErrors(await record({ kinds: [] }));
  expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
});
