import { GraphQLError } from 'graphql';
import {
  Prisma,
  type PrismaClient,
  type Webhook,
  type WebhookDelivery,
} from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { type DocumentRunner, NO_DOCUMENTS } from '../../graphql/persisted-documents/document-runner.js';
import type { Actor } from '../../mutations/actor.js';
import { findByGlobalId } from '../../mutations/find-by-global-id.js';
import type { UserError } from '../../mutations/mutation.type.js';
import { type MutationResult, runMutation } from '../../mutations/run-mutation.js';
import { UserErrorCode } from '../../mutations/user-error-code.js';
import { createUserErrorException } from '../../mutations/user-error-exception.js';
import { readDatabaseClock, type Transaction, withWriteLock } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import type { ArticleFilter } from '../article/filter/article-filter.js';
import { omitEmptyFilter } from '../article/filter/article-filter.sql.js';
import { hasConditionForEditors } from '../article/filter/may-leave.js';
import { storeFilter } from '../article/filter/stored-filter.js';
import type {
  CreateWebhookInput,
  DeleteWebhookPayload,
  RedeliverWebhookInput,
  RedeliverWebhookPayload,
  UpdateWebhookInput,
  WebhookActionInput,
  WebhookPayload,
} from './webhook.inputs.js';
import { WebhookEventKind } from './webhook.type.js';
import { disableWebhook } from './webhook-deliverer.service.js';
import { findDocumentError } from './webhook-document.js';
import { enqueueDeliveries } from './webhook-queue.js';
import { OVERLAP_HOURS, type WebhookSecrets } from './webhook-secret.js';
import { findTargetError } from './webhook-target.js';

/** Maximum number of webhooks, since each change creates a delivery for each of them. */
const MAX_WEBHOOKS = 20;
const MAX_DESCRIPTION = 200;

/** Selects articles by a filter. Throws GraphQLError for a filter that is not valid. */
type FilterReader = Pick<Loaders['articles'], 'selectMatching'>;

/** The API key that writes, or null for the command line, where a refusal is thrown as UserErrorException. */
type MaybeActor = Actor | null;

/** Kinds of a webhook that names none: each public change once. */
export const DEFAULT_KINDS = Object.values(WebhookEventKind).filter(
  (kind) => kind !== 'TAGS_CHANGED' && kind !== 'EDITED',
);

