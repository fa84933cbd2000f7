import { z } from 'zod';
import { UnreadableSource } from '../unreadable-source.js';
import { rowsOf } from './export-file.js';
import {
  type GhostNewsletter,
  type GhostPost,
  type GhostPostMeta,
  type GhostTag,
  type GhostUser,
  member,
  named,
  newsletter,
  post,
  postMeta,
  user,
} from './ghost-post.js';

const id = z.union([z.string(), z.number()]).transform(String);
const order = z.number().nullish().catch(0);
const postTag = z.object({ post_id: id, tag_id: id, sort_order: order });
const postAuthor = z.object({ post_id: id, author_id: id, sort_order: order });
const memberNewsletter = z.object({ member_id: id, newsletter_id: id });
const meta = z.object({ exported_on: z.number() });

/** What an export says apart from its posts and members, which are read one by one. */
export class GhostExport {
  exportedOn: Date | null = null;
  readonly tags = new Map<string, GhostTag>();
  readonly users = new Map<string, GhostUser>();
  readonly newsletters = new Map<string, GhostNewsletter>();
  /** Ids of newsletters, by member. */
  readonly subscriptions = new Map<string, Set<string>>();
  /** Slugs and names of newsletters that a list of members names. */
  readonly listed = new Map<string, string>();
  /** Every post without its text. */
  readonly outlines: GhostPost[] = [];
  readonly #meta = new Map<string, GhostPostMeta>();
  readonly #tagsOf = new Map<string, { id: string; order: number }[]>();
  readonly #authorsOf = new Map<string, { id: string; order: number }[]>();

  /** Takes a row of any table. */
  add(table: string, row: unknown): void {
    this.#readers[table]?.(row);
  }

  /** A row of `posts` with what other tables say of it. Throws ZodError for one without an id. */
  postOf(row: unknown): GhostPost {
    const own = post.parse(row);
    const named = <Named>(of: Map<string, { id: string; order: number }[]>, all: Map<string, Named>) =>
      [...(of.get(own.id) ?? [])].sort((a, b) => a.order - b.order).flatMap(({ id }) => all.get(id) ?? []);
    const authors = named(this.#authorsOf, this.users);
    const only = authors.length === 0 && own.author_id ? this.users.get(own.author_id) : undefined;
    return {
      ...own,
      ...this.#meta.get(own.id),
      tags: named(this.#tagsOf, this.tags),
      authors: only ? [only] : authors,
    };
  }

  readonly #readers: Record<string, (row: unknown) => void> = {
    meta: (row) => {
      const { data } = meta.safeParse(row);
      if (data) this.exportedOn = new Date(data.exported_on);
    },
    tags: keepIn(named, (row) => this.tags.set(row.id, row)),
    users: keepIn(user, (row) => this.users.set(row.id, row)),
    posts_meta: keepIn(postMeta, (row) => this.#meta.set(row.post_id, row)),
    posts_tags: keepIn(postTag, ({ post_id, tag_id, sort_order }) =>
      append(this.#tagsOf, post_id, { id: tag_id, order: sort_order ?? 0 }),
    ),
    posts_authors: keepIn(postAuthor, ({ post_id, author_id, sort_order }) =>
      append(this.#authorsOf, post_id, { id: author_id, order: sort_order ?? 0 }),
    ),
    newsletters: keepIn(newsletter, (row) => this.newsletters.set(row.id, row)),
    members_newsletters: keepIn(memberNewsletter, ({ member_id, newsletter_id }) => {
      const own = this.subscriptions.get(member_id) ?? new Set();
      this.subscriptions.set(member_id, own.add(newsletter_id));
    }),
    members: keepIn(member, ({ newsletters }) => {
      for (const { slug, name } of newsletters ?? []) if (slug) this.listed.set(slug, name || slug);
    }),
    posts: keepIn(post, (row) => {
      this.outlines.push({ ...row, html: '', lexical: '', mobiledoc: '', tags: [], authors: [] });
    }),
  };
}

/** Reads a file through once. Throws UnreadableSource for one that holds neither posts nor members. */
export async function readExport(file: string): Promise<GhostExport> {
  const found = new GhostExport();
  let isGhost = false;
  for await (const { table, row } of rowsOf(file)) {
    isGhost ||= table === 'posts' || table === 'members';
    found.add(table, row);
  }
  if (isGhost) return found;
  throw new UnreadableSource(
    `${file} is no Ghost export: make one under Settings, Import/Export; members are exported from their list.`,
  );
}

function keepIn<Row>(form: z.ZodType<Row>, keep: (row: Row) => unknown): (row: unknown) => void {
  return (row) => {
    const { data } = form.safeParse(row);
    if (data !== undefined) keep(data);
  };
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
