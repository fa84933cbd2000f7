import { cacheTags } from '../../cache/cache-tags.js';
import { Prisma, type PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { markEdited } from '../editing/article-writes.js';
import { type BlockReader, checkFormats, type ResolvedRichText } from '../editing/rich-text-input.js';
import type {
  EndLiveBlogInput,
  LiveBlogEntryActionInput,
  StartLiveBlogInput,
  UpdateLiveBlogInput,
} from './live-blog.inputs.js';
import type { LiveBlogPayload } from './live-blog-payload.type.js';
import { announceEntry, saveLiveBlog } from './write/announce.js';
import { assertPastTime, buildSummary, getSource, prerenderText } from './write/entry-input.js';
import { findEntry, findLiveBlog, type LiveBlogState } from './write/find-live-blog.js';

const REFUSED = { articleId: null };

/** Starts, ends and sums up live blogs, and pins their entries. What it saves is public at once. */
export class LiveBlogService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly blocks: BlockReader,
  ) {}

  /** Starts the coverage, or lets it go on after it ended. */
  start(actor: Actor, input: StartLiveBlogInput): Promise<LiveBlogPayload> {
    return this.change(actor, 'startLiveBlog', input, async (tx, at) => {
      const blog = await findLiveBlog(tx, actor, input.id);
      if (input.startedAt) assertPastTime(input.startedAt, 'startedAt');
      const startedAt = input.startedAt ?? blog.startedAt ?? at;
      const isLive = blog.startedAt !== null && blog.endedAt === null;
      if (isLive && startedAt.getTime() === blog.startedAt?.getTime()) return blog;
      const kind = isLive ? 'UPDATED' : 'STARTED';
      await saveLiveBlog(tx, blog, { kind, at, data: { startedAt, endedAt: null } });
      return blog;
    });
  }

  end(actor: Actor, input: EndLiveBlogInput): Promise<LiveBlogPayload> {
    return this.change(actor, 'endLiveBlog', input, async (tx, at) => {
      const blog = await findLiveBlog(tx, actor, input.id);
      if (input.endedAt) assertPastTime(input.endedAt, 'endedAt');
      const endedAt = input.endedAt ?? blog.endedAt ?? at;
      assertEndsAfterStart(blog, endedAt);
      if (endedAt.getTime() === blog.endedAt?.getTime()) return blog;
      const kind = blog.endedAt === null ? 'ENDED' : 'UPDATED';
      await saveLiveBlog(tx, blog, { kind, at, data: { endedAt } });
      return blog;
    });
  }

  /** Replaces the summary. */
  async update(actor: Actor, input: UpdateLiveBlogInput): Promise<LiveBlogPayload> {
    const given = await this.blocks.resolve(input.summary);
    await prerenderText(given);
    return this.change(actor, 'updateLiveBlog', input, async (tx, at) => {
      const blog = await findLiveBlog(tx, actor, input.id);
      if (input.summary === undefined) return blog;
      const summary = (await renderSummary(given)) ?? Prisma.DbNull;
      await saveLiveBlog(tx, blog, { kind: 'UPDATED', at, data: { summary } });
      return blog;
    });
  }

  pin(actor: Actor, input: LiveBlogEntryActionInput): Promise<LiveBlogPayload> {
    return this.change(actor, 'pinLiveBlogEntry', input, async (tx, at) => {
      const { entry, blog } = await findEntry(tx, actor, input.id);
      if (!entry.isPublic) throw createNotAllowedError('Readers cannot see the entry. Publish it first.');
      if (blog.pinnedId === entry.id) return blog;
      await tx.liveBlog.updateMany({ where: { articleId: blog.articleId }, data: { pinnedId: entry.id } });
      const tags = [cacheTags.liveBlog(blog.articleId)];
      await announceEntry(tx, blog, { kind: 'PINNED', id: entry.id, at, tags });
      return blog;
    });
  }

  unpin(actor: Actor, input: LiveBlogEntryActionInput): Promise<LiveBlogPayload> {
    return this.change(actor, 'unpinLiveBlogEntry', input, async (tx, at) => {
      const { entry, blog } = await findEntry(tx, actor, input.id);
      if (blog.pinnedId !== entry.id) throw createNotAllowedError('The entry is not pinned.');
      await saveLiveBlog(tx, blog, { kind: 'UNPINNED', at, data: { pinnedId: null } });
      return blog;
    });
  }

  private change(
    actor: Actor,
    action: string,
    input: object,
    work: (tx: Transaction, at: Date) => Promise<LiveBlogState>,
  ): Promise<LiveBlogPayload> {
    return runMutation<LiveBlogPayload>(this.prisma, { actor, action, input }, REFUSED, async (tx) => {
      const { articleId } = await work(tx, await readDatabaseClock(tx));
      await markEdited(tx, [articleId]);
      return {
        payload: { articleId, userErrors: [] },
        target: toGlobalId('LiveBlog', articleId),
        outcome: {},
      };
    });
  }
}

function assertEndsAfterStart({ startedAt }: LiveBlogState, endedAt: Date): void {
  if (startedAt === null) throw createNotAllowedError('The coverage has not begun.');
  if (endedAt >= startedAt) return;
  throw createUserErrorException(
    `The coverage began at ${startedAt.toISOString()}; it cannot end before.`,
    UserErrorCode.INVALID,
    ['endedAt'],
  );
}

function createNotAllowedError(message: string) {
  return createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
}

/** Renders the summary of an input. Returns null for none. Throws UserErrorException. */
async function renderSummary(
  input: ResolvedRichText | null | undefined,
): Promise<Prisma.InputJsonObject | null> {
  const errors = new InputErrorCollector();
  checkFormats(errors, input, ['summary']);
  errors.throwIfAny();
  const source = getSource(input);
  return source ? buildSummary(source, input) : null;
}
