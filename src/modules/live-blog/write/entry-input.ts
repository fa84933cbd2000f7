import { ContentRefusedError } from '../../../content/content-error.js';
import { renderInWorker } from '../../../content/prerender.js';
import type { RenderedBody } from '../../../content/render-worker.js';
import type { RichTextSource } from '../../../content/rich-text.js';
import type { Prisma } from '../../../database/generated/client.js';
import { InputErrorCollector } from '../../../mutations/input-errors.js';
import { UserErrorCode } from '../../../mutations/user-error-code.js';
import { createUserErrorException } from '../../../mutations/user-error-exception.js';
import type { Transaction } from '../../../mutations/write-lock.js';
import { CLOCK_TOLERANCE, isStorableTime } from '../../../shared/time.js';
import { replaceIdsBySlugs } from '../../editing/article-names.js';
import { checkFormats, type ResolvedRichText } from '../../editing/rich-text-input.js';
import { checkReferencesAndPaths } from '../../editing/validate-article-input.js';
import type { EntryContent } from '../entry-content.js';
import { LIVE_BLOG_LIMITS } from '../live-blog-limits.js';

export const EMPTY_TEXT: RichTextSource = { format: 'markdown', text: '' };
export const EMPTY_ENTRY: EntryContent = { title: null, body: EMPTY_TEXT, authors: [], isKeyEvent: false };

/** Fields of an input that are the content of an entry. */
export interface EntryFields {
  title?: string | null;
  body?: ResolvedRichText | null;
  authors?: string[] | null;
  isKeyEvent?: boolean | null;
}

/** Returns the source of a rich text; undefined if the input has none. */
export function getSource(input: ResolvedRichText | null | undefined): RichTextSource | undefined {
  if (input === undefined) return undefined;
  if (input?.html != null) return { format: 'html', text: input.html };
  return input?.markdown == null ? EMPTY_TEXT : { format: 'markdown', text: input.markdown };
}

/**
 * Renders a text into the cache before the write lock is taken, since a long one would block other writers. An error is
 * reported with the others of the input.
 */
export async function prerenderText(input: ResolvedRichText | null | undefined): Promise<void> {
  const source = getSource(input);
  if (source) await renderInWorker(source).catch(() => null);
}

/**
 * Renders the text of a field. Throws UserErrorException if it is too long, or would lose what readers miss. `input` is
 * the text as it was given.
 */
export async function renderText(
  source: RichTextSource,
  field: string,
  input?: ResolvedRichText | null,
): Promise<RenderedBody> {
  const path = getTextPath(source, field, input);
  const rendered = await renderInWorker(source).catch((error: unknown) => {
    if (!(error instanceof ContentRefusedError)) throw error;
    throw createUserErrorException(error.message, UserErrorCode.TOO_LONG, path);
  });
  const errors = new InputErrorCollector();
  for (const message of rendered.removed) errors.add(path, message);
  errors.throwIfAny();
  return rendered;
}

function getTextPath(source: RichTextSource, field: string, input?: ResolvedRichText | null): string[] {
  return [field, input?.isFromBlocks ? 'blocks' : source.format];
}

/** Renders the body of an entry. Throws UserErrorException, also if nothing of the entry would be shown. */
export async function renderEntryBody(
  { title, body }: EntryContent,
  input?: ResolvedRichText | null,
): Promise<RenderedBody> {
  const rendered = await renderText(body, 'body', input);
  if (title !== null || rendered.html !== '') return rendered;
  throw createUserErrorException(
    'Nothing of the body can be shown, and there is no title.',
    UserErrorCode.INVALID,
    getTextPath(body, 'body', input),
  );
}

/** Renders a summary for its column. Returns null for an empty one. Throws UserErrorException. */
export async function buildSummary(
  source: RichTextSource,
  input?: ResolvedRichText | null,
): Promise<Prisma.InputJsonObject | null> {
  if (source.text.trim() === '') return null;
  const { html, text, markdown, outline, blocks } = await renderText(source, 'summary', input);
  return { html, text, markdown, outline, blocks } as unknown as Prisma.InputJsonObject;
}

/** Returns the content of an entry with the fields of an input. Throws UserErrorException with every error. */
export async function applyEntryInput(
  tx: Transaction,
  content: EntryContent,
  input: EntryFields,
): Promise<EntryContent> {
  const errors = new InputErrorCollector();
  errors.checkLength(['title'], input.title, LIVE_BLOG_LIMITS.title);
  checkFormats(errors, input.body, ['body']);
  checkReferencesAndPaths(errors, { authors: input.authors ?? null });
  const { authors } = await replaceIdsBySlugs(tx, { authors: input.authors ?? null }, errors);
  const applied: EntryContent = {
    title: input.title === undefined ? content.title : input.title?.trim() || null,
    body: getSource(input.body) ?? content.body,
    authors: input.authors === undefined ? content.authors : (authors ?? []),
    isKeyEvent: input.isKeyEvent ?? content.isKeyEvent,
  };
  const isEmpty = applied.title === null && applied.body.text.trim() === '';
  if (isEmpty && !input.body?.errors?.length)
    errors.add(['body'], 'Give a body or a title: the entry would be empty.');
  errors.throwIfAny();
  return applied;
}

/** Throws UserErrorException if a time is in the future, or cannot be stored. */
export function assertPastTime(time: Date, field: string): void {
  const isFuture = time.getTime() > Date.now() + CLOCK_TOLERANCE;
  if (isStorableTime(time) && !isFuture) return;
  const message = isFuture ? 'The time must not be in the future.' : 'The year must be between 1 and 9999.';
  throw createUserErrorException(message, UserErrorCode.INVALID, [field]);
}
