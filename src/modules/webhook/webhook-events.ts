import { randomUUID } from 'node:crypto';
import type { Follower } from '../../database/change-follower.js';
import type { ContentChangeRow } from '../../database/changes.js';
import { toGlobalId } from '../../shared/global-id.js';
import { enqueue } from './webhook-queue.js';

/** Follows the change log, which has only what readers notice, and makes a delivery of each change for each webhook. */
export function webhookFollower(siteUrl: string): Follower {
  return {
    name: 'webhooks',
    follow: async (tx, changes) => {
      const webhooks = await tx.webhook.findMany({ where: { disabledAt: null } });
      const data = changes.flatMap((change) => {
        const told = webhooks.filter(
          ({ kinds, after }) => kinds.includes(change.kind) && change.sequence > after,
        );
        const { sequence, kind } = change;
        const payload = told.length > 0 ? payloadOf(change, siteUrl) : '';
        return told.map(({ id }) => ({ webhookId: id, sequence, kind, payload, messageId: messageId() }));
      });
      const made = await tx.webhookDelivery.createManyAndReturn({ data, select: { id: true } });
      await enqueue(
        tx,
        made.map(({ id }) => id),
      );
    },
  };
}

function messageId(): string {
  return `msg_${randomUUID().replaceAll('-', '')}`;
}

/** By the recommendations of https://www.standardwebhooks.com: type, timestamp, data. */
function payloadOf(change: ContentChangeRow, siteUrl: string): string {
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
