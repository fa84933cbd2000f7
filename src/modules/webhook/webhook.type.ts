import { GraphQLURL } from 'graphql-scalars';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ChangeKind } from '../../changes/change-log.js';
import type {
  WebhookAttempt as AttemptRow,
  WebhookDelivery as DeliveryRow,
  Webhook as WebhookRow,
} from '../../database/generated/client.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';

/** The kinds of change of the change log, but for RELATED and INDEXED: they follow from the others, and say nothing new. */
export const WebhookEventKind = {
  PUBLISHED: 'PUBLISHED',
  UPDATED: 'UPDATED',
  CORRECTED: 'CORRECTED',
  MOVED: 'MOVED',
  PINNED: 'PINNED',
  UNPUBLISHED: 'UNPUBLISHED',
  CREATED: 'CREATED',
  MERGED: 'MERGED',
  DELETED: 'DELETED',
} as const satisfies { [Kind in Exclude<ChangeKind, 'RELATED' | 'INDEXED'>]: Kind };
registerEnumType(WebhookEventKind, {
  name: 'WebhookEventKind',
  description: 'What a webhook is told of. Nothing that readers do not notice is told.',
  valuesConfig: {
    PUBLISHED: { description: 'An article, or an issue of a newsletter, came before readers.' },
    UPDATED: {
      description:
        'Readers see another revision of an article, or other facts of a section, tag, author or newsletter.',
    },
    CORRECTED: { description: 'Readers were told what was wrong in an article.' },
    MOVED: { description: 'The address of an article, section, tag or author changed.' },
    PINNED: { description: 'An editor set other articles as related to an article.' },
    UNPUBLISHED: { description: 'An article was taken away from readers.' },
    CREATED: { description: 'A section, tag, author or newsletter came to be.' },
    MERGED: { description: 'Other tags became one with a tag.' },
    DELETED: { description: 'A section, tag or author was deleted.' },
  },
});

export enum WebhookDeliveryStatus {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  FAILED = 'FAILED',
}
registerEnumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  description: 'How far a delivery has come.',
  valuesConfig: {
    PENDING: { description: 'To be sent, or sent again.' },
    DELIVERED: { description: 'The receiver answered with a status from 200 to 299.' },
    FAILED: { description: 'Given up. It can be sent again by hand: redeliverWebhook.' },
  },
});

/** What is known of a webhook but for what signs its deliveries. */
export type WebhookDescription = Omit<WebhookRow, 'secret' | 'formerSecret' | 'formerUntil'>;

@ObjectType({
  description:
    'An address that is told of changes, signed as https://www.standardwebhooks.com has it. Every delivery arrives at least once, with the same webhook-id each time; the order is not promised.',
})
export class Webhook implements WebhookDescription {
  /** The row's number; clients see it made opaque. */
  id!: number;

  @Field(() => GraphQLURL, { description: 'Where its deliveries are sent.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'Whose it is and what for; null when nobody said.' })
  description!: string | null;

  @Field(() => [WebhookEventKind], { description: 'What it is told of.' })
  kinds!: string[];

  @Field(() => Date, { description: 'When it was registered.' })
  createdAt!: Date;

  after!: bigint;

  @Field(() => Date, {
    nullable: true,
    description: 'Since when every attempt has failed; null when the last one did not.',
  })
  failingSince!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Null while it is in use.' })
  disabledAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it is no longer in use.' })
  disabledReason!: string | null;
}

@ObjectType({ description: 'What came of sending a delivery once.' })
export class WebhookAttempt implements AttemptRow {
  id!: number;
  deliveryId!: number;

  @Field(() => Date, { description: 'When it was sent.' })
  at!: Date;

  @Field(() => Int, { description: 'How long the receiver took.' })
  milliseconds!: number;

  @Field(() => Int, { nullable: true, description: 'HTTP status; null when there was no answer.' })
  status!: number | null;

  @Field(() => String, { nullable: true, description: "The first KiB of the answer's body." })
  body!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed; null when it did not.' })
  error!: string | null;
}

@ObjectType({
  description: 'One change on its way to one webhook. Kept for 30 days, the last 1000 of each webhook.',
})
export class WebhookDelivery implements DeliveryRow {
  /** The row's number; clients see it made opaque. */
  id!: number;
  webhookId!: number;
  sequence!: bigint;
  tries!: number;

  @Field(() => String, { description: 'Header webhook-id, the same on every attempt.' })
  messageId!: string;

  @Field(() => WebhookEventKind, { description: 'What the change was.' })
  kind!: string;

  @Field(() => String, { description: 'The body as it is signed and sent: JSON.' })
  payload!: string;

  @Field(() => Date, { description: 'When it was put on its way, a moment after the change.' })
  createdAt!: Date;

  @Field(() => WebhookDeliveryStatus, {
    description: 'Whether it arrived, is still to arrive or was given up.',
  })
  status!: string;

  @Field(() => Date, { nullable: true, description: 'When it is sent next; null when it is not.' })
  dueAt!: Date | null;
}

@ObjectType({ description: 'One of a list of deliveries, and its place there.' })
export class WebhookDeliveryEdge extends Edge {
  @Field(() => WebhookDelivery, NODE_FIELD)
  node!: WebhookDelivery;
}

@ObjectType({ description: 'A page of a list of deliveries, the latest first.' })
export class WebhookDeliveryConnection extends Connection {
  @Field(() => [WebhookDeliveryEdge], EDGES_FIELD)
  edges!: WebhookDeliveryEdge[];

  @Field(() => [WebhookDelivery], NODES_FIELD)
  nodes!: WebhookDelivery[];
}
