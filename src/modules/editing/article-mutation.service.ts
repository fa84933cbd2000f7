import { isDeepStrictEqual } from 'node:util';
import { assertInputScope, type ForbiddenAttemptLog } from '../../auth/auth-checker.js';
import { PREVIEW_END } from '../../content/free-preview.js';
import { listPictureUrls } from '../../content/list-picture-urls.js';
import { renderInWorker } from '../../content/prerender.js';
import type { RenderedBody } from '../../content/render-worker.js';
import type { Draft, PrismaClient } from '../../database/generated/client.js';
import { type ContentModel, EMPTY_MODEL } from '../../fields/content-model.js';
import type { Actor } from '../../mutations/actor.js';
import { InputErrorCollector } from '../../mutations/input-errors.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { NO_PICTURE_MEASURER, type PictureMeasurer } from '../../mutations/picture-measurer.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { AccessLevel } from '../../shared/article/access-level.js';
import { normalizePath } from '../../shared/paths.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import {
  applyOwnArticleInput,
  type OwnArticleContent,
  type OwnArticleInput,
} from '../own-fields/article-fields.js';
import { listFieldPictures } from '../own-fields/list-field-pictures.js';
import { prerenderOwnInput } from '../own-fields/store-own-values.js';
import { RevisionKind } from '../revision/revision.type.js';
import { assertSectionsExist } from '../taxonomy/write/find-or-create.js';
import { assertPathsAvailable, replaceRedirects } from '../urls/reserve-path.js';
import { type ArticleContent, EMPTY_CONTENT, parseRevisionContent } from './article-content.js';
import { replaceIdsBySlugs } from './article-names.js';
import { findByOrigin, parseOrigin, recordOrigin } from './article-origin.js';
import type { ArticlePayload } from './article-payload.type.js';
import { type ArticleSections, applySections } from './article-sections.js';
import { findDraft, loadLatestContent, markEdited, runArticleMutation } from './article-writes.js';
import { assertInLimits } from './assert-in-limits.js';
import { NO_SAVE_HOOK, type SaveHook } from './before-save.js';
import { createDraft, updateDraft } from './drafts.js';
import type {
  CreateArticleInput,
  PublicationInput,
  RestoreRevisionInput,
  UpdateArticleInput,
} from './editing.inputs.js';
import { generateSlug } from './generate-slug.js';
import { findImageFile, type ImageOfFile } from './image-input.js';
import { type BlockReader, isSameText, keepPreviewEnd, type ResolvedRichText } from './rich-text-input.js';
import { applyInput, getBodySource, validateArticleInput } from './validate-article-input.js';

/**
 * Publishes or schedules the latest revisions of drafts, in the transaction that saved them. Throws
 * UserErrorException.
 */
export type PublishDrafts = (tx: Transaction, drafts: Draft[], times: PublicationInput) => Promise<void>;

export interface ArticleMutationOptions {
  /** Log of writes for which the key lacked a scope. */
  forbidden: ForbiddenAttemptLog;
  publishDrafts: PublishDrafts;
  model?: ContentModel;
  saveHook?: SaveHook;
  /** Converts bodies that are given as blocks. */
  blocks: BlockReader;
  pictures?: PictureMeasurer;
}

/** Creates, updates and restores drafts. Nothing here is public until it is published. */
export class ArticleMutationService {
  private readonly model: ContentModel;
  private readonly saveHook: SaveHook;
  private readonly pictures: PictureMeasurer;

  constructor(
    private readonly prisma: PrismaClient,
    private readonly options: ArticleMutationOptions,
  ) {
    this.model = options.model ?? EMPTY_MODEL;
    this.saveHook = options.saveHook ?? NO_SAVE_HOOK;
    this.pictures = options.pictures ?? NO_PICTURE_MEASURER;
  }

  /** Creates an article. Updates the one that has its origin, if the input names one. */
  async create(actor: Actor, input: CreateArticleInput): Promise<ArticlePayload> {
    await this.assertMayPublish(actor, 'createArticle', input);
    const { input: resolved, body } = await this.prerenderTexts(input);
    return this.write(actor, 'createArticle', input, body, async (tx) => {
      const origin = input.origin && parseOrigin(input.origin);
      const existing = origin && (await findByOrigin(tx, origin));
      if (existing) await assertInLimits(tx, actor, existing.id, ['origin']);
      const saved = existing
        ? await this.saveExisting(tx, actor, existing, resolved, body)
        : await this.saveNew(tx, actor, resolved, body);
      if (origin) await recordOrigin(tx, saved.id, origin);
      await this.publishSaved(tx, saved.id, input);
      return saved;
    });
  }

  async update(actor: Actor, input: UpdateArticleInput): Promise<ArticlePayload> {
    await this.assertMayPublish(actor, 'updateArticle', input);
    const { input: resolved, body } = await this.prerenderTexts(input);
    return this.write(actor, 'updateArticle', input, body, async (tx) => {
      const draft = await findDraft(tx, input.id);
      if (input.expectedRevision != null && input.expectedRevision !== draft.revision) {
        const message = `The article is at revision ${draft.revision}, not ${input.expectedRevision}: it was changed in the meantime. Load it again.`;
        throw createUserErrorException(message, UserErrorCode.CONFLICT, ['expectedRevision']);
      }
      const saved = await this.saveExisting(tx, actor, draft, resolved, body);
      await this.publishSaved(tx, draft.id, input);
      return saved;
    });
  }

