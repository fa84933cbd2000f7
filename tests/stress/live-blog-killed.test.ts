import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatelineProcess, query, runCommand, startDateline } from '../support/dateline-process.js';
import {
  createSseClient,
  createWebSocketClient,
  recordSubscription,
  type SubscriptionRecorder,
} from '../support/live-clients.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { waitUntil } from '../support/until.js';

/** Kills of one run; more with `LIVE_KILLS=50 npm run test:stress -- live-blog-killed`. */
const KILLS = Number(process.env.LIVE_KILLS ?? 8);
const WRITERS = 4;
/** Entries that are to be saved between two kills. */
const ENTRIES_PER_KILL = 12;

const ADD = `mutation ($input: AddLiveBlogEntryInput!) {
  addLiveBlogEntry(input: $input) { entry { id } userErrors { code message } } }`;
const EDIT = `mutation ($input: UpdateLiveBlogEntryInput!) {
  updateLiveBlogEntry(input: $input) { entry { revision } userErrors { code message } } }`;
const CREATE = `mutation { createArticle(input: { title: "Storm", slug: "storm", kind: LIVE_BLOG, publish: {} }) {
  article { id } } }`;
const CURSOR = '{ article(by: { slug: "storm" }) { liveBlog { cursor } } }';
const END = 'mutation ($id: ID!) { endLiveBlog(input: { id: $id }) { userErrors { code } } }';
const EVENTS = `subscription ($id: ID!, $after: String) { liveBlogEvents(id: $id, after: $after) {
  cursor kind entryId } }`;

let database: TestDatabase;
let settings: Record<string, string>;
beforeAll(async () => {
  database = await createTestDatabase();
  const { user, database: name, host, port } = database.connection;
  const url = `postgresql://${user}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`;
  settings = { DATABASE_URL: url, SEED: 'false', LOG_LEVEL: 'error', RATE_EXEMPT: '127.0.0.1' };
});
afterAll(async () => {
  DatelineProcess.killAll();
  await database.close();
});

/** A gateway that is killed and started again at another address. */
class Instance {
  address = '';
  private dateline: DatelineProcess | undefined;

  async start(): Promise<void> {
    const { dateline, address } = await startDateline(settings);
    this.dateline = dateline;
    this.address = address;
  }

  async kill(): Promise<void> {
    this.dateline?.signal('SIGKILL');
    await this.dateline?.ended;
    this.address = '';
  }
}

/** A reader that subscribes again after its last event when its connection is lost. */
class Follower {
  readonly events: SubscriptionRecorder['events'] = [];
  isComplete = false;
  losses = 0;

  constructor(
    private readonly instance: Instance,
    private readonly createClient: typeof createWebSocketClient | typeof createSseClient,
  ) {}

  async follow(id: string, start: string): Promise<void> {
    for (let after = start; !this.isComplete; after = this.events.at(-1)?.cursor ?? start) {
      await waitUntil(() => this.instance.address !== '');
      const recorder = recordSubscription(this.createClient(this.instance.address), { id, after }, EVENTS);
      const error = await recorder.ended;
      this.events.push(...recorder.events);
      this.isComplete = error === undefined && recorder.errors.length === 0;
      if (!this.isComplete) this.losses += 1;
    }
  }
}

