import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ForwardArgs } from '../../shared/connection.js';
import { UserError } from '../editing/editing.type.js';
import { WebhookDeliveryStatus, WebhookEventKind } from './webhook.type.js';

@InputType({ description: 'Who is to be told of what.' })
export class RegisterWebhookInput {
  @Field(() => String, {
    description:
      'http or https, without a password in it. Private addresses are refused, unless the gateway is set to allow them.',
  })
  url!: string;

  @Field(() => [WebhookEventKind], { nullable: true, description: 'All kinds when left out.' })
  kinds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Whose it is and what for; at most 200 characters.' })
  description?: string | null;
}

@InputType({ description: 'Only the fields given change.' })
export class UpdateWebhookInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  url?: string | null;

  @Field(() => [WebhookEventKind], { nullable: true })
  kinds?: string[] | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'true puts a disabled webhook to use again, from now on; false disables it.',
  })
  isEnabled?: boolean | null;
}

@InputType({ description: 'The webhook that something is done to.' })
export class WebhookActionInput {
  @Field(() => ID)
  id!: string;
}

@InputType({ description: 'The delivery that is to be sent again.' })
export class RedeliverWebhookInput {
  @Field(() => ID, { description: 'Of a WebhookDelivery.' })
  deliveryId!: string;
}

@ArgsType()
export class WebhookDeliveriesArgs extends ForwardArgs {
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
  @Field(() => ID, { nullable: true })
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
