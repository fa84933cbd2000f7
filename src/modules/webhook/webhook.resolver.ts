import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.js';
import { type ActorContext, getActor } from '../../mutations/actor.js';
import { formerName } from '../../shared/former-name.js';
import { formatFilter } from '../article/filter/stored-filter.js';
import {
  CreateWebhookInput,
  DeleteWebhookPayload,
  RedeliverWebhookInput,
  RedeliverWebhookPayload,
  RegisterWebhookInput,
  UpdateWebhookInput,
  WebhookActionInput,
  WebhookDeliveriesArgs,
  WebhookPayload,
  WebhooksArgs,
} from './webhook.inputs.js';
import type { WebhookService } from './webhook.service.js';
import { Webhook, WebhookDeliveryConnection, type WebhookDescription } from './webhook.type.js';

@Resolver(() => Webhook)
export class WebhookResolver {
  constructor(private readonly service: WebhookService) {}

  @Authorized('admin')
  @Query(() => [Webhook], {
    nullable: true,
    description: 'The registered webhooks. Requires an API key with the `admin` scope.',
  })
  webhooks(
    @Args(() => WebhooksArgs) args: WebhooksArgs,
    @Ctx() { webhooks }: Context,
  ): Promise<WebhookDescription[]> {
    return webhooks.list(args);
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, {
    nullable: true,
    description:
      'Registers a URL to notify of changes from now on. Requires an API key with the `admin` scope.',
  })
  createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'The URL, and the kinds of change to send.' })
    input: CreateWebhookInput,
    @Ctx() context: ActorContext & Pick<Context, 'articles'>,
  ): Promise<WebhookPayload> {
    return this.service.create(getActor(context), input, context.articles);
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, {
    nullable: true,
    ...formerName('createWebhook'),
    description: 'The former name of `createWebhook`. Requires an API key with the `admin` scope.',
  })
  registerWebhook(
    @Arg('input', () => RegisterWebhookInput, { description: 'The URL, and the kinds of change to send.' })
    input: RegisterWebhookInput,
    @Ctx() context: ActorContext & Pick<Context, 'articles'>,
  ): Promise<WebhookPayload> {
    return this.service.create(getActor(context), input, context.articles);
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, {
    nullable: true,
    description: 'Updates, disables or enables a webhook. Requires an API key with the `admin` scope.',
  })
  updateWebhook(
    @Arg('input', () => UpdateWebhookInput, { description: 'The webhook and the fields to change.' })
    input: UpdateWebhookInput,
    @Ctx() context: ActorContext & Pick<Context, 'articles'>,
  ): Promise<WebhookPayload> {
    return this.service.update(getActor(context), input, context.articles);
  }

  @Authorized('admin')
  @Mutation(() => WebhookPayload, {
    nullable: true,
    description:
      'Creates a new secret. The former secret also signs for 24 hours. Requires an API key with the `admin` scope.',
  })
  rotateWebhookSecret(
    @Arg('input', () => WebhookActionInput, { description: 'The webhook, enabled or disabled.' })
    input: WebhookActionInput,
    @Ctx() context: ActorContext,
  ): Promise<WebhookPayload> {
    return this.service.rotateSecret(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => DeleteWebhookPayload, {
    nullable: true,
    description: 'Deletes a webhook with its deliveries. Requires an API key with the `admin` scope.',
  })
  deleteWebhook(
    @Arg('input', () => WebhookActionInput, { description: 'The webhook to delete, enabled or disabled.' })
    input: WebhookActionInput,
    @Ctx() context: ActorContext,
  ): Promise<DeleteWebhookPayload> {
    return this.service.delete(getActor(context), input);
  }

  @Authorized('admin')
  @Mutation(() => RedeliverWebhookPayload, {
    nullable: true,
    description:
      'Sends a delivery again, whatever its status, with the same webhook-id and body. With a document, the body has its result as of now. Requires an API key with the `admin` scope.',
  })
  redeliverWebhook(
    @Arg('input', () => RedeliverWebhookInput, {
      description: 'The delivery to send again. NOT_ALLOWED if its webhook is disabled.',
    })
    input: RedeliverWebhookInput,
    @Ctx() context: ActorContext,
  ): Promise<RedeliverWebhookPayload> {
    return this.service.redeliver(getActor(context), input);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The filter of the articles whose changes it receives, as the JSON of a variable of type `ArticleFilter`. Null ' +
      'for all changes.',
  })
  filter(@Root() { filter }: WebhookDescription): string | null {
    return filter === null ? null : formatFilter(filter);
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'The deliveries to the webhook, latest first.',
  })
  deliveries(
    @Root() { id }: Webhook,
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
    @Ctx() { webhooks }: Context,
  ): Promise<WebhookDeliveryConnection> {
    return webhooks.listDeliveries(id, args);
  }
}
