import type { EditorChangeConsumer } from '../../changes/change-consumer.js';
import type { EditorChangeRow } from '../../changes/editor-log.js';
import type { Webhook } from '../../database/generated/client.js';
import type { Loaders } from '../../graphql/loaders.js';
import type { Transaction } from '../../mutations/write-lock.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { compareWithFilters } from './filtered-changes.js';
import { WebhookEventKind } from './webhook.type.js';
import { createDeliveries } from './webhook-queue.js';

/**
 * Creates a delivery of each change that editors see for the webhooks that want them. Waits a second, so that the writes
 * of an import share a transaction.
 */
export function createWebhookEditsConsumer(createDraftLoaders: () => Loaders): EditorChangeConsumer {
  return {
    name: 'webhook_edits',
    log: 'edit',
    batchDelayMs: 1_000,
    consume: async (tx, changes) => {
      const kind = WebhookEventKind.EDITED;
      const webhooks = await tx.webhook.findMany({ where: { disabledAt: null, kinds: { has: kind } } });
      if (webhooks.length === 0) return;
      const comparisons = await compareWithFilters(tx, webhooks, changes, createDraftLoaders());
      const editors = await findEditors(tx, changes);
      const deliveries = changes.flatMap((change) =>
        webhooks
          .filter((webhook) => isWanted(change, webhook, comparisons.get(webhook.id)?.matching))
          .map(({ id: webhookId }) => {
            const payload = buildPayload(change, editors.get(change.actorId) ?? null);
            return { webhookId, sequence: change.sequence, kind, payload };
          }),
      );
      await createDeliveries(tx, deliveries);
    },
  };
}

/**
 * Returns true for a change since the registration of a webhook. With a filter, the draft of the article has to match,
 * unless it was deleted and cannot be compared.
 */
function isWanted(
  { at, kind, nodeType, nodeId }: EditorChangeRow,
  { createdAt, filter }: Webhook,
  matching: ReadonlySet<number> | undefined,
): boolean {
  if (at < createdAt) return false;
  if (filter === null) return true;
  return nodeType === 'Article' && matching !== undefined && (kind === 'DELETED' || matching.has(nodeId));
}

async function findEditors(tx: Transaction, changes: EditorChangeRow[]): Promise<Map<number | null, string>> {
  const ids = [...new Set(changes.flatMap(({ actorId }) => actorId ?? []))];
  const keys = await tx.apiKey.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(keys.map(({ id, name }) => [id, name]));
}

/** Builds a payload that names the object and has none of its content, which is not public. */
function buildPayload(change: EditorChangeRow, editedBy: string | null): string {
  const { nodeType, nodeId, sequence, kind, at, revision, scheduledFor, mergedInto } = change;
  return JSON.stringify({
    type: `edited.${nodeType}.${kind}`.toLowerCase(),
    timestamp: at.toISOString(),
    data: {
      sequence: Number(sequence),
      id: toGlobalId(nodeType, nodeId),
      revision,
      scheduledFor,
      mergedIntoId: mergedInto === null ? null : toGlobalId(nodeType, mergedInto),
      editedBy,
    },
  });
}
