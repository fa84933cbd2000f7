import { z } from 'zod';
import { explainFile } from '../fetch/identify-content.js';
import { UnreadableSourceError } from '../run/unreadable-source.js';
import { readRows } from './export-file.js';
import {
  type GhostNewsletter,
  type GhostPost,
  type GhostPostMeta,
  type GhostTag,
  type GhostUser,
  memberSchema,
  newsletterSchema,
  postMetaSchema,
  postSchema,
  tagSchema,
  userSchema,
} from './ghost-post.js';
import { isMenuSetting, type MenuSettings } from './menus.js';

const idSchema = z.union([z.string(), z.number()]).transform(String);
const orderSchema = z.number().nullish().catch(0);
const postTagSchema = z.object({ post_id: idSchema, tag_id: idSchema, sort_order: orderSchema });
const postAuthorSchema = z.object({ post_id: idSchema, author_id: idSchema, sort_order: orderSchema });
const memberNewsletterSchema = z.object({ member_id: idSchema, newsletter_id: idSchema });
const settingSchema = z.object({ key: z.string(), value: z.unknown() });
const metaSchema = z.object({ exported_on: z.number() });

/** Tables of an export, except for full posts and members, which are streamed. */
export class GhostExport {
  exportedOn: Date | null = null;
  readonly tags = new Map<string, GhostTag>();
  readonly users = new Map<string, GhostUser>();
  readonly newsletters = new Map<string, GhostNewsletter>();
  /** IDs of newsletters by member ID. */
  readonly subscriptions = new Map<string, Set<string>>();
  /** Names of newsletters by slug, from lists of members. */
  readonly memberNewsletters = new Map<string, string>();
  /** Settings with menus, as JSON. */
  readonly menus: MenuSettings = new Map();
  /** Every post without its text. */
  readonly outlines: GhostPost[] = [];
  private readonly meta = new Map<string, GhostPostMeta>();
  private readonly tagRefsByPost = new Map<string, { id: string; order: number }[]>();
  private readonly authorRefsByPost = new Map<string, { id: string; order: number }[]>();

  /** Adds a row of any table. */
  addRow(table: string, row: unknown): void {
    this.rowReaders[table]?.(row);
  }

  /**
   * Parses a row of `posts` and adds its metadata, tags and authors. Throws ZodError if the row has no ID.
   */
  parsePost(row: unknown): GhostPost {
    const parsed = postSchema.parse(row);
    const resolveRefs = <Named>(
      refsByPost: Map<string, { id: string; order: number }[]>,
      all: Map<string, Named>,
    ) =>
      [...(refsByPost.get(parsed.id) ?? [])]
        .sort((a, b) => a.order - b.order)
        .flatMap(({ id }) => all.get(id) ?? []);
    const authors = resolveRefs(this.authorRefsByPost, this.users);
    const singleAuthor =
      authors.length === 0 && parsed.author_id ? this.users.get(parsed.author_id) : undefined;
    return {
      ...parsed,
      ...this.meta.get(parsed.id),
      tags: resolveRefs(this.tagRefsByPost, this.tags),
      authors: singleAuthor ? [singleAuthor] : authors,
    };
  }

  private readonly rowReaders: Record<string, (row: unknown) => void> = {
    meta: (row) => {
      const { data } = metaSchema.safeParse(row);
      if (data) this.exportedOn = new Date(data.exported_on);
    },
    settings: createRowReader(settingSchema, ({ key, value }) => {
      if (isMenuSetting(key)) this.menus.set(key, value);
    }),
    tags: createRowReader(tagSchema, (row) => this.tags.set(row.id, row)),
    users: createRowReader(userSchema, (row) => this.users.set(row.id, row)),
    posts_meta: createRowReader(postMetaSchema, (row) => this.meta.set(row.post_id, row)),
    posts_tags: createRowReader(postTagSchema, ({ post_id, tag_id, sort_order }) =>
      append(this.tagRefsByPost, post_id, { id: tag_id, order: sort_order ?? 0 }),
    ),
    posts_authors: createRowReader(postAuthorSchema, ({ post_id, author_id, sort_order }) =>
      append(this.authorRefsByPost, post_id, { id: author_id, order: sort_order ?? 0 }),
    ),
    newsletters: createRowReader(newsletterSchema, (row) => this.newsletters.set(row.id, row)),
    members_newsletters: createRowReader(memberNewsletterSchema, ({ member_id, newsletter_id }) => {
      const own = this.subscriptions.get(member_id) ?? new Set();
      this.subscriptions.set(member_id, own.add(newsletter_id));
    }),
    members: createRowReader(memberSchema, ({ newsletters }) => {
      for (const { slug, name } of newsletters ?? [])
        if (slug) this.memberNewsletters.set(slug, name || slug);
    }),
    posts: createRowReader(postSchema, (row) => {
      this.outlines.push({ ...row, html: '', lexical: '', mobiledoc: '', tags: [], authors: [] });
    }),
  };
}

/** Reads a file once. Throws UnreadableSourceError if it contains neither posts nor members. */
export async function readExport(file: string): Promise<GhostExport> {
  const ghostExport = new GhostExport();
  let isGhost = false;
  for await (const { table, row } of readRows(file)) {
    isGhost ||= table === 'posts' || table === 'members';
    ghostExport.addRow(table, row);
  }
  if (isGhost) return ghostExport;
  throw new UnreadableSourceError(
    `${file} is not a Ghost export. Create one in Ghost under Settings > Import/Export; export members from the list of members.${await explainFile(file, 'ghost', 'json')}`,
  );
}

function createRowReader<Row>(schema: z.ZodType<Row>, store: (row: Row) => unknown): (row: unknown) => void {
  return (row) => {
    const { data } = schema.safeParse(row);
    if (data !== undefined) store(data);
  };
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
