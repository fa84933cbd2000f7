import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLiveBlog, type LiveBlogDesk } from '../support/live-blog.js';
import { createRandom } from '../support/random.mjs';
import { startTwoInstances, type TwoInstances } from '../support/two-instances.js';

/** Edits of one run, and pages that are compared after each; more with `LIVE_EDITS=5000`. */
const EDIT_COUNT = Number(process.env.LIVE_EDITS ?? 250);
const PAGES_PER_EDIT = 3;
const SEED = Number(process.env.LIVE_SEED ?? 20_261_130);

/** An entry in the model. */
interface ModelEntry {
  id: string;
  number: number;
  title: string;
  isKeyEvent: boolean;
  isPublic: boolean;
  publishedAt: number;
}

/** Arguments of a page of entries. */
interface PageArgs {
  first?: number;
  last?: number;
  /** IDs of entries, in place of cursors. */
  after?: string;
  before?: string;
  around?: string;
  keyEventsOnly?: boolean;
}

let two: TwoInstances;
let blog: LiveBlogDesk;
let random: () => number;
beforeAll(async () => {
  two = await startTwoInstances();
  blog = await createLiveBlog(two.gateway, 'storm');
  await blog.run('startLiveBlog', { id: blog.id });
  random = createRandom(SEED);
});
afterAll(() => two.close());

const below = (bound: number) => Math.floor(random() * bound);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;

/** Kinds of edits, as often as they are made. */
const KINDS = [
  ...(['add', 'add', 'add', 'add', 'add', 'add', 'update', 'update', 'update', 'toggleKeyEvent'] as const),
  ...([
    'retract',
    'retract',
    'publish',
    'publish',
    'pin',
    'unpin',
    'endOrStart',
    'togglePublication',
  ] as const),
];

/** Edits the live blog, and follows the accepted edits in a model. */
class Model {
  readonly entries = new Map<string, ModelEntry>();
  readonly cursors = new Map<string, string>();
  pinned: string | null = null;
  isEnded = false;
  isPublished = true;
  private count = 0;

  /** Makes a random edit. Returns its kind. */
  async edit(): Promise<string> {
    // A live blog that has ended or is a draft soon goes on.
    const isResting = this.isEnded || !this.isPublished;
    if (isResting && random() < 0.4) return this.resume();
    const kind = pick(KINDS);
    await this[kind]();
    return kind;
  }

  private async resume(): Promise<string> {
    const kind = this.isEnded ? 'endOrStart' : 'togglePublication';
    await this[kind]();
    return kind;
  }

  /** Lists what readers see, latest first. */
  listPublic(keyEventsOnly = false): ModelEntry[] {
    if (!this.isPublished) return [];
    return [...this.entries.values()]
      .filter(({ isPublic, isKeyEvent }) => isPublic && (isKeyEvent || !keyEventsOnly))
      .sort(compare);
  }

  private pickEntry = (): ModelEntry | null =>
    this.entries.size === 0 ? null : pick([...this.entries.values()]);

  add = async () => {
    const isDraft = random() < 0.15;
    const isKeyEvent = random() < 0.25;
    const title = `Entry ${++this.count}`;
    // Several entries have one time, so that the ID decides.
    const publishedAt = new Date(Date.UTC(2026, 0, 1, 10, below(12))).toISOString();
    const payload = await blog.run(
      'addLiveBlogEntry',
      { liveBlog: blog.id, title, isKeyEvent, isDraft, ...(random() < 0.5 && { publishedAt }) },
      'entry { id publishedAt }',
    );
    expect(codes(payload)).toEqual(this.isEnded ? ['NOT_ALLOWED'] : []);
    if (!payload.entry) return;
    const { id } = payload.entry;
    this.entries.set(id, {
      ...{ id, title, isKeyEvent, isPublic: !isDraft },
      number: toNumber(id),
      publishedAt: Date.parse(payload.entry.publishedAt),
    });
  };

  update = async () => {
    const entry = this.pickEntry();
    if (!entry) return;
    const title = `Entry ${++this.count}`;
    expect(codes(await blog.run('updateLiveBlogEntry', { id: entry.id, title }))).toEqual([]);
    entry.title = title;
  };

