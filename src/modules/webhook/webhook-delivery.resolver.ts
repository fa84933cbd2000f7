import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { WebhookAttempt, WebhookDelivery } from './webhook.type.js';

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @FieldResolver(() => [WebhookAttempt], { description: 'The attempts, oldest first. At most the last 20.' })
  attempts(@Root() { id }: WebhookDelivery, @Ctx() { webhooks }: Context): Promise<WebhookAttempt[]> {
    return webhooks.attempts.load(id);
  }
}
