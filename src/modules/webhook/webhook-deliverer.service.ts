import type { PrismaClient, Webhook, WebhookDelivery } from '../../database/generated/client.js';
import type { DocumentRunner } from '../../graphql/persisted-documents/document-runner.js';
import { daysAgo } from '../../jobs/retention.js';
import { readDatabaseClock, type Transaction } from '../../mutations/write-lock.js';
import { persistently } from '../../shared/async/lost-connection.js';
import { requireValue } from '../../shared/require-value.js';
import { renderResult } from './webhook-document.js';
import { enqueueDeliveries } from './webhook-queue.js';
import type { WebhookSecrets } from './webhook-secret.js';
import type { DeliveryResult, WebhookSender } from './webhook-sender.js';

/** Seconds between two attempts: the schedule of the Standard Webhooks specification. */
const RETRY_DELAYS_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/**
 * Fraction by which a delay is lengthened at random, so that failed deliveries are not all retried at the
 * same time.
 */
const JITTER = 0.1;
/** Seconds of the longest Retry-After that is honoured. */
const MAX_RETRY_AFTER_SECONDS = 86_400;
/**
 * Milliseconds to wait for a connection and to run the transaction that records an attempt. An unrecorded
 * attempt is repeated.
 */
const TRANSACTION_OPTIONS = { maxWait: 15_000, timeout: 15_000 };
/** Number of retries of recording an attempt, every 2 s while the database is unavailable. */
const NOTE_RETRIES = 30;
/** Retention: attempts per delivery, deliveries per webhook, and days of deliveries. */
const RETENTION = { attempts: 20, deliveries: 1_000, days: 30 };

/** Sends deliveries, records each attempt, and schedules the next one. */
export class WebhookDeliverer {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly sender: WebhookSender,
    private readonly secrets: WebhookSecrets,
    private readonly documents: DocumentRunner,
    private readonly retryDelaysSeconds: number[] = RETRY_DELAYS_SECONDS,
  ) {}

  /** Attempts a delivery once if it is pending. Never throws for an error of the receiver. */
  async deliver(id: number): Promise<void> {
    const delivery = await this.prisma.webhookDelivery.findUnique({
      where: { id },
      include: { webhook: true },
    });
    if (delivery?.status !== 'PENDING' || delivery.webhook.disabledAt) return;
    const { payload, outcome } = await this.attempt(delivery);
    const sent = { ...delivery, payload };
    const note = (attempt: number) =>
      this.prisma.$transaction(
        (tx) => this.recordAttempt(tx, sent, outcome, attempt > 1),
        TRANSACTION_OPTIONS,
      );
    await persistently(note, { retries: NOTE_RETRIES });
  }

  /** Adds the result of the webhook's document to the payload as of now, and sends it. */
  private async attempt({
    webhook,
    messageId,
    payload: stored,
  }: PendingDelivery): Promise<{ payload: string; outcome: DeliveryResult }> {
    const at = new Date();
    let payload: string;
    try {
      payload = await this.addResult(webhook, stored);
    } catch (error) {
      return { payload: stored, outcome: createDocumentFailure(at, error) };
    }
    const now = await readDatabaseClock(this.prisma);
    const headers = this.secrets.createSignedHeaders(webhook, messageId, payload, now);
    return { payload, outcome: await this.sender.send(webhook.url, headers, payload) };
  }

  /** Returns the payload with the result of the webhook's document, if it has one and an article was changed. */
  private async addResult({ document }: Webhook, payload: string): Promise<string> {
    if (document === null) return payload;
    const { data, ...message } = JSON.parse(payload);
    if (!message.type.startsWith('article.')) return payload;
    const result = await renderResult(this.documents, document, data.id, data.languages?.[0] ?? null);
    return JSON.stringify({ ...message, data: { ...data, result } });
  }

  private async recordAttempt(
    tx: Transaction,
    { id, webhookId, tries, payload }: WebhookDelivery,
    outcome: DeliveryResult,
    isRepeated: boolean,
  ): Promise<void> {
    const [webhook] = await tx.$queryRaw<Pick<Webhook, 'failingSince'>[]>`
      SELECT failing_since AS "failingSince" FROM webhook WHERE id = ${webhookId} FOR NO KEY UPDATE`;
    const delivery = webhook && (await tx.webhookDelivery.findUnique({ where: { id } }));
    // The delivery was deleted while it was sent, or is recorded already although the response was lost.
    if (!delivery || (isRepeated && delivery.tries !== tries)) return;
    const { retryAfter: _, ...attempt } = outcome;
    await tx.webhookAttempt.create({ data: { deliveryId: id, ...attempt } });
    const failingSince = outcome.error === null ? null : (webhook.failingSince ?? outcome.at);
    await tx.webhook.update({ where: { id: webhookId }, data: { failingSince } });
    const now = await readDatabaseClock(tx);
    const data = { payload, tries: delivery.tries + 1, ...this.computeNextState(delivery, outcome, now) };
    await tx.webhookDelivery.update({ where: { id }, data });
    if (outcome.status === 410)
      return disableWebhook(tx, webhookId, 'The receiver responded with status 410 Gone.');
    if (data.status === 'PENDING') return enqueueDeliveries(tx, [id]);
    if (
      data.status === 'FAILED' &&
      failingSince &&
      failingSince <= (await findFirstAttemptTime(tx, id, data.tries))
    ) {
      const since = failingSince.toISOString();
      await disableWebhook(
        tx,
        webhookId,
        `All deliveries have failed since ${since}. Last error: ${outcome.error}`,
      );
    }
  }

  /** Computes the status and the next attempt of a delivery after an attempt. */
  private computeNextState({ tries }: WebhookDelivery, { error, retryAfter }: DeliveryResult, now: Date) {
    if (error === null) return { status: 'DELIVERED', dueAt: null };
    const delay = this.retryDelaysSeconds[tries];
    if (delay === undefined) return { status: 'FAILED', dueAt: null };
    return { status: 'PENDING', dueAt: new Date(now.getTime() + computeDelayMs(delay, retryAfter)) };
  }
}

