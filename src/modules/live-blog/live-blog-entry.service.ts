import { isDeepStrictEqual } from 'node:util';
import { assertInputScope, type ForbiddenAttemptLog } from '../../auth/auth-checker.js';
import { cacheTags } from '../../cache/cache-tags.js';
import { listPictureUrls } from '../../content/list-picture-urls.js';
import type { RenderedBody } from '../../content/render-worker.js';
import type { LiveBlogEntry, PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import type { PictureMeasurer } from '../../mutations/picture-measurer.js';
import { runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { markEdited } from '../editing/article-writes.js';
import type { SaveHook } from '../editing/before-save.js';
import { type BlockReader, isSameText } from '../editing/rich-text-input.js';
import type { EntryContent } from './entry-content.js';
import type {
  AddLiveBlogEntryInput,
  LiveBlogEntryActionInput,
  UpdateLiveBlogEntryInput,
} from './live-blog.inputs.js';
import { LIVE_BLOG_LIMITS } from './live-blog-limits.js';
import type { BreakOutLiveBlogEntryPayload, LiveBlogEntryPayload } from './live-blog-payload.type.js';
import { announceEntry } from './write/announce.js';
import { breakOut } from './write/break-out.js';
import { addEntry, changeEntry, publishEntry, retractEntry } from './write/change-entry.js';
import { addCorrection } from './write/correction.js';
import {
  applyEntryInput,
  assertPastTime,
  EMPTY_ENTRY,
  prerenderText,
  renderEntryBody,
} from './write/entry-input.js';
import { assertNotEnded, findEntry, findLiveBlog, type LiveBlogState } from './write/find-live-blog.js';
import { findAuthorIds, loadEntryContent } from './write/save-entry.js';

export interface LiveBlogEntryServiceOptions {
  /** Log of writes for which the key lacked a scope. */
  forbidden: ForbiddenAttemptLog;
  pictures: PictureMeasurer;
  /** Converts bodies that are given as blocks. */
  blocks: BlockReader;
  saveHook: SaveHook;
}

/** Result of a write, with the body if it was saved. */
interface SavedEntry {
  entry: LiveBlogEntry;
  body?: RenderedBody | null;
}

/** Adds entries to live blogs, changes, publishes and retracts them. */
export class LiveBlogEntryService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly options: LiveBlogEntryServiceOptions,
  ) {}

  /** Adds an entry, which readers see at once unless it is a draft or the live blog is not public. */
  async add(actor: Actor, input: AddLiveBlogEntryInput): Promise<LiveBlogEntryPayload> {
    if (!input.isDraft) await this.assertMayPublish(actor, 'addLiveBlogEntry', input);
    const given = await this.options.blocks.resolve(input.body);
    await prerenderText(given);
    return this.write(actor, 'addLiveBlogEntry', input, async (tx, at) => {
      const blog = await findLiveBlog(tx, actor, input.liveBlog, ['liveBlog']);
      const content = await applyEntryInput(tx, EMPTY_ENTRY, { ...input, body: given });
      const key = parseKey(input.key);
      const repeated = key === null ? null : await findRepeated(tx, blog, key, content);
      if (repeated) return { entry: repeated };
      assertNotEnded(blog, ['liveBlog']);
      if (input.publishedAt) assertPastTime(input.publishedAt, 'publishedAt');
      const body = await renderEntryBody(content, given);
      const data = {
        articleId: blog.articleId,
        key,
        isPublic: !input.isDraft,
        publishedAt: input.publishedAt ?? at,
      };
      return { entry: await addEntry(tx, blog, { data, content, body }, { keyId: actor.keyId, at }), body };
    });
  }

  /** Saves another revision of an entry. Readers see it at once if the entry is published. */
  async update(actor: Actor, input: UpdateLiveBlogEntryInput): Promise<LiveBlogEntryPayload> {
    const given = await this.options.blocks.resolve(input.body);
    await prerenderText(given);
    return this.write(actor, 'updateLiveBlogEntry', input, async (tx, at) => {
      const state = await findEntry(tx, actor, input.id);
      const { entry } = state;
      if (entry.isPublic) await this.assertMayPublish(actor, 'updateLiveBlogEntry', input);
      assertRevision(entry, input.expectedRevision);
      const before = await loadEntryContent(tx, entry);
      const isSame = await isSameText(given, before.body);
      const content = await applyEntryInput(tx, before, { ...input, body: isSame ? undefined : given });
      const corrections = addCorrection(entry, input.correction, at);
      if (corrections === null && isDeepStrictEqual(content, before)) return { entry };
      const isSameBody = isDeepStrictEqual(content.body, before.body);
      const body = isSameBody ? null : await renderEntryBody(content, given);
      const authorIds = content.authors === before.authors ? null : await findAuthorIds(tx, content.authors);
      const change = { content, body, authorIds, corrections };
      return { entry: await changeEntry(tx, state, change, { keyId: actor.keyId, at }), body };
    });
  }

  /** Publishes a draft, or a retracted entry again. */
  publish(actor: Actor, input: LiveBlogEntryActionInput): Promise<LiveBlogEntryPayload> {
    return this.write(actor, 'publishLiveBlogEntry', input, async (tx, at) => {
      const { entry, blog } = await findEntry(tx, actor, input.id);
      if (entry.isPublic) return { entry };
      assertNotEnded(blog, ['id']);
      // A retracted entry returns to its place.
      const publishedAt = entry.retractedAt === null ? at : entry.publishedAt;
      const data = { isPublic: true, retractedAt: null, publishedAt, updatedAt: at };
      return { entry: await publishEntry(tx, { entry, blog }, data, at) };
    });
  }

  /** Takes an entry from readers. Editors still see it. */
  retract(actor: Actor, input: LiveBlogEntryActionInput): Promise<LiveBlogEntryPayload> {
    return this.write(actor, 'retractLiveBlogEntry', input, async (tx, at) => {
      const { entry, blog } = await findEntry(tx, actor, input.id);
      if (!entry.isPublic) return { entry };
      return { entry: await retractEntry(tx, { entry, blog }, at) };
    });
  }

  /** Makes an article of an entry: a draft that is linked to it. */
  breakOut(actor: Actor, input: LiveBlogEntryActionInput): Promise<BreakOutLiveBlogEntryPayload> {
    const call = { actor, action: 'breakOutLiveBlogEntry', input };
    const refused = { entryId: null, articleId: null };
    return runMutation<BreakOutLiveBlogEntryPayload>(this.prisma, call, refused, async (tx) => {
      const state = await findEntry(tx, actor, input.id);
      const articleId = await breakOut(tx, actor, state, this.options.saveHook);
      const { entry, blog } = state;
      if (entry.isPublic) {
        const at = await readDatabaseClock(tx);
        await announceEntry(tx, blog, {
          kind: 'UPDATED',
          id: entry.id,
          at,
          tags: [cacheTags.article(articleId)],
        });
      }
      const article = toGlobalId('Article', articleId);
      return {
        payload: { entryId: entry.id, articleId, userErrors: [] },
        target: toGlobalId('LiveBlogEntry', entry.id),
        outcome: { article },
      };
    });
  }

  /** Runs a write, and measures the pictures of a saved body, which the editor does not wait for. */
  private write(
    actor: Actor,
    action: string,
    input: object,
    work: (tx: Transaction, at: Date) => Promise<SavedEntry>,
  ): Promise<LiveBlogEntryPayload> {
    const call = { actor, action, input };
    return runMutation<LiveBlogEntryPayload>(this.prisma, call, { entryId: null }, async (tx) => {
      const { entry, body } = await work(tx, await readDatabaseClock(tx));
      await markEdited(tx, [entry.articleId]);
      if (body) await this.options.pictures.schedule(tx, listPictureUrls(body.html));
      const { id, revision, isPublic } = entry;
      return {
        payload: { entryId: id, warnings: body?.dropped ?? [], userErrors: [] },
        target: toGlobalId('LiveBlogEntry', id),
        outcome: { revision, isPublished: isPublic },
      };
    });
  }

  private async assertMayPublish(actor: Actor, action: string, input: object): Promise<void> {
    await assertInputScope(this.options.forbidden, actor, { action, input }, 'publish');
  }
}

