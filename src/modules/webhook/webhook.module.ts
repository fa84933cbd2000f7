import { hasPermission } from '../../auth/scope.js';
import { resolveSecretKey } from '../../config/secret-key.js';
import type { Module } from '../module.js';
import { ANNOUNCE_POPULAR_TASK, announcePopular, PopularTagObserver } from './popular-tag.js';
import { WebhookLoaders } from './webhook.loaders.js';
import { WebhookResolver } from './webhook.resolver.js';
import { WebhookService } from './webhook.service.js';
import { pruneWebhooks, WebhookDeliverer } from './webhook-deliverer.service.js';
import { WebhookDeliveryResolver } from './webhook-delivery.resolver.js';
import { createWebhookEditsConsumer } from './webhook-edits.js';
import { createWebhookConsumer, webhookTagsConsumer } from './webhook-events.js';
import { RedeliverWebhookPayloadResolver, WebhookPayloadResolver } from './webhook-payload.resolver.js';
import { DELIVER_TASK, REVIVE_TASK, requeueStalledDeliveries } from './webhook-queue.js';
import { WebhookSecrets } from './webhook-secret.js';
import { WebhookSender } from './webhook-sender.js';

declare module '../../graphql/loaders.js' {
  interface Loaders {
    webhooks: WebhookLoaders;
  }
}

/** Webhooks, and the deliveries of their events. */
export const module = {
  loaders: {
    webhooks: ({ prisma }) => new WebhookLoaders(prisma),
  },
  nodes: {
    Webhook: (id, { viewer, webhooks }) => (hasPermission(viewer, 'admin') ? webhooks.byId.load(id) : null),
    WebhookDelivery: (id, { viewer, webhooks }) =>
      hasPermission(viewer, 'admin') ? webhooks.delivery.load(id) : null,
  },
  createResolvers: ({ config, database, documents }) => {
    const secrets = new WebhookSecrets(() => resolveSecretKey(config));
    return [
      new WebhookResolver(
        new WebhookService(database.prisma, config.WEBHOOK_ALLOW_PRIVATE, secrets, documents),
      ),
      new WebhookDeliveryResolver(),
      new WebhookPayloadResolver(secrets),
      new RedeliverWebhookPayloadResolver(),
    ];
  },
  createJobs: ({ config, database: { prisma }, documents, retryDelaysSeconds }) => {
    const sender = new WebhookSender({ allowPrivate: config.WEBHOOK_ALLOW_PRIVATE });
    const secrets = new WebhookSecrets(() => resolveSecretKey(config));
    const deliverer = new WebhookDeliverer(prisma, sender, secrets, documents, retryDelaysSeconds);
    const deliver = (payload: unknown) => deliverer.deliver((payload as { deliveryId: number }).deliveryId);
    return [
      { name: DELIVER_TASK, isOutbound: true, run: deliver },
      {
        name: REVIVE_TASK,
        crontab: '* * * * *',
        isOutbound: true,
        run: () => requeueStalledDeliveries(prisma),
      },
      { name: ANNOUNCE_POPULAR_TASK, isOutbound: true, run: () => announcePopular(prisma) },
    ];
  },
  createConsumers: ({ site, createLoaders, createDraftLoaders }) => [
    createWebhookConsumer(site, createLoaders),
    webhookTagsConsumer,
    createWebhookEditsConsumer(createDraftLoaders),
  ],
  createObservers: ({ database: { prisma }, logger }) => [new PopularTagObserver(prisma, logger)],
  prune: pruneWebhooks,
} satisfies Module;
