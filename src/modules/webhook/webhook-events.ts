import { hashChangedTags } from '../../cache/surrogate-keys.js';
import type { ChangeConsumer } from '../../changes/change-consumer.js';
import type { ContentChangeRow } from '../../changes/change-log.js';
import type { Prisma, PrismaClient } from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import { buildSiteUrl, type SiteAddress } from '../../shared/paths.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { matchByFilters } from './filtered-changes.js';
import { WebhookEventKind } from './webhook.type.js';
import { createDeliveries } from './webhook-queue.js';

/** Maximum number of plain cache tags in a delivery. */
const MAX_KEYS = 1_000;

/** Creates a delivery per change and webhook. The change log has only public changes. */
export function createWebhookConsumer(site: SiteAddress, createLoaders: () => Loaders): ChangeConsumer {
  return {
    name: 'webhooks',
    consume: async (tx, changes) => {
      const webhooks = await tx.webhook.findMany({ where: { disabledAt: null } });
      const matches = await matchByFilters(tx, webhooks, changes, createLoaders());
      const data = changes.flatMap((change) =>
        webhooks
          .filter(({ kinds, after }) => kinds.includes(change.kind) && change.sequence > after)
          .flatMap(({ id, filter }) => {
            const isMatch = filter === null ? undefined : (matches.get(id)?.(change) ?? null);
            if (isMatch === null) return [];
            const { sequence, kind } = change;
            const payload = buildPayload(change, site, isMatch);
            return [{ webhookId: id, sequence, kind, payload }];
          }),
      );
      await createDeliveries(tx, data);
    },
  };
}

/**
 * Creates deliveries of the cache tags that changed, for the webhooks that want them. Waits a second, so that
 * changes in quick succession are one delivery.
 */
export const webhookTagsConsumer: ChangeConsumer = {
  name: 'webhook_tags',
  batchDelayMs: 1_000,
  consume: async (tx, changes) => {
    const webhooks = await findTagReceivers(tx);
    for (const { id, after } of webhooks) {
      const missed = changes.filter(({ sequence }) => sequence > after);
      const keys = missed.flatMap((change) => change.keys);
      const last = missed.at(-1);
      if (last && keys.length > 0) await createTagDeliveries(tx, [id], last.sequence, keys);
    }
  },
};

/** Creates deliveries of cache tags that changed without an entry in the change log. */
export async function announceTags(prisma: PrismaClient, keys: string[]): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const ids = (await findTagReceivers(tx)).map(({ id }) => id);
    if (ids.length === 0) return;
    const { _max } = await tx.contentChange.aggregate({ _max: { sequence: true } });
    await createTagDeliveries(tx, ids, _max.sequence ?? 0n, keys);
  });
}

function findTagReceivers(tx: Prisma.TransactionClient) {
  return tx.webhook.findMany({
    where: { disabledAt: null, kinds: { has: WebhookEventKind.TAGS_CHANGED } },
    select: { id: true, after: true },
  });
}

/** Creates deliveries of cache tags to webhooks, several if there are many tags. */
async function createTagDeliveries(
  tx: Prisma.TransactionClient,
  webhookIds: number[],
  sequence: bigint,
  keys: string[],
): Promise<void> {
  const distinct = [...new Set(keys)];
  const kind = WebhookEventKind.TAGS_CHANGED;
  const data = [];
  for (let i = 0; i < distinct.length; i += MAX_KEYS) {
    const portion = distinct.slice(i, i + MAX_KEYS);
    const payload = JSON.stringify({
      type: 'tags.changed',
      timestamp: new Date().toISOString(),
      data: { sequence: Number(sequence), keys: portion, tags: hashChangedTags(portion) },
    });
    for (const webhookId of webhookIds) data.push({ webhookId, sequence, kind, payload });
  }
  await createDeliveries(tx, data);
}

/**
 * Builds a payload with type, timestamp and data, as https://www.standardwebhooks.com recommends. `isMatch` says whether
 * the article matches the filter of the webhook, if it has one.
 */
function buildPayload(change: ContentChangeRow, site: SiteAddress, isMatch: boolean | undefined): string {
  const { nodeType, nodeId, sequence, kind, at, before, after, keys, languages } = change;
  const place = after ?? before;
  return JSON.stringify({
    type: `${nodeType}.${kind}`.toLowerCase(),
    timestamp: at.toISOString(),
    data: {
      // Of two events, the later one has the higher number.
      sequence: Number(sequence),
      id: toGlobalId(nodeType, nodeId),
      slug: place?.slug ?? null,
      path: place?.path ?? null,
      url: place ? buildSiteUrl(site, place.path) : null,
      pathBefore: before?.path ?? null,
      pathAfter: after?.path ?? null,
      ...(languages.length > 0 && { languages }),
      ...(isMatch !== undefined && { isMatch }),
      keys,
      tags: hashChangedTags(keys),
    },
  });
}