  toggleKeyEvent = async () => {
    const entry = this.pickEntry();
    if (!entry) return;
    const payload = await blog.run('updateLiveBlogEntry', { id: entry.id, isKeyEvent: !entry.isKeyEvent });
    if (codes(payload).length === 0) entry.isKeyEvent = !entry.isKeyEvent;
  };

  retract = async () => {
    const entry = this.pickEntry();
    if (!entry) return;
    // A retracted entry can be retracted again, for a client that did not get the first response.
    expect(codes(await blog.run('retractLiveBlogEntry', { id: entry.id }))).toEqual([]);
    entry.isPublic = false;
    if (this.pinned === entry.id) this.pinned = null;
  };

  publish = async () => {
    const entry = this.pickEntry();
    if (!entry) return;
    const payload = await blog.run('publishLiveBlogEntry', { id: entry.id }, 'entry { publishedAt }');
    if (codes(payload).length > 0) return expect(this.isEnded || entry.isPublic).toBe(true);
    entry.isPublic = true;
    entry.publishedAt = Date.parse(payload.entry.publishedAt);
  };

  pin = async () => {
    const entry = this.pickEntry();
    if (!entry) return;
    const payload = await blog.run('pinLiveBlogEntry', { id: entry.id });
    expect(codes(payload)).toEqual(entry.isPublic ? [] : ['NOT_ALLOWED']);
    if (entry.isPublic) this.pinned = entry.id;
  };

  unpin = async () => {
    if (this.pinned === null) return;
    expect(codes(await blog.run('unpinLiveBlogEntry', { id: this.pinned }))).toEqual([]);
    this.pinned = null;
  };

  endOrStart = async () => {
    expect(codes(await blog.run(this.isEnded ? 'startLiveBlog' : 'endLiveBlog', { id: blog.id }))).toEqual(
      [],
    );
    this.isEnded = !this.isEnded;
  };

  togglePublication = async () => {
    await two.edit(this.isPublished ? 'unpublishArticle' : 'publishArticle', `{ id: "${blog.id}" }`);
    this.isPublished = !this.isPublished;
  };
}

/** Computes a page from the whole list. */
function computePage(model: Model, { first, last, after, before, around, keyEventsOnly }: PageArgs) {
  const all = model.listPublic(keyEventsOnly);
  const size = first ?? last ?? 20;
  if (around !== undefined) {
    const entry = model.entries.get(around);
    if (!entry?.isPublic || !model.isPublished)
      return { nodes: [], hasNextPage: false, hasPreviousPage: false };
    const newer = all.filter((each) => compare(each, entry) < 0);
    const older = all.filter((each) => compare(each, entry) >= 0);
    const room = Math.min(newer.length, Math.floor(size / 2));
    return {
      nodes: [...newer.slice(newer.length - room), ...older.slice(0, size - room)],
      hasNextPage: older.length > size - room,
      hasPreviousPage: newer.length > room,
    };
  }
  const inRange = all.filter(
    (each) =>
      (after === undefined || compare(each, model.entries.get(after)!) > 0) &&
      (before === undefined || compare(each, model.entries.get(before)!) < 0),
  );
  const hasMore = inRange.length > size;
  if (last === undefined)
    return { nodes: inRange.slice(0, size), hasNextPage: hasMore, hasPreviousPage: after !== undefined };
  return {
    nodes: inRange.slice(Math.max(0, inRange.length - size)),
    hasNextPage: before !== undefined,
    hasPreviousPage: hasMore,
  };
}

