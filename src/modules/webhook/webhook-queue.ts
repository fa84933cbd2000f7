import { randomUUID } from 'node:crypto';
import type { Prisma } from '../../database/generated/client.js';

/** Name of the job that sends a delivery. */
export const DELIVER_TASK = 'deliver_webhook';
/** Name of the job that requeues the deliveries of dead processes. */
export const REVIVE_TASK = 'revive_webhooks';

/** A delivery without its ID for receivers. */
type NewDelivery = Pick<Prisma.WebhookDeliveryCreateManyInput, 'webhookId' | 'sequence' | 'kind' | 'payload'>;

/** Creates deliveries and their jobs. */
export async function createDeliveries(
  tx: Prisma.TransactionClient,
  deliveries: NewDelivery[],
): Promise<void> {
  const data = deliveries.map((delivery) => ({ ...delivery, messageId: createMessageId() }));
  const created = await tx.webhookDelivery.createManyAndReturn({ data, select: { id: true } });
  await enqueueDeliveries(
    tx,
    created.map(({ id }) => id),
  );
}

function createMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

/**
 * Enqueues jobs for deliveries at their due time, in the caller's transaction. Deliveries to failing webhooks
 * have lower priority, so that slow receivers do not delay others.
 */
export async function enqueueDeliveries(tx: Prisma.TransactionClient, deliveryIds: number[]): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${DELIVER_TASK}, json_build_object('deliveryId', d.id), run_at := d.due_at,
      job_key := 'webhook_delivery:' || d.id, priority := CASE WHEN w.failing_since IS NULL THEN 0 ELSE 10 END)
    FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE d.id = ANY(${deliveryIds})`;
}

/**
 * Enqueues overdue deliveries again if the process of their job died; the job would stay locked for four
 * hours. Delivery is at least once.
 */
export async function requeueStalledDeliveries(prisma: Prisma.TransactionClient): Promise<void> {
  const dead = await prisma.$queryRaw<{ id: number }[]>`
    SELECT d.id FROM webhook_delivery d
    WHERE d.status = 'PENDING' AND d.due_at < now() - interval '1 minute' AND NOT EXISTS (
      SELECT FROM graphile_worker.jobs j WHERE j.key = 'webhook_delivery:' || d.id
        AND j.attempts < j.max_attempts AND (j.locked_at IS NULL OR j.locked_at > now() - interval '2 minutes'))`;
  if (dead.length > 0)
    await enqueueDeliveries(
      prisma,
      dead.map(({ id }) => id),
    );
}
