import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { toGlobalId } from '../../shared/global-id.js';
import {
  DeleteWebhookPayload,
  RedeliverWebhookInput,
  RedeliverWebhookPayload,
  RegisterWebhookInput,
  UpdateWebhookInput,
  WebhookActionInput,
  WebhookDeliveriesArgs,
  WebhookPayload,
} from './webhook.inputs.js';
import type { WebhookContext } from './webhook.loaders.js';
import type { WebhookService } from './webhook.service.js';
import { Webhook, WebhookDeliveryConnection, type WebhookDescription } from './webhook.type.js';

@Resolver(() => Webhook)
export class WebhookResolver {
  constructor(private readonly service: WebhookService) {}

  @Authorized('admin')
  @Query(() => [Webhook], { description: 'Who is told of changes. Needs an API key with the scope admin.' })
  webhooks(@Ctx() { webhooks }: WebhookContext): Promise<WebhookDescription[]> {
    return webhooks.list();
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, { description: 'Tells an address of every change from now on.' })
  registerWebhook(
    @Arg('input', () => RegisterWebhookInput, { description: 'The address, and what it is to be told of.' })
    input: RegisterWebhookInput,
    @Ctx() context: ActorContext,
  ): Promise<WebhookPayload> {
    return this.service.register(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, { description: 'Changes, disables or enables a webhook.' })
  updateWebhook(
    @Arg('input', () => UpdateWebhookInput, { description: 'Which webhook, and what of it is to change.' })
    input: UpdateWebhookInput,
    @Ctx() context: ActorContext,
  ): Promise<WebhookPayload> {
    return this.service.update(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, {
    description: 'Makes a new secret. The one before goes on signing for 24 hours beside it.',
  })
  rotateWebhookSecret(
    @Arg('input', () => WebhookActionInput, { description: 'Which webhook, in use or not.' })
    input: WebhookActionInput,
    @Ctx() context: ActorContext,
  ): Promise<WebhookPayload> {
    return this.service.rotateSecret(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => DeleteWebhookPayload, { description: 'Deletes a webhook with its deliveries.' })
  deleteWebhook(
    @Arg('input', () => WebhookActionInput, { description: 'Which webhook, in use or not.' })
    input: WebhookActionInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteWebhookPayload> {
    return this.service.delete(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => RedeliverWebhookPayload, {
    description: 'Sends a delivery again, whatever became of it, with the same webhook-id and body.',
  })
  redeliverWebhook(
    @Arg('input', () => RedeliverWebhookInput, {
      description: 'Which delivery; NOT_ALLOWED when its webhook is disabled.',
    })
    input: RedeliverWebhookInput,
    @Ctx() context: ActorContext,
  ): Promise<RedeliverWebhookPayload> {
    return this.service.redeliver(getActor(context), input);
  }

  @FieldResolver(() => ID, {
    description: 'Opaque; for the mutations about webhooks. `node` does not find it.',
  })
  id(@Root() { id }: Webhook): string {
    return toGlobalId('Webhook', id);
  }

  @FieldResolver(() => WebhookDeliveryConnection, { description: 'What it was told, the latest first.' })
  deliveries(
    @Root() { id }: Webhook,
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() { webhooks }: WebhookContext,
  ): Promise<WebhookDeliveryConnection> {
    return webhooks.listDeliveries(id, args);
  }
}
