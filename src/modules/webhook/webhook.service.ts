import type { Prisma, PrismaClient, Webhook, WebhookDelivery } from '../../database/generated/client.js';
import { parseGlobalId, toGlobalId } from '../../shared/global-id.js';
import { rejected } from '../editing/article-content.js';
import type { UserError } from '../editing/editing.type.js';
import { type Performed, perform } from '../editing/perform.js';
import { inTurn, type Transaction } from '../editing/turns.js';
import { UserErrorCode } from '../editing/user-error-code.js';
import type { Writer } from '../editing/writer.js';
import type {
  DeleteWebhookPayload,
  RedeliverWebhookInput,
  RedeliverWebhookPayload,
  RegisterWebhookInput,
  UpdateWebhookInput,
  WebhookActionInput,
  WebhookPayload,
} from './webhook.inputs.js';
import { WebhookEventKind } from './webhook.type.js';
import { disable } from './webhook-deliverer.service.js';
import { enqueue } from './webhook-queue.js';
import { OVERLAP_HOURS, type WebhookSecrets } from './webhook-secret.js';
import { targetError } from './webhook-target.js';

/** Each change makes a delivery for each of them. */
const MAX_WEBHOOKS = 20;
const MAX_DESCRIPTION = 200;

/** Who writes: by an API key, or null for a person at the command line, who is told of a refusal by ContentRejected. */
type By = Writer | null;