test('Entries that are added while a gateway is killed are there once, whole, and in the events without a gap', async () => {
  const [stable, killed] = [new Instance(), new Instance()];
  await Promise.all([stable.start(), killed.start()]);
  const created = await runCommand(
    ['keys', 'create', '--name', 'Desk', '--scope', 'write,publish'],
    settings,
  );
  const key = created.stdout.trim();
  const { createArticle } = await query(stable.address, CREATE, { key });
  const { id } = createArticle.article;
  const { article } = await query(stable.address, CURSOR);
  const followers = [
    new Follower(stable, createWebSocketClient),
    new Follower(killed, createWebSocketClient),
    new Follower(killed, createSseClient),
  ];
  const following = followers.map((follower) => follower.follow(id, article.liveBlog.cursor));

  const acknowledged = new Map<string, string>();
  let retries = 0;
  let isOver = false;
  /** Sends a write to both instances in turn until it is acknowledged. */
  const send = async (document: string, input: object, turn: number): Promise<any> => {
    for (let i = turn; ; i++) {
      const { address } = i % 2 === 0 ? killed : stable;
      try {
        if (address !== '') return await query(address, document, { variables: { input }, key });
      } catch {
        retries += 1;
      }
    }
  };
  const write = async (writer: number) => {
    for (let number = 0; !isOver; number++) {
      const name = `${writer}-${number}`;
      const input = { liveBlog: id, key: name, title: `Title ${name}`, body: { markdown: `Text ${name}` } };
      const { addLiveBlogEntry } = await send(
        ADD,
        { ...input, authors: [`Author ${writer}`] },
        writer + number,
      );
      expect(addLiveBlogEntry.userErrors).toEqual([]);
      acknowledged.set(name, addLiveBlogEntry.entry.id);
      if (number % 3 > 0) continue;
      const change = { id: addLiveBlogEntry.entry.id, title: `Edited ${name}` };
      const { updateLiveBlogEntry } = await send(EDIT, change, writer + number);
      expect(updateLiveBlogEntry.userErrors).toEqual([]);
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
  for (let kill = 1; kill <= KILLS; kill++) {
    await waitUntil(() => acknowledged.size >= kill * ENTRIES_PER_KILL);
    await killed.kill();
    await killed.start();
  }
  isOver = true;
  await Promise.all(writers);
  await query(stable.address, END, { key, variables: { id } });
  await Promise.all(following);

  const { rows } = await database.pool.query(
    `SELECT e.key, e.title, e.revision, b.text, e.is_public,
       (SELECT count(*)::int FROM live_blog_entry_revision r WHERE r.entry_id = e.id) AS revisions,
       (SELECT count(*)::int FROM live_blog_entry_author a WHERE a.entry_id = e.id) AS authors,
       (SELECT count(*)::int FROM content_change c
        WHERE c.node_type = 'LiveBlogEntry' AND c.node_id = e.id AND c.kind = 'PUBLISHED') AS announced,
       (SELECT count(*)::int FROM content_change c
        WHERE c.node_type = 'LiveBlogEntry' AND c.node_id = e.id AND c.kind = 'UPDATED') AS updated
     FROM live_blog_entry e LEFT JOIN live_blog_entry_body b ON b.entry_id = e.id`,
  );
  const isEdited = (name: string) => Number(name.split('-')[1]) % 3 === 0;
  const expected = [...acknowledged.keys()].map((name) => ({
    key: name,
    title: `${isEdited(name) ? 'Edited' : 'Title'} ${name}`,
    text: `Text ${name}`,
    is_public: true,
    authors: 1,
    announced: 1,
    revision: isEdited(name) ? 2 : 1,
    revisions: isEdited(name) ? 2 : 1,
    updated: isEdited(name) ? 1 : 0,
  }));
  const sort = (entries: { key: string }[]) => entries.sort((a, b) => (a.key < b.key ? -1 : 1));
  expect(sort(rows)).toEqual(sort(expected));

  const changes = await database.prisma.contentChange.findMany({
    where: { nodeType: { in: ['LiveBlog', 'LiveBlogEntry'] } },
    orderBy: { sequence: 'asc' },
  });
  const cursors = changes.map(({ sequence }) => Buffer.from(`change:${sequence}`).toString('base64url'));
  for (const { events } of followers) expect(events.map(({ cursor }) => cursor)).toEqual(cursors);
  const losses = followers.map((follower) => follower.losses);
  console.log({ kills: KILLS, entries: rows.length, events: cursors.length, retries, losses });
  expect(losses.slice(1).every((count) => count > 0)).toBe(true);
}, 300_000);