/** Returns the trimmed key of an entry; null for none. Throws UserErrorException if it is empty or too long. */
function parseKey(key: string | null | undefined): string | null {
  if (key == null) return null;
  const errors = new InputErrorCollector();
  if (key.trim() === '') errors.add(['key'], 'The key must not be empty.');
  errors.checkLength(['key'], key, LIVE_BLOG_LIMITS.key);
  errors.throwIfAny();
  return key.trim();
}

/** Finds the entry that was added with a key. Throws UserErrorException if it had other content. */
async function findRepeated(
  tx: Transaction,
  { articleId }: LiveBlogState,
  key: string,
  content: EntryContent,
): Promise<LiveBlogEntry | null> {
  const entry = await tx.liveBlogEntry.findUnique({ where: { articleId_key: { articleId, key } } });
  if (!entry || isDeepStrictEqual(await loadEntryContent(tx, entry, 1), content)) return entry;
  throw createUserErrorException(
    'An entry with other content was added with this key. Use updateLiveBlogEntry, or another key.',
    UserErrorCode.CONFLICT,
    ['key'],
  );
}

function assertRevision({ revision }: LiveBlogEntry, expected: number | null | undefined): void {
  if (expected == null || expected === revision) return;
  const message = `The entry is at revision ${revision}, not ${expected}: it was changed in the meantime. Load it again.`;
  throw createUserErrorException(message, UserErrorCode.CONFLICT, ['expectedRevision']);
}
