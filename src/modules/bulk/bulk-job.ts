import type { ViewerLimits } from '../../auth/article-limits.js';
import type { Prisma, PrismaClient } from '../../database/generated/client.js';
import { daysAgo } from '../../jobs/retention.js';
import { runInSavepoint } from '../../mutations/savepoint.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException, UserErrorException } from '../../mutations/user-error-exception.js';
import { type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { changesContent, resolveChange } from './article-change.js';
import { type ArticleChangeInput, BulkMode } from './bulk.inputs.js';
import { BULK_LIMITS } from './bulk-limits.js';
import { type ArticleFailure, type ArticleWriter, prerenderBodies, writeArticles } from './write-articles.js';

/** Name of the mutation in the audit log. */
export const UPDATE_ACTION = 'updateArticles';
/** Name of the job that changes a batch of articles. */
export const UPDATE_TASK = 'update_articles';
/** Name of the job that looks every minute for changes that have stopped. */
export const RESUME_TASK = 'resume_updates';
/** Seconds without a batch after which a change counts as stopped. */
const STALLED_AFTER_SECONDS = 30;
/** Days for which a job that has ended is stored. */
const RETENTION_DAYS = 30;

const INACTIVE_KEY = 'The API key of the change was revoked, or has expired.';

/** Rolls back the articles of a batch that is changed all or none. */
class BatchRefusedError extends Error {
  constructor(readonly failures: ArticleFailure[]) {
    super('Some articles of the batch were refused.');
  }
}

interface NewJob {
  keyId: number;
  keyName: string;
  limits: ViewerLimits | null;
  input: ArticleChangeInput;
  articleIds: number[];
}

/** Creates a job that changes articles, and adds it to the queue in the same transaction. Returns its ID. */
export async function createBulkJob(tx: Transaction, { limits, input, ...job }: NewJob): Promise<number> {
  const stored = JSON.parse(JSON.stringify(input)) as Prisma.InputJsonObject;
  const { id } = await tx.bulkJob.create({
    data: {
      ...job,
      ...(limits && { limits: { ...limits } }),
      input: stored,
      total: job.articleIds.length,
    },
  });
  await enqueueBatch(tx, id);
  return id;
}

/** Changes the next batch of a job's articles, and adds the one after it to the queue. */
export async function runBatch(
  prisma: PrismaClient,
  jobId: number,
  options: Pick<ArticleWriter, 'saveHook' | 'publishDrafts' | 'siteLanguage'>,
): Promise<void> {
  const next = await readNextBatch(prisma, jobId);
  if (!next) return;
  if (changesContent(next.input)) await prerenderBodies(prisma, next.articleIds);
  await withWriteLock(
    prisma,
    async (tx) => {
      // Another instance may have done the batch meanwhile.
      const batch = await readNextBatch(tx, jobId);
      if (batch) await writeBatch(tx, batch, { ...pickWriter(batch), ...options });
    },
    next.keyId,
  );
}

/** Adds the jobs of changes that have stopped: the job of an instance that was killed stays locked for hours. */
export async function resumeStalled(prisma: PrismaClient): Promise<void> {
  const stalled = await prisma.$queryRaw<{ id: number }[]>`
    SELECT id FROM bulk_job WHERE finished_at IS NULL
      AND updated_at < clock_timestamp() - make_interval(secs => ${STALLED_AFTER_SECONDS})`;
  for (const { id } of stalled) await enqueueBatch(prisma, id);
}

/** Deletes jobs that ended long ago. */
export async function pruneBulkJobs(prisma: PrismaClient): Promise<void> {
  await prisma.bulkJob.deleteMany({ where: { finishedAt: { lt: daysAgo(RETENTION_DAYS) } } });
}

async function enqueueBatch(db: Pick<Transaction, '$executeRaw'>, id: number): Promise<void> {
  await db.$executeRaw`
    SELECT graphile_worker.add_job(${UPDATE_TASK}, json_build_object('jobId', ${id}::int),
      job_key := ${`${UPDATE_TASK}:${id}`})`;
}

/** Articles that a job changes next, in one transaction. */
interface Batch {
  id: number;
  keyId: number | null;
  keyName: string;
  /** True unless the key was revoked, has expired or was deleted. */
  isKeyActive: boolean;
  /** Limits that the key has now, else those of the request, which are those of an identity's token. */
  limits: ViewerLimits | null;
  input: ArticleChangeInput;
  total: number;
  done: number;
  failed: number;
  articleIds: number[];
}

async function readNextBatch(db: Pick<Transaction, '$queryRaw'>, jobId: number): Promise<Batch | null> {
  const [batch] = await db.$queryRaw<Batch[]>`
    SELECT j.id, j.key_id AS "keyId", j.key_name AS "keyName", j.input, j.total, j.done, j.failed,
      k.id IS NOT NULL AND k.revoked_at IS NULL AND coalesce(k.expires_at > clock_timestamp(), true) AS "isKeyActive",
      coalesce(k.limits || jsonb_build_object('authorId', k.author_id), j.limits) AS limits,
      j.article_ids[j.done + 1 : j.done + CASE j.input ->> 'mode' WHEN ${BulkMode.ALL_OR_NONE} THEN j.total ELSE ${BULK_LIMITS.batch}::int END]
        AS "articleIds"
    FROM bulk_job j LEFT JOIN api_key k ON k.id = j.key_id WHERE j.id = ${jobId}::int AND j.finished_at IS NULL`;
  return batch ? { ...batch, input: reviveInput(batch.input) } : null;
}

/** Restores the dates of a stored input, which are all in `publish`. */
function reviveInput(input: ArticleChangeInput): ArticleChangeInput {
  const toDate = (_name: string, value: unknown) => (typeof value === 'string' ? new Date(value) : value);
  return { ...input, publish: JSON.parse(JSON.stringify(input.publish ?? null), toDate) };
}

function pickWriter({ keyId, keyName, limits }: Batch): Pick<ArticleWriter, 'keyId' | 'keyName' | 'limits'> {
  return { keyId, keyName, limits };
}

/** Changes the articles of a batch and stores the progress, in one transaction. */
async function writeBatch(tx: Transaction, batch: Batch, writer: ArticleWriter): Promise<void> {
  const { id, articleIds, total } = batch;
  const { failures, refused } = await changeOrRefuse(tx, batch, writer);
  const done = batch.done + articleIds.length;
  const failed = batch.failed + refused;
  const isFinished = done >= total;
  await tx.bulkFailure.createMany({
    data: failures.map(({ articleId, userErrors }) => ({
      jobId: id,
      articleId,
      userErrors: userErrors.map((each) => ({ ...each })),
    })),
  });
  const now = new Date();
  await tx.bulkJob.update({
    where: { id },
    data: { done, failed, updatedAt: now, ...(isFinished && { finishedAt: now }) },
  });
  if (!isFinished) return enqueueBatch(tx, id);
  const { keyId, keyName } = writer;
  const outcome = { articles: total, failed };
  await tx.auditEntry.create({
    data: { keyId, keyName, action: UPDATE_ACTION, target: toGlobalId('Job', id), outcome },
  });
}

interface BatchResult {
  failures: ArticleFailure[];
  /** Number of articles that were not changed. */
  refused: number;
}

/** Changes the articles of a batch that can be changed; none of them if all must be. */
async function changeOrRefuse(
  tx: Transaction,
  { input, articleIds, isKeyActive }: Batch,
  writer: ArticleWriter,
): Promise<BatchResult> {
  try {
    if (!isKeyActive) throw createUserErrorException(INACTIVE_KEY, UserErrorCode.NOT_ALLOWED);
    return await runInSavepoint(tx, async () => {
      const failures = await writeArticles(tx, articleIds, await resolveChange(tx, input), writer);
      if (failures.length > 0 && input.mode === BulkMode.ALL_OR_NONE) throw new BatchRefusedError(failures);
      return { failures, refused: failures.length };
    });
  } catch (error) {
    const refused = articleIds.length;
    if (error instanceof BatchRefusedError) return { failures: error.failures, refused };
    if (!(error instanceof UserErrorException)) throw error;
    // The key was revoked, or a tag or section of the change deleted, after the request.
    const { userErrors } = error;
    return { failures: articleIds.map((articleId) => ({ articleId, userErrors })), refused };
  }
}