/** Creates, updates and deletes webhooks, rotates their secrets, and sends deliveries again. */
export class WebhookService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly allowPrivate: boolean,
    private readonly secrets: WebhookSecrets,
    private readonly documents: DocumentRunner = NO_DOCUMENTS,
  ) {}

  /** `articles` checks the filter; it is not needed for an input without one. */
  async create(
    actor: MaybeActor,
    input: CreateWebhookInput,
    articles: FilterReader | null = null,
  ): Promise<WebhookPayload> {
    const documentError = await this.findDocumentError(input.document);
    return this.runWebhookMutation(actor, 'createWebhook', input, async (tx) => {
      this.assertValidInput(input, documentError);
      const filter = await toStoredFilter(input.filter, articles);
      if ((await tx.webhook.count()) >= MAX_WEBHOOKS) {
        const message = `There can be at most ${MAX_WEBHOOKS} webhooks. Remove one first.`;
        throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED);
      }
      const { url, description = null, document = null } = input;
      const kinds = input.kinds ?? DEFAULT_KINDS;
      const secret = this.secrets.createStoredSecret();
      const after = await findLastSequence(tx);
      const data = { url, description, document, kinds, secret, after, ...filter };
      const { id } = await tx.webhook.create({ data });
      return { id, secret };
    });
  }

  /** `articles` is as for `create`. */
  async update(
    actor: MaybeActor,
    input: UpdateWebhookInput,
    articles: FilterReader | null = null,
  ): Promise<WebhookPayload> {
    const documentError = await this.findDocumentError(input.document);
    return this.runWebhookMutation(actor, 'updateWebhook', input, async (tx) => {
      const { id, disabledAt } = await findWebhook(tx, input.id);
      this.assertValidInput(input, documentError);
      const { url, kinds, description, document, isEnabled } = input;
      const data: Prisma.WebhookUpdateInput = {
        ...(url != null && { url }),
        ...(kinds != null && { kinds }),
        ...(description !== undefined && { description }),
        ...(document !== undefined && { document }),
        ...(await toStoredFilter(input.filter, articles)),
        ...(isEnabled === true && { disabledAt: null, disabledReason: null, failingSince: null }),
      };
      await tx.webhook.update({ where: { id }, data });
      const shouldDisable = isEnabled === false && !disabledAt;
      if (shouldDisable) await disableWebhook(tx, id, `Disabled by ${actor?.keyName ?? 'command line'}.`);
      return { id, secret: null };
    });
  }

  rotateSecret(actor: MaybeActor, input: WebhookActionInput): Promise<WebhookPayload> {
    return this.runWebhookMutation(actor, 'rotateWebhookSecret', input, async (tx) => {
      const { id, secret: formerSecret } = await findWebhook(tx, input.id);
      const secret = this.secrets.createStoredSecret();
      const now = await readDatabaseClock(tx);
      const formerUntil = new Date(now.getTime() + OVERLAP_HOURS * 3_600_000);
      await tx.webhook.update({ where: { id }, data: { secret, formerSecret, formerUntil } });
      return { id, secret };
    });
  }

  delete(actor: MaybeActor, input: WebhookActionInput): Promise<DeleteWebhookPayload> {
    return this.execute<DeleteWebhookPayload>(
      actor,
      'deleteWebhook',
      input,
      { deletedId: null },
      async (tx) => {
        const { id } = await findWebhook(tx, input.id);
        await tx.webhook.delete({ where: { id } });
        return { payload: { deletedId: input.id, userErrors: [] }, target: input.id, outcome: {} };
      },
    );
  }

  redeliver(actor: MaybeActor, input: RedeliverWebhookInput): Promise<RedeliverWebhookPayload> {
    return this.execute<RedeliverWebhookPayload>(
      actor,
      'redeliverWebhook',
      input,
      { deliveryId: null },
      async (tx) => {
        const { id, webhook } = await findDelivery(tx, input.id);
        if (webhook.disabledAt) {
          const message = 'The webhook is disabled. Enable it first with updateWebhook and isEnabled: true.';
          throw createUserErrorException(message, UserErrorCode.NOT_ALLOWED, ['id']);
        }
        const data = { status: 'PENDING', tries: 0, dueAt: await readDatabaseClock(tx) };
        await tx.webhookDelivery.update({ where: { id }, data });
        await enqueueDeliveries(tx, [id]);
        return { payload: { deliveryId: id, userErrors: [] }, target: input.id, outcome: {} };
      },
    );
  }

  private runWebhookMutation(
    actor: MaybeActor,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; secret: string | null }>,
  ): Promise<WebhookPayload> {
    const refusedPayload = { webhookId: null, secret: null };
    return this.execute<WebhookPayload>(actor, action, input, refusedPayload, async (tx) => {
      const { id, secret } = await change(tx);
      const payload = { webhookId: id, secret, userErrors: [] };
      return { payload, target: toGlobalId('Webhook', id), outcome: {} };
    });
  }

  private execute<Payload extends { userErrors: UserError[] }>(
    actor: MaybeActor,
    action: string,
    input: object,
    refused: Omit<Payload, 'userErrors'>,
    change: (tx: Transaction) => Promise<MutationResult<Payload>>,
  ): Promise<Payload> {
    if (actor) return runMutation<Payload>(this.prisma, { actor, action, input }, refused, change);
    return withWriteLock(this.prisma, async (tx) => (await change(tx)).payload);
  }

  /** Returns the error of a document, which is executed before the write lock is taken. */
  private async findDocumentError(document: string | null | undefined): Promise<string | null> {
    return document == null ? null : findDocumentError(this.documents, document);
  }

  private assertValidInput(
    { url, kinds, description }: Omit<UpdateWebhookInput, 'id'>,
    documentError: string | null,
  ): void {
    if (documentError) throw createUserErrorException(documentError, UserErrorCode.INVALID, ['document']);
    const error = url == null ? null : findTargetError(url, this.allowPrivate);
    if (error) throw createUserErrorException(error, UserErrorCode.INVALID, ['url']);
    const known = Object.keys(WebhookEventKind);
    const unknown = kinds?.find((kind) => !known.includes(kind));
    if (unknown !== undefined || kinds?.length === 0) {
      const what = unknown === undefined ? '' : `Unknown kind of change: ${unknown}. `;
      throw createUserErrorException(
        `${what}Use one or more of ${known.join(', ')}.`,
        UserErrorCode.INVALID,
        ['kinds'],
      );
    }
    if (description && description.length > MAX_DESCRIPTION) {
      throw createUserErrorException(
        `The description must have at most ${MAX_DESCRIPTION} characters.`,
        UserErrorCode.TOO_LONG,
        ['description'],
      );
    }
  }
}

/** Checks a filter, and returns the column that stores it; none if it does not change. Throws UserErrorException. */
async function toStoredFilter(filter: ArticleFilter | null | undefined, articles: FilterReader | null) {
  if (filter === undefined) return {};
  const given = omitEmptyFilter(filter);
  if (!given) return { filter: Prisma.DbNull };
  if (hasConditionForEditors(given))
    throw createFilterError('The filter of a webhook cannot have conditions that need a scope.');
  try {
    await articles?.selectMatching([], given);
  } catch (error) {
    throw error instanceof GraphQLError ? createFilterError(error.message) : error;
  }
  return { filter: storeFilter(given) };
}

function createFilterError(message: string) {
  return createUserErrorException(message, UserErrorCode.INVALID, ['filter']);
}

function findWebhook(tx: Transaction, globalId: string): Promise<Webhook> {
  return findByGlobalId('Webhook', globalId, (id) => tx.webhook.findUnique({ where: { id } }));
}

function findDelivery(tx: Transaction, globalId: string): Promise<WebhookDelivery & { webhook: Webhook }> {
  const find = (id: number) => tx.webhookDelivery.findUnique({ where: { id }, include: { webhook: true } });
  return findByGlobalId('WebhookDelivery', globalId, find, 'delivery');
}

/**
 * Returns the last sequence of the change log, read under the write lock. Webhooks receive the changes after
 * it.
 */
async function findLastSequence(tx: Transaction): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ last: bigint }[]>`
    SELECT greatest(trimmed_to, (SELECT max(sequence) FROM content_change)) AS last FROM change_log`;
  return row?.last ?? 0n;
}
