import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { RedeliverWebhookPayload, WebhookPayload } from './webhook.inputs.js';
import { Webhook, WebhookDelivery, type WebhookDescription } from './webhook.type.js';
import type { WebhookSecrets } from './webhook-secret.js';

@Resolver(() => WebhookPayload)
export class WebhookPayloadResolver {
  constructor(private readonly secrets: WebhookSecrets) {}

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The secret that verifies deliveries. Returned only when it is created.',
  })
  secret(@Root() { secret }: WebhookPayload): string | null {
    return secret === null ? null : this.secrets.deriveSecret(secret);
  }

  @FieldResolver(() => Webhook, { nullable: true, description: 'The webhook. Null if the mutation failed.' })
  webhook(
    @Root() { webhookId }: WebhookPayload,
    @Ctx() { webhooks }: Context,
  ): Promise<WebhookDescription | null> | null {
    return webhookId === null ? null : webhooks.byId.load(webhookId);
  }
}

@Resolver(() => RedeliverWebhookPayload)
export class RedeliverWebhookPayloadResolver {
  @FieldResolver(() => WebhookDelivery, {
    nullable: true,
    description: 'The delivery. Null if the mutation failed.',
  })
  delivery(
    @Root() { deliveryId }: RedeliverWebhookPayload,
    @Ctx() { webhooks }: Context,
  ): Promise<WebhookDelivery | null> | null {
    return deliveryId === null ? null : webhooks.delivery.load(deliveryId);
  }
}
