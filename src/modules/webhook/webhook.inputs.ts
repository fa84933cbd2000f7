import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { ForwardConnectionArgs } from '../../shared/pagination/connection.js';
import { WebhookDeliveryStatus, WebhookEventKind } from './webhook.type.js';

const WEBHOOK_ID = 'Of the webhook; NOT_FOUND when there is none.';
const URL_TAKEN =
  'http or https, without a password in it, at most 2,000 characters. Private addresses are refused, unless the gateway is set to allow them.';
const DESCRIPTION = 'Whose it is and what for; at most 200 characters.';

@InputType({ description: 'Who is to be told of what.' })
export class RegisterWebhookInput {
  @Field(() => String, {
    description: URL_TAKEN,
  })
  url!: string;

  @Field(() => [WebhookEventKind], {
    nullable: true,
    description: 'What it is to be told of, one kind at least; all when left out.',
  })
  kinds?: string[] | null;

  @Field(() => String, { nullable: true, description: DESCRIPTION })
  description?: string | null;
}

@InputType({ description: 'Only the fields given change.' })
export class UpdateWebhookInput {
  @Field(() => ID, { description: WEBHOOK_ID })
  id!: string;

  @Field(() => String, { nullable: true, description: URL_TAKEN })
  url?: string | null;

  @Field(() => [WebhookEventKind], {
    nullable: true,
    description: 'What it is to be told of, one kind at least.',
  })
  kinds?: string[] | null;

  @Field(() => String, { nullable: true, description: `${DESCRIPTION} null empties it.` })
  description?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'true puts a disabled webhook to use again, from now on; false disables it.',
  })
  isEnabled?: boolean | null;
}

@InputType({ description: 'The webhook that something is done to.' })
export class WebhookActionInput {
  @Field(() => ID, { description: WEBHOOK_ID })
  id!: string;
}

@InputType({ description: 'The delivery that is to be sent again.' })
export class RedeliverWebhookInput {
  @Field(() => ID, { description: 'Of a WebhookDelivery.' })
  deliveryId!: string;
}

@ArgsType()
export class WebhookDeliveriesArgs extends ForwardConnectionArgs {
  @Field(() => WebhookDeliveryStatus, { nullable: true, description: 'Only those that have come so far.' })
  status?: WebhookDeliveryStatus | null;
}

@ObjectType({ description: 'What came of a write to a webhook.' })
export class WebhookPayload {
  /** Null when the write was refused. */
  webhookId!: number | null;

  /** What is kept of its secret, when that is new. */
  secret!: string | null;

  @Field(() => [UserError], { description: 'Empty when the write was done.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of deleting a webhook.' })
export class DeleteWebhookPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the webhook that is gone; null when the write was refused.',
  })
  deletedId!: string | null;

  @Field(() => [UserError], { description: 'Empty when it was deleted.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of sending a delivery again.' })
export class RedeliverWebhookPayload {
  /** Null when it was refused. */
  deliveryId!: number | null;

  @Field(() => [UserError], { description: 'Empty when it is on its way.' })
  userErrors!: UserError[];
}
