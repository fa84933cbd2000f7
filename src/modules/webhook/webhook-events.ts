import { randomUUID } from 'node:crypto';
import type { ChangeConsumer } from '../../changes/change-consumer.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import { toGlobalId } from '../../shared/global-id.js';
import { enqueueDeliveries } from './webhook-queue.js';

/** Follows the change log, which has only what readers notice, and makes a delivery of each change for each webhook. */
export function createWebhookConsumer(siteUrl: string): ChangeConsumer {
  return {
    name: 'webhooks',
    consume: async (tx, changes) => {
      const webhooks = await tx.webhook.findMany({ where: { disabledAt: null } });
      const data = changes.flatMap((change) => {
        const recipients = webhooks.filter(
          ({ kinds, after }) => kinds.includes(change.kind) && change.sequence > after,
        );
        const { sequence, kind } = change;
        const payload = recipients.length > 0 ? buildPayload(change, siteUrl) : '';
        return recipients.map(({ id }) => ({
          webhookId: id,
          sequence,
          kind,
          payload,
          messageId: createMessageId(),
        }));
      });
      const made = await tx.webhookDelivery.createManyAndReturn({ data, select: { id: true } });
      await enqueueDeliveries(
        tx,
        made.map(({ id }) => id),
      );
    },
  };
}

function createMessageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

/** By the recommendations of https://www.standardwebhooks.com: type, timestamp, data. */
function buildPayload(change: ContentChangeRow, siteUrl: string): string {
  const { nodeType, nodeId, sequence, kind, at, before, after, keys } = change;
  const place = after ?? before;
  return JSON.stringify({
    type: `${nodeType}.${kind}`.toLowerCase(),
    timestamp: at.toISOString(),
    data: {
      // Of two events the one with the higher number is the later.
      sequence: Number(sequence),
      id: toGlobalId(nodeType, nodeId),
      slug: place?.slug ?? null,
      path: place?.path ?? null,
      url: place ? new URL(place.path, siteUrl).href : null,
      pathBefore: before?.path ?? null,
      pathAfter: after?.path ?? null,
      keys,
    },
  });
}
