import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { NewsletterSubscription as SubscriptionRow } from '../../../database/generated/client.js';
import { UserError } from '../../../mutations/mutation.type.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../../shared/pagination/connection.js';
import { Node } from '../../node/node.type.js';

export enum NewsletterSubscriptionStatus {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  UNSUBSCRIBED = 'UNSUBSCRIBED',
  SUPPRESSED = 'SUPPRESSED',
}

export enum NewsletterSuppressionReason {
  BOUNCED = 'BOUNCED',
  COMPLAINED = 'COMPLAINED',
  ERASED = 'ERASED',
}
registerEnumType(NewsletterSubscriptionStatus, {
  name: 'NewsletterSubscriptionStatus',
  description: 'Whether a reader gets a newsletter.',
  valuesConfig: {
    PENDING: { description: 'Signed up, and not confirmed by the link in the mail. Gets nothing else.' },
    ACTIVE: { description: 'Gets every issue.' },
    UNSUBSCRIBED: { description: 'Has left. Signing up again starts anew.' },
    SUPPRESSED: {
      description:
        'Signed up, confirmed or not, and gets nothing: mail to the address bounced, somebody complained, or it was ' +
        'to be forgotten. Neither an import nor the link in a mail changes that.',
    },
  },
});
registerEnumType(NewsletterSuppressionReason, {
  name: 'NewsletterSuppressionReason',
  description: 'Why no mail goes to an address.',
  valuesConfig: {
    BOUNCED: { description: 'The mail server of the address has no such mailbox.' },
    COMPLAINED: { description: 'The reader called a mail spam.' },
    ERASED: { description: 'The reader asked to be forgotten.' },
  },
});

/** What is known of a subscription but for what it is compared by. */
export type SubscriptionDescription = Omit<SubscriptionRow, 'addressHash'> & {
  suppression: string | null;
};

@ObjectType({ implements: Node, description: 'One reader’s subscription to one newsletter.' })
export class NewsletterSubscription extends Node implements SubscriptionDescription {
  @Field(() => String, { description: 'As the reader gave it.' })
  email!: string;

  @Field(() => NewsletterSubscriptionStatus, { description: 'Whether the reader gets it.' })
  status!: string;

  @Field(() => NewsletterSuppressionReason, {
    nullable: true,
    description: 'Why no mail goes to the address; null when some does. Also set for one who has left.',
  })
  suppression!: string | null;

  @Field(() => Date, {
    description: 'When the reader first signed up, here or where an import took it from.',
  })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was last confirmed.' })
  confirmedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Null unless the reader has left.' })
  unsubscribedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Where an import took it from, such as "ghost blog.example". Null when the reader signed up here.',
  })
  source!: string | null;

  newsletterId!: number;
}

@ObjectType({ description: 'One of a list of subscriptions, and its place there.' })
export class NewsletterSubscriptionEdge extends Edge {
  @Field(() => NewsletterSubscription, NODE_FIELD)
  node!: SubscriptionDescription;
}

@ObjectType({ description: 'A page of a list of subscriptions, the latest first.' })
export class NewsletterSubscriptionConnection extends Connection {
  @Field(() => [NewsletterSubscriptionEdge], EDGES_FIELD)
  edges!: NewsletterSubscriptionEdge[];

  @Field(() => [NewsletterSubscription], NODES_FIELD)
  nodes!: SubscriptionDescription[];
}

@ObjectType({
  description: 'What came of a sign-up. It is the same whether or not the address was known before.',
})
export class SubscribeToNewsletterPayload {
  @Field(() => Boolean, {
    description:
      'Whether the sign-up was taken. A mail follows, some minutes later while very many sign up, unless one went to ' +
      'the address just before.',
  })
  accepted!: boolean;

  @Field(() => [UserError], { description: 'Empty when it was taken.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'What came of a link in a mail.' })
export class NewsletterSubscriptionPayload {
  newsletterId!: number | null;

  @Field(() => NewsletterSubscriptionStatus, {
    nullable: true,
    description: 'Where the subscription stands now; null when the token is none of ours.',
  })
  status!: string | null;

  @Field(() => [UserError], { description: 'Empty when it was done, now or before.' })
  userErrors!: UserError[];
}