/** What the keepers of the site do with webhooks. */
export class WebhookService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly allowPrivate: boolean,
    private readonly secrets: WebhookSecrets,
  ) {}

  register(by: By, input: RegisterWebhookInput): Promise<WebhookPayload> {
    return this.writeWebhook(by, 'registerWebhook', input, async (tx) => {
      this.refuseErrors(input);
      if ((await tx.webhook.count()) >= MAX_WEBHOOKS) {
        const message = `There are ${MAX_WEBHOOKS} webhooks already, the most there may be.`;
        throw rejected(message, UserErrorCode.NOT_ALLOWED);
      }
      const { url, description = null } = input;
      const kinds = input.kinds ?? Object.values(WebhookEventKind);
      const secret = this.secrets.create();
      const after = await lastChange(tx);
      const { id } = await tx.webhook.create({ data: { url, description, kinds, secret, after } });
      return { id, secret };
    });
  }

  update(by: By, input: UpdateWebhookInput): Promise<WebhookPayload> {
    return this.writeWebhook(by, 'updateWebhook', input, async (tx) => {
      const { id, disabledAt } = await findWebhook(tx, input.id);
      this.refuseErrors(input);
      const { url, kinds, description, isEnabled } = input;
      const data: Prisma.WebhookUpdateInput = {
        ...(url != null && { url }),
        ...(kinds != null && { kinds }),
        ...(description !== undefined && { description }),
        ...(isEnabled === true && { disabledAt: null, disabledReason: null, failingSince: null }),
      };
      await tx.webhook.update({ where: { id }, data });
      const isToEnd = isEnabled === false && !disabledAt;
      if (isToEnd) await disable(tx, id, `By hand: ${by?.keyName ?? 'command line'}.`);
      return { id, secret: null };
    });
  }

  rotateSecret(by: By, input: WebhookActionInput): Promise<WebhookPayload> {
    return this.writeWebhook(by, 'rotateWebhookSecret', input, async (tx) => {
      const { id, secret: formerSecret } = await findWebhook(tx, input.id);
      const secret = this.secrets.create();
      const formerUntil = new Date(Date.now() + OVERLAP_HOURS * 3_600_000);
      await tx.webhook.update({ where: { id }, data: { secret, formerSecret, formerUntil } });
      return { id, secret };
    });
  }

  delete(by: By, input: WebhookActionInput): Promise<DeleteWebhookPayload> {
    return this.write<DeleteWebhookPayload>(by, 'deleteWebhook', input, { deletedId: null }, async (tx) => {
      const { id } = await findWebhook(tx, input.id);
      await tx.webhook.delete({ where: { id } });
      return { payload: { deletedId: input.id, userErrors: [] }, target: input.id, outcome: {} };
    });
  }

  redeliver(by: By, input: RedeliverWebhookInput): Promise<RedeliverWebhookPayload> {
    return this.write<RedeliverWebhookPayload>(
      by,
      'redeliverWebhook',
      input,
      { deliveryId: null },
      async (tx) => {
        const { id, webhook } = await findDelivery(tx, input.deliveryId);
        if (webhook.disabledAt) {
          const message = 'The webhook is disabled. Enable it first: updateWebhook with isEnabled.';
          throw rejected(message, UserErrorCode.NOT_ALLOWED, ['deliveryId']);
        }
        const data = { status: 'PENDING', tries: 0, dueAt: new Date() };
        await tx.webhookDelivery.update({ where: { id }, data });
        await enqueue(tx, [id]);
        return { payload: { deliveryId: id, userErrors: [] }, target: input.deliveryId, outcome: {} };
      },
    );
  }

  private writeWebhook(
    by: By,
    action: string,
    input: object,
    change: (tx: Transaction) => Promise<{ id: number; secret: string | null }>,
  ): Promise<WebhookPayload> {
    const nothing = { webhookId: null, secret: null };
    return this.write<WebhookPayload>(by, action, input, nothing, async (tx) => {
      const { id, secret } = await change(tx);
      const payload = { webhookId: id, secret, userErrors: [] };
      return { payload, target: toGlobalId('Webhook', id), outcome: {} };
    });
  }

  private write<Payload extends { userErrors: UserError[] }>(
    writer: By,
    action: string,
    input: object,
    refused: Omit<Payload, 'userErrors'>,
    change: (tx: Transaction) => Promise<Performed<Payload>>,
  ): Promise<Payload> {
    if (writer) return perform<Payload>(this.prisma, { writer, action, input }, refused, change);
    return inTurn(this.prisma, async (tx) => (await change(tx)).payload);
  }

  private refuseErrors({ url, kinds, description }: Omit<UpdateWebhookInput, 'id'>): void {
    const error = url == null ? null : targetError(url, this.allowPrivate);
    if (error) throw rejected(error, UserErrorCode.INVALID, ['url']);
    const known = Object.keys(WebhookEventKind);
    const unknown = kinds?.find((kind) => !known.includes(kind));
    if (unknown !== undefined || kinds?.length === 0) {
      const what = unknown === undefined ? '' : `${unknown} is no kind of change. `;
      throw rejected(`${what}Give one or more of ${known.join(', ')}.`, UserErrorCode.INVALID, ['kinds']);
    }
    if (description && description.length > MAX_DESCRIPTION) {
      throw rejected(`At most ${MAX_DESCRIPTION} characters.`, UserErrorCode.TOO_LONG, ['description']);
    }
  }
}

async function findWebhook(tx: Transaction, globalId: string): Promise<Webhook> {
  const key = parseGlobalId(globalId);
  const webhook = key?.type === 'Webhook' ? await tx.webhook.findUnique({ where: { id: key.id } }) : null;
  if (!webhook) throw rejected('There is no such webhook.', UserErrorCode.NOT_FOUND, ['id']);
  return webhook;
}

async function findDelivery(
  tx: Transaction,
  globalId: string,
): Promise<WebhookDelivery & { webhook: Webhook }> {
  const key = parseGlobalId(globalId);
  const id = key?.type === 'WebhookDelivery' ? key.id : 0;
  const delivery = await tx.webhookDelivery.findUnique({ where: { id }, include: { webhook: true } });
  if (!delivery) throw rejected('There is no such delivery.', UserErrorCode.NOT_FOUND, ['deliveryId']);
  return delivery;
}

/** Read in turn, it is the last that the webhook is not told of. */
async function lastChange(tx: Transaction): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ last: bigint }[]>`
    SELECT greatest(trimmed_to, (SELECT max(sequence) FROM content_change)) AS last FROM change_log`;
  return row?.last ?? 0n;
}
