import type { Prisma } from '../../database/generated/client.js';

/** Name of the job that sends a delivery. */
export const DELIVER_TASK = 'deliver_webhook';
/** Name of the job that finds deliveries whose job died with its process. */
export const REVIVE_TASK = 'revive_webhooks';

/**
 * Adds the jobs that send deliveries when they are due, in the transaction that made them so. Those to a webhook
 * that has been failing come after all others, so that receivers that hang hold up none that answer.
 */
export async function enqueueDeliveries(tx: Prisma.TransactionClient, deliveryIds: number[]): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${DELIVER_TASK}, json_build_object('deliveryId', d.id), run_at := d.due_at,
      job_key := 'webhook_delivery:' || d.id, priority := CASE WHEN w.failing_since IS NULL THEN 0 ELSE 10 END)
    FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE d.id = ANY(${deliveryIds})`;
}

/**
 * Enqueues again what is long due and has no job that lives: the process that was at it was killed. (A job of a
 * dead process stays locked for four hours.) So a delivery can arrive twice, but not never.
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
