import { assertInputScope, type ForbiddenAttemptLog } from '../../auth/auth-checker.js';
import type { PrismaClient } from '../../database/generated/client.js';
import type { Actor } from '../../mutations/actor.js';
import { type MutationResult, runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { parseGlobalId, toGlobalId } from '../../shared/references/global-id.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import type { FilterReference } from '../article/filter/resolve-references.js';
import type { PublishDrafts } from '../editing/article-mutation.service.js';
import type { SaveHook } from '../editing/before-save.js';
import { assertValidChange, changesContent, resolveChange } from './article-change.js';
import { BulkMode, type UpdateArticlesInput } from './bulk.inputs.js';
import type { BulkPayload, BulkResult } from './bulk.type.js';
import { createBulkJob, UPDATE_ACTION } from './bulk-job.js';
import { BULK_LIMITS } from './bulk-limits.js';
import { prerenderBodies, writeArticles } from './write-articles.js';

/** Finds the articles that a filter selects. */
interface ArticleFinder {
  findIds(filter: ArticleFilter, limit: number): Promise<number[]>;
  findUnknown(filter: ArticleFilter): Promise<FilterReference[]>;
}

/** Changes many articles with one call. */
export class BulkService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly forbidden: ForbiddenAttemptLog,
    private readonly saveHook: SaveHook,
    private readonly publishDrafts: PublishDrafts,
  ) {}

  /** Changes articles, or creates a job that does. Throws ForbiddenError, and BadUserInputError for a bad filter. */
  async update(actor: Actor, input: UpdateArticlesInput, finder: ArticleFinder): Promise<BulkPayload> {
    const call = { actor, action: UPDATE_ACTION, input };
    if (input.publish || input.unpublish) await assertInputScope(this.forbidden, actor, call, 'publish');
    const filter = omitEmptyFilter(input.filter);
    const matching = filter && (await finder.findIds(filter, BULK_LIMITS.articles + 1));
    const unknown = filter ? await finder.findUnknown(filter) : [];
    const refused: Omit<BulkPayload, 'userErrors'> = { jobId: null, results: [] };
    const articleIds = matching ?? parseIds(input.ids ?? []);
    if (articleIds.length <= BULK_LIMITS.request && changesContent(input))
      await prerenderBodies(this.prisma, articleIds);
    return runMutation<BulkPayload>(this.prisma, call, refused, async (tx) => {
      assertArticles(input, articleIds);
      assertKnown(unknown);
      assertValidChange(input);
      if (articleIds.length > BULK_LIMITS.request) return this.startJob(tx, actor, input, articleIds);
      const results = await this.write(tx, actor, input, articleIds);
      const failed = results.filter(({ userErrors }) => userErrors.length > 0);
      if (failed.length > 0 && input.mode === BulkMode.ALL_OR_NONE) {
        refused.results = failed;
        const message = `${failed.length} of ${articleIds.length} articles cannot be changed, so none was. The results say why.`;
        throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED);
      }
      const payload = { jobId: null, results, userErrors: [] };
      const outcome = { articles: articleIds.length, failed: failed.length };
      return { payload, target: null, outcome };
    });
  }

  private async write(
    tx: Transaction,
    actor: Actor,
    input: UpdateArticlesInput,
    articleIds: number[],
  ): Promise<BulkResult[]> {
    const change = await resolveChange(tx, input);
    const { saveHook, publishDrafts } = this;
    const failures = await writeArticles(tx, articleIds, change, { ...actor, saveHook, publishDrafts });
    const errors = new Map(failures.map(({ articleId, userErrors }) => [articleId, userErrors]));
    return articleIds.map((articleId) => ({ articleId, userErrors: errors.get(articleId) ?? [] }));
  }

  private async startJob(
    tx: Transaction,
    { keyId, keyName, limits = null }: Actor,
    { ids: _ids, filter: _filter, ...input }: UpdateArticlesInput,
    articleIds: number[],
  ): Promise<MutationResult<BulkPayload>> {
    await resolveChange(tx, input);
    const jobId = await createBulkJob(tx, { keyId, keyName, limits, input, articleIds });
    const payload = { jobId, results: [], userErrors: [] };
    return { payload, target: toGlobalId('Job', jobId), outcome: { articles: articleIds.length } };
  }
}

/** Throws UserErrorException for sections, tags and authors of a filter that do not exist. */
function assertKnown(unknown: FilterReference[]): void {
  const [first, ...others] = unknown.map(({ type, value, field }) => ({
    message: `The ${type.toLowerCase()} ${value} was not found, so the filter would match other articles than it says.`,
    code: UserErrorCode.NOT_FOUND,
    field,
  }));
  if (first) throw new UserErrorException([first, ...others]);
}

/** Returns the distinct numbers of the IDs of articles; 0, which none has, for other values. */
function parseIds(ids: string[]): number[] {
  const numbers = ids.map((id) => {
    const key = parseGlobalId(id);
    return key?.type === 'Article' ? key.id : 0;
  });
  return [...new Set(numbers)];
}

/** Throws UserErrorException unless the input selects articles, and not too many. */
function assertArticles({ ids, filter, mode }: UpdateArticlesInput, articleIds: number[]): void {
  if ((ids == null) === (filter == null))
    throw createUserErrorException('Give either ids or filter.', UserErrorCode.INVALID, ['ids']);
  if (filter != null && !omitEmptyFilter(filter)) {
    const message = 'The filter has no condition, so it would select all articles. Give at least one.';
    throw createUserErrorException(message, UserErrorCode.INVALID, ['filter']);
  }
  const invalid = articleIds.includes(0) ? ids?.findIndex((id) => parseGlobalId(id)?.type !== 'Article') : -1;
  if (invalid !== undefined && invalid >= 0) {
    const message = 'This is not the ID of an Article. Send the field id of the article.';
    throw createUserErrorException(message, UserErrorCode.NOT_FOUND, ['ids', String(invalid)]);
  }
  const field = [ids == null ? 'filter' : 'ids'];
  if (articleIds.length > BULK_LIMITS.articles) {
    const message = `At most ${BULK_LIMITS.articles} articles can be changed with one call.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, field);
  }
  if (mode === BulkMode.ALL_OR_NONE && articleIds.length > BULK_LIMITS.allOrNone) {
    const message = `At most ${BULK_LIMITS.allOrNone} articles can be changed all or none, not ${articleIds.length}. Use AS_MANY_AS_POSSIBLE, or several calls.`;
    throw createUserErrorException(message, UserErrorCode.TOO_LONG, field);
  }
}