type PendingDelivery = WebhookDelivery & { webhook: Webhook };

/** Creates the outcome of an attempt that was not sent, since the document has no result. */
function createDocumentFailure(at: Date, error: unknown): DeliveryResult {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The document could not be executed: ${reason}`.slice(0, 300);
  const milliseconds = Date.now() - at.getTime();
  return { at, milliseconds, status: null, body: null, error: message, retryAfter: null };
}

/** Returns the time of the first of a delivery's last `tries` attempts. */
async function findFirstAttemptTime(tx: Transaction, deliveryId: number, tries: number): Promise<Date> {
  const attempts = await tx.webhookAttempt.findMany({
    where: { deliveryId },
    orderBy: { id: 'desc' },
    take: tries,
  });
  return requireValue(attempts.at(-1), 'A delivery that failed has an attempt.').at;
}

/** Disables a webhook and fails its pending deliveries. */
export async function disableWebhook(tx: Transaction, id: number, disabledReason: string): Promise<void> {
  await tx.webhook.update({ where: { id }, data: { disabledAt: new Date(), disabledReason } });
  await tx.webhookDelivery.updateMany({
    where: { webhookId: id, status: 'PENDING' },
    data: { status: 'FAILED', dueAt: null },
  });
}

/** Deletes attempts and deliveries beyond their retention. */
export async function pruneWebhooks(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`
    DELETE FROM webhook_delivery d WHERE status <> 'PENDING' AND (
      created_at < ${daysAgo(RETENTION.days)} OR id <= (
        SELECT e.id FROM webhook_delivery e WHERE e.webhook_id = d.webhook_id
        ORDER BY e.id DESC OFFSET ${RETENTION.deliveries} LIMIT 1))`;
  await prisma.$executeRaw`
    DELETE FROM webhook_attempt WHERE id IN (
      SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY delivery_id ORDER BY id DESC) AS age FROM webhook_attempt
      ) aged WHERE age > ${RETENTION.attempts})`;
}

function computeDelayMs(delay: number, retryAfter: number | null): number {
  const requestedDelay = Math.min(retryAfter ?? 0, MAX_RETRY_AFTER_SECONDS);
  return Math.max(delay, requestedDelay) * (1 + Math.random() * JITTER) * 1_000;
}