  private async saveNew(
    tx: Transaction,
    actor: Actor,
    input: CreateArticleInput,
    body: RenderedBody | null,
  ): Promise<SavedContent> {
    const { own, ...valid } = await this.validateInput(tx, input, EMPTY_CONTENT, body);
    const slug = input.slug ?? (await generateSlug(tx, input.title, input.language));
    const blank: ArticleContent = { ...EMPTY_CONTENT, slug, title: input.title };
    const content = await this.saveHook.apply({
      action: 'CREATE',
      articleId: null,
      actor: actor.keyName,
      content: { ...applyInput(blank, valid.named, valid.sections, valid.imageOfFile), ...own },
    });
    const id = await createDraft(tx, content, { kind: RevisionKind.CREATED, keyId: actor.keyId }).catch(
      (error: unknown) => throwWithBodyPath(error, input),
    );
    await savePaths(tx, id, blank, content);
    return { id, content };
  }

  private async saveExisting(
    tx: Transaction,
    actor: Actor,
    draft: Draft,
    input: ArticleInput,
    body: RenderedBody | null,
  ): Promise<SavedContent> {
    const { id } = draft;
    const latest = await loadLatestContent(tx, draft);
    const { own, ...valid } = await this.validateInput(tx, input, latest, body);
    const named = { ...valid.named, body: await keepFormerBody(input, latest) };
    const content = await this.saveHook.apply({
      action: 'UPDATE',
      articleId: toGlobalId('Article', id),
      actor: actor.keyName,
      content: { ...applyInput(latest, named, valid.sections, valid.imageOfFile), ...own },
    });
    const setsDate = input.publishedAt !== undefined;
    const revision = { kind: RevisionKind.SAVED, keyId: actor.keyId, setsDate };
    await updateDraft(tx, id, content, revision).catch((error: unknown) => throwWithBodyPath(error, input));
    await savePaths(tx, id, latest, content);
    await markEdited(tx, [id]);
    return { id, content };
  }

  /**
   * Runs a mutation that saves the content of an article, and measures its pictures. The payload has a warning for each
   * kind of element that was removed from the body.
   */
  private async write(
    actor: Actor,
    action: string,
    input: object,
    body: RenderedBody | null,
    change: (tx: Transaction) => Promise<SavedContent>,
  ): Promise<ArticlePayload> {
    let unmeasured: string[] = [];
    const payload = await runArticleMutation(this.prisma, actor, action, input, async (tx) => {
      const { id, content } = await change(tx);
      unmeasured = await this.pictures.schedule(tx, listFieldPictures(content.image, content.fields));
      // A body may have many, for which the editor does not wait.
      if (body) await this.pictures.schedule(tx, listPictureUrls(body.html));
      return id;
    });
    await this.pictures.measure(unmeasured);
    return payload.articleId === null ? payload : { ...payload, warnings: body?.dropped ?? [] };
  }

  restoreRevision(actor: Actor, input: RestoreRevisionInput): Promise<ArticlePayload> {
    return runArticleMutation(this.prisma, actor, 'restoreRevision', input, async (tx) => {
      const draft = await findDraft(tx, input.id);
      const articleId_number = { articleId: draft.id, number: input.revision };
      const revision = await tx.articleRevision.findUnique({ where: { articleId_number } });
      if (!revision) {
        throw createUserErrorException(`Revision ${input.revision} was not found.`, UserErrorCode.NOT_FOUND, [
          'revision',
        ]);
      }
      const restored = parseRevisionContent(revision.content);
      await assertSectionsExist(tx, restored, ['revision']);
      // Published corrections stay.
      const { corrections } = await loadLatestContent(tx, draft);
      const content = await this.saveHook.apply({
        action: 'RESTORE',
        articleId: input.id,
        actor: actor.keyName,
        content: { ...restored, corrections },
      });
      await updateDraft(tx, draft.id, content, { kind: RevisionKind.RESTORED, keyId: actor.keyId });
      await markEdited(tx, [draft.id]);
      return draft.id;
    });
  }

  /**
   * Converts blocks to HTML, and renders the body and own rich texts into the cache, before the write lock is taken:
   * a long body would block other writers. Errors are reported with the others of the input.
   */
  private async prerenderTexts<Input extends ArticleInput>(
    given: Input,
  ): Promise<{ input: Input; body: RenderedBody | null }> {
    const { fields, facets } = given as OwnArticleInput;
    await prerenderOwnInput([fields, facets], this.options.blocks);
    const input = given.body?.blocks
      ? { ...given, body: await this.options.blocks.resolve(given.body) }
      : given;
    const source = getBodySource(input);
    return { input, body: source ? await renderInWorker(source).catch(() => null) : null };
  }

