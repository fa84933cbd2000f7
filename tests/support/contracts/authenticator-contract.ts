import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SiteConfig } from '../../../src/app/define-config.js';
import { ApiKeyService } from '../../../src/auth/api-keys.service.js';
import { type Gateway, startGateway } from '../gateway.js';
import { createSseClient, createWebSocketClient, recordSubscription } from '../live-clients.js';
import { waitUntil } from '../until.js';

/** A way to authenticate, with credentials for the tests. */
export interface AuthenticatorFixture {
  siteConfig: SiteConfig;
  /** Returns a bearer token with the scopes `write` and `preview`, or `preview` alone. */
  createToken(gateway: Gateway, access: 'write' | 'preview'): Promise<string>;
  /** Name of the actor in audit entries. */
  actor: string;
  stop(): Promise<void>;
}

const CREATE =
  'mutation { createArticle(input: { title: "By an editor" }) { article { id slug } revision } }';
const DRAFT_TITLES = '{ articles(first: 10) { nodes { title } } }';

/** Runs the tests that every way to authenticate must pass. */
export function describeAuthenticator(name: string, start: () => Promise<AuthenticatorFixture>): void {
  describe(`Authentication by ${name}`, () => {
    let gateway: Gateway;
    let fixture: AuthenticatorFixture;
    let editor: string;

    beforeAll(async () => {
      fixture = await start();
      gateway = await startGateway({ RATE_PER_KEY: '60' }, { siteConfig: fixture.siteConfig });
      editor = await fixture.createToken(gateway, 'write');
    });
    afterAll(async () => {
      await gateway.close();
      await fixture.stop();
    });

    const post = (token: string, query: string, headers: Record<string, string> = {}) =>
      fetch(`${gateway.address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
        body: JSON.stringify({ query }),
      });

    test('permits what its scopes say, and names the actor', async () => {
      const written = await gateway.queryAs(editor)(CREATE, {}, { 'idempotency-key': `${name}-1` });
      const repeated = await gateway.queryAs(editor)(CREATE, {}, { 'idempotency-key': `${name}-1` });
      expect(repeated).toEqual(written);
      const { id } = written.createArticle.article;
      const [forbidden] = await gateway.queryErrors(
        `mutation { publishArticle(input: { id: "${id}" }) { revision } }`,
        {},
        { authorization: `Bearer ${editor}` },
      );
      expect(forbidden!.extensions.code).toBe('FORBIDDEN');
      const admin = gateway.queryAs(await gateway.createKey('admin'));
      const { audit } = await admin('{ audit(first: 2) { nodes { action outcome keyName } } }');
      expect(audit.nodes).toEqual([
        { action: 'publishArticle', outcome: 'FORBIDDEN', keyName: fixture.actor },
        { action: 'createArticle', outcome: 'DONE', keyName: fixture.actor },
      ]);
      const { article } = await gateway.queryAs(
        editor,
        'preview',
      )(`{ article(by: { slug: "by-an-editor" }) { revisions { nodes { keyName } } } }`);
      expect(article.revisions.nodes).toEqual([{ keyName: fixture.actor }]);
    });

    test('is what viewer names, with its scopes', async () => {
      const ask = '{ viewer { name keyPrefix scopes } }';
      const { viewer } = await gateway.queryAs(editor)(ask);
      const row = await gateway.database.prisma.apiKey.findFirstOrThrow({ where: { name: fixture.actor } });
      expect(viewer).toMatchObject({ name: fixture.actor, keyPrefix: row.prefix });
      expect([...viewer.scopes].sort()).toEqual(['preview', 'write']);
      expect(await gateway.query(ask)).toEqual({ viewer: null });
    });

    test('shows drafts in the preview perspective, with the scope only', async () => {
      const { articles } = await gateway.queryAs(editor, 'preview')(DRAFT_TITLES);
      expect(articles.nodes).toContainEqual({ title: 'By an editor' });
      const published = await gateway.queryAs(editor)(DRAFT_TITLES);
      expect(published.articles.nodes).toEqual([]);
    });

    test.each([
      ['a WebSocket', createWebSocketClient, 'connectionParams'],
      ['an event stream', createSseClient, 'headers'],
    ] as const)('holds for a subscription over %s', async (_transport, createClient, option) => {
      const client = createClient(gateway.address, { [option]: { authorization: `Bearer ${editor}` } });
      const recorder = recordSubscription(client as never);
      await waitUntil(async () => {
        await gateway.save({});
        return recorder.events.length > 0;
      });
      recorder.stop();
      await client.dispose?.();
      const refused = createClient(gateway.address, {
        [option]: { authorization: `Bearer ${editor.slice(0, -4)}AAAA` },
      });
      const refusal = recordSubscription(refused as never);
      const closing = (await refusal.ended) as { code?: number } | undefined;
      // A WebSocket is closed with 4401; an event stream sends the error.
      expect([refusal.errors[0]?.extensions.code, closing?.code]).toContain(
        option === 'headers' ? 'UNAUTHENTICATED' : 4401,
      );
      expect(refusal.events).toEqual([]);
      await refused.dispose?.();
    });

    test('refuses what it does not know', async () => {
      const statuses = [];
      for (const token of [`${editor.slice(0, -4)}AAAA`, 'nonsense', 'a.b.c', '']) {
        statuses.push((await post(token, '{ __typename }')).status);
      }
      expect(statuses).toEqual([401, 401, 401, 401]);
    });

    test('counts each identity by itself, from whatever address', async () => {
      const other = await fixture.createToken(gateway, 'preview');
      const remaining = async (token: string) =>
        Number(/r=(\d+)/.exec((await post(token, '{ __typename }')).headers.get('ratelimit') ?? '')?.[1]);
      const [first, second] = [await remaining(editor), await remaining(editor)];
      expect(second).toBeLessThan(first);
      expect(await remaining(other)).toBeGreaterThan(second);
    });

    test('ends when the key or identity is revoked', async () => {
      const apiKeys = new ApiKeyService(gateway.database.prisma);
      const row = (await apiKeys.list()).find(({ name }) => name === fixture.actor)!;
      expect((await post(editor, '{ __typename }')).status).toBe(200);
      expect(await apiKeys.revoke(row.prefix)).toBe(true);
      expect((await post(editor, '{ __typename }')).status).toBe(401);
    });
  });
}
