import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { toGlobalId } from '../../shared/references/global-id.js';
import { WebhookAttempt, WebhookDelivery } from './webhook.type.js';

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @FieldResolver(() => ID, {
    description: 'The opaque ID of the delivery, for redeliverWebhook. `node` does not resolve it.',
  })
  id(@Root() { id }: WebhookDelivery): string {
    return toGlobalId('WebhookDelivery', id);
  }

  @FieldResolver(() => [WebhookAttempt], { description: 'The attempts, oldest first. At most the last 20.' })
  attempts(@Root() { id }: WebhookDelivery, @Ctx() { webhooks }: Context): Promise<WebhookAttempt[]> {
    return webhooks.attempts.load(id);
  }
}