  /**
   * Returns the input with the slugs of its tags and authors, and the sections and own fields of an article with
   * the input applied. Throws UserErrorException with every error of the input.
   */
  private async validateInput(
    tx: Transaction,
    input: ArticleInput,
    content: OwnArticleContent & ArticleSections,
    body: RenderedBody | null,
  ): Promise<ValidInput> {
    const collector = new InputErrorCollector();
    const { model, options } = this;
    const own = await applyOwnArticleInput(tx, { model, blocks: options.blocks }, content, input, collector);
    const sections = await applySections(tx, content, input, collector);
    const named = await replaceIdsBySlugs(tx, input, collector);
    for (const message of body?.removed ?? []) collector.add(getBodyField(input), message);
    const imageOfFile = input.image ? await findImageFile(tx, input.image, collector) : null;
    const [first, ...others] = [...validateArticleInput(input), ...collector.errors];
    if (first) throw new UserErrorException([first, ...others]);
    return { named, sections, own, imageOfFile };
  }

  private async assertMayPublish(actor: Actor, action: string, input: ArticleInput): Promise<void> {
    if (input.publish) await assertInputScope(this.options.forbidden, actor, { action, input }, 'publish');
  }

  /** Publishes the saved draft, if the input says so. Errors name the fields of `publish`. */
  private async publishSaved(tx: Transaction, id: number, { publish }: ArticleInput): Promise<void> {
    if (!publish) return;
    const draft = await tx.draft.findUniqueOrThrow({ where: { id } });
    await this.options.publishDrafts(tx, [draft], publish).catch((error: unknown) => {
      throw error instanceof UserErrorException ? toPublishError(error) : error;
    });
  }
}

type ArticleInput = CreateArticleInput | UpdateArticleInput;

/** A saved article. */
interface SavedContent {
  id: number;
  content: ArticleContent;
}

const PUBLICATION_FIELDS: readonly string[] = [
  'scheduledFor',
  'at',
  'publishedAt',
] satisfies (keyof PublicationInput)[];

/** Returns the path of the body in an input. */
function getBodyField(input: ArticleInput): string[] {
  const format = getBodySource(input)?.format ?? 'html';
  if (input.body != null) return ['body', getResolvedBody(input)?.isFromBlocks ? 'blocks' : format];
  return [format === 'html' ? 'bodyHtml' : 'bodyMarkdown'];
}

/** Throws an error with the path of the body in the input. */
function throwWithBodyPath(error: unknown, input: ArticleInput): never {
  if (!(error instanceof UserErrorException)) throw error;
  const rename = (each: UserError): UserError =>
    each.field?.[0] === 'body' ? { ...each, field: getBodyField(input) } : each;
  const [first, ...others] = error.userErrors;
  throw new UserErrorException([rename(first), ...others.map(rename)]);
}

/** Returns the errors of a publication with their paths in the input of a save. */
function toPublishError({ userErrors: [first, ...others] }: UserErrorException): UserErrorException {
  const rename = (error: UserError): UserError => ({
    ...error,
    field: ['publish', ...(error.field ?? []).filter((name) => PUBLICATION_FIELDS.includes(name))],
  });
  return new UserErrorException([rename(first), ...others.map(rename)]);
}

/** Returns the body of an input whose blocks were converted. */
function getResolvedBody({ body }: ArticleInput): ResolvedRichText | null | undefined {
  return body as ResolvedRichText | null | undefined;
}

/**
 * Returns the body of an input. Blocks that are the present body leave its source, which may be Markdown; others get
 * its free preview. Throws UserErrorException.
 */
async function keepFormerBody(input: ArticleInput, latest: ArticleContent): Promise<ArticleInput['body']> {
  const body = getResolvedBody(input);
  if (!body?.isFromBlocks || body.html == null) return input.body;
  if (await isSameText(body, latest.body)) return undefined;
  const { access = latest.access ?? AccessLevel.PUBLIC } = input;
  const html = access === AccessLevel.PUBLIC ? body.html : await keepPreviewEnd(body.html, latest.body);
  if (html !== null) return { ...body, html };
  const message = `The free preview of the article was changed. Put the block { html: { html: "${PREVIEW_END}" } } where it ends.`;
  throw createUserErrorException(message, UserErrorCode.INVALID, ['body', 'blocks']);
}

/** A valid input, and what its references lead to. */
interface ValidInput {
  named: ArticleInput;
  sections: ArticleSections | undefined;
  own: OwnArticleContent;
  imageOfFile: ImageOfFile | null;
}

/** Checks that the input's path is free, and saves its former paths. Throws UserErrorException. */
async function savePaths(
  tx: Transaction,
  id: number,
  before: ArticleContent,
  { path, aliases }: ArticleContent,
): Promise<void> {
  const permalink = path !== null && path !== before.path ? normalizePath(path) : null;
  const own = { articles: new Set([id]), sections: new Set<number>() };
  if (permalink) await assertPathsAvailable(tx, [permalink], ['path'], own);
  if (!isDeepStrictEqual(aliases, before.aliases)) await replaceRedirects(tx, aliases, id);
}
