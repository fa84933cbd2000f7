import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { UserError } from '../../mutations/mutation.type.js';
import { registerOrders } from '../../shared/lists/list.js';
import { createWholeListArgs } from '../../shared/lists/list-args.js';
import { DeclareFilter, type FilterValues } from '../../shared/lists/list-condition.js';
import { ConnectionArgs } from '../../shared/pagination/connection.js';
import { ArticleFilter } from '../article/filter/article-filter.js';
import { WebhookDeliveryStatus, WebhookEventKind } from './webhook.type.js';
import { WEBHOOK_LIST } from './webhook-list.js';

const WEBHOOK_ID = 'The ID of the webhook. NOT_FOUND if there is none.';
const URL_TAKEN =
  'The http or https URL to notify, without a password, at most 2,000 characters. Private addresses are refused unless the gateway is configured to allow them.';
const DESCRIPTION = 'The owner and purpose of the webhook, at most 200 characters.';

const FILTER =
  'Only changes of articles that match the filter, or may have matched it before, are sent. Conditions that need a ' +
  'scope are INVALID.';

const DOCUMENT =
  'The ID of a trusted document, a query with the variable `$id: ID!`. Deliveries of articles carry its result for the ' +
  'changed article, as readers get it. INVALID if there is none with this ID, or if it cannot be executed.';

@InputType({ description: 'A URL to notify of changes.' })
export class CreateWebhookInput {
  @Field(() => String, {
    description: URL_TAKEN,
  })
  url!: string;

  @Field(() => [WebhookEventKind], {
    nullable: true,
    description:
      'The kinds of change to send, at least one. Defaults to all except `TAGS_CHANGED` and `EDITED`.',
  })
  kinds?: string[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;

  @Field(() => ArticleFilter, { nullable: true, description: `${FILTER} Defaults to all changes.` })
  filter?: ArticleFilter | null;

  @Field(() => String, { nullable: true, description: DOCUMENT })
  document?: string | null;
}

@InputType({ description: 'The input of `registerWebhook`, the former name of `createWebhook`.' })
export class RegisterWebhookInput extends CreateWebhookInput {}

@InputType({ description: 'Changes to a webhook. Omitted fields do not change.' })
export class UpdateWebhookInput {
  @Field(() => ID, { description: WEBHOOK_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: URL_TAKEN })
  url?: string | null;

  @Field(() => [WebhookEventKind], {
    nullable: true,
    description: 'The kinds of change to send, at least one.',
  })
  kinds?: string[] | null;

  @Field(() => String, { nullable: true, description: `${DESCRIPTION} Null clears it.` })
  description?: string | null;

  @Field(() => ArticleFilter, { nullable: true, description: `${FILTER} Null removes it.` })
  filter?: ArticleFilter | null;

  @Field(() => String, { nullable: true, description: `${DOCUMENT} Null removes it.` })
  document?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True enables a disabled webhook for changes from now on; false disables it.',
  })
  isEnabled?: boolean | null;
}

@InputType({ description: 'The webhook to act on.' })
export class WebhookActionInput {
  @Field(() => ID, { description: WEBHOOK_ID })
  id!: string;
}

@InputType({ description: 'The delivery to send again.' })
export class RedeliverWebhookInput {
  @Field(() => ID, { description: 'The ID of the delivery. NOT_FOUND if there is none.' })
  id!: string;
}

const { conditions, orders } = WEBHOOK_LIST;

@DeclareFilter(conditions)
@InputType({ description: 'Filters for webhooks. A webhook must match all of them.' })
export class WebhookFilter extends (Object as ClassOf<FilterValues<typeof conditions>>) {}

export const WebhookOrder = registerOrders('WebhookOrder', 'webhooks', orders);

@ArgsType()
export class WebhooksArgs extends createWholeListArgs('webhooks', WebhookFilter, WebhookOrder, 'OLDEST') {}

@ArgsType()
export class WebhookDeliveriesArgs extends ConnectionArgs {
  @Field(() => WebhookDeliveryStatus, { nullable: true, description: 'Only deliveries with this status.' })
  status?: WebhookDeliveryStatus | null;
}

@ObjectType({ description: 'The result of a mutation of a webhook.' })
export class WebhookPayload {
  /** Null if the mutation failed. */
  webhookId!: number | null;

  /** Stored value of the secret, if it is new. */
  secret!: string | null;

  @Field(() => [UserError], { description: 'The errors of the input. Empty if the mutation succeeded.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of deleting a webhook.' })
export class DeleteWebhookPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'The ID of the deleted webhook. Null if the mutation failed.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'The errors of the input. Empty if the webhook was deleted.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of sending a delivery again.' })
export class RedeliverWebhookPayload {
  /** Null if the mutation failed. */
  deliveryId!: number | null;

  @Field(() => [UserError], { description: 'The errors of the input. Empty if the delivery was enqueued.' })
  userErrors!: UserError[];
}
