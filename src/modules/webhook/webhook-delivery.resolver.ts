import { Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { toGlobalId } from '../../shared/global-id.js';
import type { WebhookContext } from './webhook.loaders.js';
import { WebhookAttempt, WebhookDelivery } from './webhook.type.js';

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @FieldResolver(() => ID, { description: 'Opaque; for redeliverWebhook. `node` does not find it.' })
  id(@Root() { id }: WebhookDelivery): string {
    return toGlobalId('WebhookDelivery', id);
  }

  @FieldResolver(() => [WebhookAttempt], { description: 'First to last; the last 20 are kept.' })
  attempts(@Root() { id }: WebhookDelivery, @Ctx() { webhooks }: WebhookContext): Promise<WebhookAttempt[]> {
    return webhooks.attempts.load(id);
  }
}
