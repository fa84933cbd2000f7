import type { LiveBlogEntry } from '../../../database/generated/client.js';
import type { Actor } from '../../../mutations/actor.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { truncateText } from '../../../shared/text/first-words.js';
import { loadEntryText } from '../../bodies/entry-bodies.js';
import { type ArticleContent, EMPTY_CONTENT } from '../../editing/article-content.js';
import { loadLatestContent } from '../../editing/article-writes.js';
import { assertInLimits } from '../../editing/assert-in-limits.js';
import type { SaveHook } from '../../editing/before-save.js';
import { createDraft } from '../../editing/drafts.js';
import { generateSlug } from '../../editing/generate-slug.js';
import { RevisionKind } from '../../revision/revision.type.js';
import type { FoundEntry } from './find-live-blog.js';
import { loadEntryContent } from './save-entry.js';

/** Characters of a title that is made of the text of an entry. */
const MAX_TITLE_LENGTH = 80;

/**
 * Creates the draft of an article with the content of an entry and the sections and tags of its live blog, and links the
 * entry to it. Returns its ID. Throws UserErrorException if the entry has an article.
 */
export async function breakOut(
  tx: Transaction,
  actor: Actor,
  state: FoundEntry,
  saveHook: SaveHook,
): Promise<number> {
  const { entry } = state;
  if (entry.ownArticleId !== null) {
    const message = 'An article was made of the entry before. Delete that first, or change it.';
    throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
  }
  const content = await saveHook.apply({
    action: 'CREATE',
    articleId: null,
    actor: actor.keyName,
    content: await buildContent(tx, state),
  });
  const id = await createDraft(tx, content, { kind: RevisionKind.CREATED, keyId: actor.keyId });
  await assertInLimits(tx, actor, id, ['id']);
  await tx.liveBlogEntry.update({ where: { id: entry.id }, data: { ownArticleId: id } });
  return id;
}

async function buildContent(tx: Transaction, { entry, blog }: FoundEntry): Promise<ArticleContent> {
  const { body } = await loadEntryContent(tx, entry);
  const { section, otherSections, tags, language, access } = await loadLatestContent(tx, blog.draft);
  const title = entry.title ?? truncateText(await loadEntryText(tx, entry.id), MAX_TITLE_LENGTH);
  const shared = { section, otherSections, tags, language, access };
  const slug = await generateSlug(tx, title);
  return { ...EMPTY_CONTENT, ...shared, slug, title, body, authors: await listAuthorSlugs(tx, entry) };
}

async function listAuthorSlugs(tx: Transaction, { id }: LiveBlogEntry): Promise<string[]> {
  const rows = await tx.liveBlogEntryAuthor.findMany({
    where: { entryId: id },
    orderBy: { position: 'asc' },
    select: { author: { select: { slug: true } } },
  });
  return rows.map(({ author }) => author.slug);
}
