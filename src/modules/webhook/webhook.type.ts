import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { ChangeKind } from '../../changes/change-log.js';
import type {
  WebhookAttempt as AttemptRow,
  WebhookDelivery as DeliveryRow,
  Webhook as WebhookRow,
} from '../../database/generated/client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import { formerName } from '../../shared/former-name.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

/**
 * The change log's kinds of change, except RELATED and INDEXED, which only follow from other changes, and
 * TAGS_CHANGED for the cache tags of all, and EDITED for the changes of the editors' log.
 */
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
  STARTED: 'STARTED',
  ENDED: 'ENDED',
  UNPINNED: 'UNPINNED',
  TAGS_CHANGED: 'TAGS_CHANGED',
  EDITED: 'EDITED',
} as const satisfies {
  [Kind in Exclude<ChangeKind, 'RELATED' | 'INDEXED'> | 'TAGS_CHANGED' | 'EDITED']: Kind;
};
registerEnumType(WebhookEventKind, {
  name: 'WebhookEventKind',
  description: 'The kinds of change that a webhook can receive. All but `EDITED` are public.',
  valuesConfig: {
    PUBLISHED: { description: 'An article, an entry of a live blog or a newsletter issue was published.' },
    UPDATED: {
      description:
        'Another revision of an article was published, or the data of a live blog, one of its entries, a section, tag, author, newsletter or redirect changed.',
    },
    CORRECTED: { description: 'A correction was added to an article, or changed.' },
    MOVED: { description: 'The path of an article, section, tag or author changed.' },
    PINNED: {
      description:
        'An editor changed the pinned related articles of an article, or pinned an entry of a live blog.',
    },
    UNPUBLISHED: { description: 'An article was unpublished, or an entry of a live blog retracted.' },
    CREATED: {
      description: 'A section, tag, author, newsletter or redirect was created, or a hidden section shown.',
    },
    MERGED: { description: 'Other tags, authors, sections or series were merged into one.' },
    DELETED: { description: 'A section, tag, author or redirect was deleted.' },
    STARTED: { description: 'The coverage of a live blog began, or goes on after it had ended.' },
    ENDED: { description: 'The coverage of a live blog ended.' },
    UNPINNED: { description: 'A live blog no longer has a pinned entry.' },
    EDITED: {
      description:
        'An editor, an import or a job changed a draft, schedule, section, tag, author, series, front or file, also where readers notice nothing. Deliveries name the object, and have none of its content.',
    },
    TAGS_CHANGED: {
      description:
        'Cache tags were invalidated, also of related and popular lists. Sent once for all changes of a second, without other data.',
    },
  },
});

export enum WebhookDeliveryStatus {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  FAILED = 'FAILED',
}
registerEnumType(WebhookDeliveryStatus, {
  name: 'WebhookDeliveryStatus',
  description: 'The statuses of a delivery.',
  valuesConfig: {
    PENDING: { description: 'The delivery is waiting for its first or next attempt.' },
    DELIVERED: { description: 'The receiver responded with a status from 200 to 299.' },
    FAILED: {
      description: 'All attempts failed, or the webhook was disabled. redeliverWebhook sends it again.',
    },
  },
});

/** A webhook without its secrets. */
export type WebhookDescription = Omit<ListedColumns<WebhookRow>, 'secret' | 'formerSecret' | 'formerUntil'>;

@ObjectType({
  implements: [Node, Provenance],
  description:
    'A URL that is notified of changes, signed as https://www.standardwebhooks.com specifies. Every delivery arrives at least once, with the same webhook-id each time. The order is not guaranteed.',
})
export class Webhook extends Node implements WebhookDescription {
  @Field(() => UrlScalar, { description: 'The URL to which deliveries are sent.' })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The owner and purpose of the webhook. Null if not specified.',
  })
  description!: string | null;

  @Field(() => [WebhookEventKind], { description: 'The kinds of change that it receives.' })
  kinds!: string[];

  filter!: WebhookRow['filter'];

  @Field(() => String, {
    nullable: true,
    description:
      'The ID of the trusted document with the content of its deliveries. Null if deliveries only name the article.',
  })
  document!: string | null;

  createdAt!: Date;
  updatedAt!: Date;

  after!: bigint;

  @Field(() => Date, {
    nullable: true,
    description: 'The time since which every attempt has failed. Null if the last attempt succeeded.',
  })
  failingSince!: Date | null;

  @Field(() => Boolean, { description: 'True while changes are sent to it.' })
  get isEnabled(): boolean {
    return this.disabledAt === null;
  }

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which it was disabled. Null while it is enabled.',
  })
  disabledAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reason why it was disabled. Null while it is enabled.',
  })
  disabledReason!: string | null;
}

@ObjectType({ description: 'An attempt to send a delivery.' })
export class WebhookAttempt implements AttemptRow {
  id!: number;
  deliveryId!: number;

  @Field(() => Date, { name: 'sentAt', description: 'The time at which it was sent.' })
  @Field(() => Date, { name: 'at', ...formerName('sentAt') })
  at!: Date;

  @Field(() => Int, { description: 'The time until the receiver responded, in milliseconds.' })
  milliseconds!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The HTTP status of the response. Null if there was none.',
  })
  status!: number | null;

  @Field(() => String, { nullable: true, description: 'The first KiB of the response body.' })
  body!: string | null;

  @Field(() => String, { nullable: true, description: 'The reason why it failed. Null if it succeeded.' })
  error!: string | null;
}

@ObjectType({
  implements: Node,
  description: 'A change to send to a webhook. Retained for 30 days, at most the last 1000 of each webhook.',
})
export class WebhookDelivery extends Node implements DeliveryRow {
  webhookId!: number;
  sequence!: bigint;
  tries!: number;

  @Field(() => String, { description: 'The webhook-id header, the same for every attempt.' })
  messageId!: string;

  @Field(() => WebhookEventKind, { description: 'The kind of change.' })
  kind!: string;

  @Field(() => String, {
    description:
      'The JSON body as it is signed and sent. With the document of a webhook, that of the last attempt.',
  })
  payload!: string;

  @Field(() => Date, {
    description: 'The time at which the delivery was created, a moment after the change.',
  })
  createdAt!: Date;

  @Field(() => Date, { description: 'The time of the last change, such as an attempt.' })
  updatedAt!: Date;

  @Field(() => WebhookDeliveryStatus, {
    description: 'The status: pending, delivered or failed.',
  })
  status!: string;

  @Field(() => Date, { nullable: true, description: 'The time of the next attempt. Null if there is none.' })
  dueAt!: Date | null;
}

@ObjectType({ description: 'An edge of a list of deliveries.' })
export class WebhookDeliveryEdge extends Edge {
  @Field(() => WebhookDelivery, NODE_FIELD)
  node!: WebhookDelivery;
}

@ObjectType({ description: "A page of a webhook's deliveries, latest first." })
export class WebhookDeliveryConnection extends Connection {
  @Field(() => [WebhookDeliveryEdge], EDGES_FIELD)
  edges!: WebhookDeliveryEdge[];

  @Field(() => [WebhookDelivery], NODES_FIELD)
  nodes!: WebhookDelivery[];
}