/** Makes the arguments of a page. Positions are of entries of which a page has shown the cursor, retracted ones too. */
function createArgs(model: Model): PageArgs {
  const positions = [...model.cursors.keys()].filter((id) => model.entries.has(id));
  const [position, other] = [pick(positions), pick(positions)];
  const keyEventsOnly = random() < 0.3 ? { keyEventsOnly: true } : {};
  const size = pick([0, 1, 2, 3, 5, 8, 20, 100]);
  const ids = [...model.entries.keys()];
  switch (below(position === undefined ? 2 : 7)) {
    case 0:
      return { first: size, ...keyEventsOnly };
    case 1:
      return ids.length > 0 && random() < 0.7
        ? { around: pick(ids), first: size, ...keyEventsOnly }
        : keyEventsOnly;
    case 2:
      return { first: size, after: position!, ...keyEventsOnly };
    case 3:
      return { last: size, before: position!, ...keyEventsOnly };
    case 4:
      return { last: size, ...keyEventsOnly };
    case 5:
      return { first: size, before: position!, ...(random() < 0.5 && { after: other! }), ...keyEventsOnly };
    default:
      return { around: pick(ids), first: size, ...keyEventsOnly };
  }
}

function formatQuery(model: Model, args: PageArgs, counts: boolean): string {
  const given = Object.entries(args).map(([name, value]) => {
    const isCursor = name === 'after' || name === 'before';
    return `${name}: ${JSON.stringify(isCursor ? model.cursors.get(String(value)) : value)}`;
  });
  const list = given.length > 0 ? `entries(${given.join(', ')})` : 'entries';
  return `{ article(by: { slug: "storm" }) { liveBlog { isLive pinned { id } keyEvents { title }
    ${list} { ${counts ? 'totalCount' : ''} edges { cursor node { id title isKeyEvent } }
      pageInfo { hasNextPage hasPreviousPage } } } } }`;
}

/** Compares entries by their place in the list, latest first. */
function compare(a: ModelEntry, b: ModelEntry): number {
  return b.publishedAt - a.publishedAt || b.number - a.number;
}

function toNumber(id: string): number {
  return Number(Buffer.from(id, 'base64url').toString().split(':')[1]);
}

function codes({ userErrors }: { userErrors: { code: string }[] }): string[] {
  return userErrors.map(({ code }) => code);
}

test(`After each of ${EDIT_COUNT} random edits, every form of a page of a live blog is the model's, on two instances`, async () => {
  const model = new Model();
  const kinds: Record<string, number> = {};
  let [pages, hits] = [0, 0];
  for (let i = 0; i < EDIT_COUNT; i++) {
    const kind = await model.edit();
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    await two.waitForCacheSync();
    for (let j = 0; j < PAGES_PER_EDIT; j++) {
      const args = createArgs(model);
      const counts = random() < 0.3;
      const query = formatQuery(model, args, counts);
      const { nodes, ...pageInfo } = computePage(model, args);
      const expected = model.isPublished && {
        isLive: !model.isEnded,
        pinned: model.pinned,
        keyEvents: model.listPublic(true).map(({ title }) => title),
        nodes: nodes.map(({ id, title, isKeyEvent }) => ({ id, title, isKeyEvent })),
        pageInfo,
        totalCount: counts ? model.listPublic(args.keyEventsOnly).length : undefined,
      };
      // The second query is served by the response cache of the first instance.
      for (const address of [two.gateway.address, two.gateway.address, two.other.address]) {
        const { data, cache, text } = await two.sendQuery(query, {}, address);
        pages += 1;
        if (cache?.includes('HIT')) hits += 1;
        const { liveBlog } = data?.article ?? {};
        if (data && liveBlog)
          for (const { cursor, node } of liveBlog.entries.edges) model.cursors.set(node.id, cursor);
        expect({ i, kind, args, text, ...readPage(liveBlog) }).toEqual({
          i,
          kind,
          args,
          text,
          page: expected,
        });
      }
    }
  }
  console.log({ pages, hits, entries: model.entries.size, ...kinds });
  expect(hits).toBeGreaterThan(pages / 6);
}, 900_000);

function readPage(liveBlog: any) {
  if (!liveBlog) return { page: false };
  const { isLive, pinned, keyEvents, entries } = liveBlog;
  return {
    page: {
      isLive,
      pinned: pinned?.id ?? null,
      keyEvents: keyEvents.map(({ title }: { title: string }) => title),
      nodes: entries.edges.map(({ node }: any) => node),
      pageInfo: entries.pageInfo,
      totalCount: entries.totalCount,
    },
  };
}
