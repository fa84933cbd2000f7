import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { NewsletterSubscription as SubscriptionRow } from '../../../database/generated/client.js';
import { UserError } from '../../../mutations/mutation.type.js';
import { formerName } from '../../../shared/former-name.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../../shared/pagination/connection.js';
import { EmailAddressScalar } from '../../../shared/scalars.js';
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
  description: 'The status of a subscription.',
  valuesConfig: {
    PENDING: { description: 'The reader has not yet confirmed the sign-up and gets no issues.' },
    ACTIVE: { description: 'The reader gets every issue.' },
    UNSUBSCRIBED: {
      description: 'The reader has unsubscribed. They may sign up again, with a new confirmation.',
    },
    SUPPRESSED: {
      description:
        'The reader signed up, confirmed or not, but gets no mail: the address bounced, complained or was ' +
        'erased. Neither an import nor a mailed link changes that.',
    },
  },
});
registerEnumType(NewsletterSuppressionReason, {
  name: 'NewsletterSuppressionReason',
  description: 'The reason why no mail is sent to an address.',
  valuesConfig: {
    BOUNCED: { description: 'The mail server of the address reported that the mailbox does not exist.' },
    COMPLAINED: { description: 'The reader reported a mail as spam.' },
    ERASED: { description: 'The reader asked to be erased.' },
  },
});

/** Subscription without the hash of its address. */
export type SubscriptionDescription = Omit<SubscriptionRow, 'addressHash'> & {
  suppression: string | null;
  suppressedAt: Date | null;
};

@ObjectType({ implements: Node, description: "A reader's subscription to a newsletter." })
export class NewsletterSubscription extends Node implements SubscriptionDescription {
  @Field(() => EmailAddressScalar, { description: 'The email address as entered by the reader.' })
  email!: string;

  @Field(() => NewsletterSubscriptionStatus, { description: 'The status of the subscription.' })
  status!: string;

  @Field(() => NewsletterSuppressionReason, {
    nullable: true,
    description:
      'The reason why no mail is sent to the address. Null if it is not suppressed. Also set for a reader ' +
      'who has unsubscribed.',
  })
  suppression!: string | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The time from which no mail is sent to the address. Null if it is not suppressed.',
  })
  suppressedAt!: Date | null;

  @Field(() => Date, {
    description: 'The time of the first sign-up, here or in the list it was imported from.',
  })
  createdAt!: Date;

  @Field(() => Date, {
    description:
      'The time of the last change: a sign-up, confirmation, unsubscription or suppression, or an import.',
  })
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'The time of the last confirmation.' })
  confirmedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which the reader unsubscribed. Null if they have not.',
  })
  unsubscribedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The source of an imported subscription, such as "ghost blog.example". Null for a sign-up made here.',
  })
  source!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The BCP 47 tag of the language of the mails, chosen at the sign-up. Null for that of the site.',
  })
  language!: string | null;

  newsletterId!: number;
}

@ObjectType({ description: 'A subscription and its cursor in a list of subscriptions.' })
export class NewsletterSubscriptionEdge extends Edge {
  @Field(() => NewsletterSubscription, NODE_FIELD)
  node!: SubscriptionDescription;
}

@ObjectType({ description: 'A page of a list of subscriptions, latest first.' })
export class NewsletterSubscriptionConnection extends Connection {
  @Field(() => [NewsletterSubscriptionEdge], EDGES_FIELD)
  edges!: NewsletterSubscriptionEdge[];

  @Field(() => [NewsletterSubscription], NODES_FIELD)
  nodes!: SubscriptionDescription[];
}

@ObjectType({
  description: 'The result of a sign-up. It is the same whether or not the address was known before.',
})
export class SubscribeToNewsletterPayload {
  @Field(() => Boolean, {
    name: 'isAccepted',
    description:
      'True if the sign-up was accepted. A mail follows, delayed by some minutes if very many readers sign ' +
      'up, unless one was sent to the address just before.',
  })
  @Field(() => Boolean, { name: 'accepted', ...formerName('isAccepted') })
  isAccepted!: boolean;

  @Field(() => [UserError], { description: 'The errors in the input. Empty if the sign-up was accepted.' })
  userErrors!: UserError[];
}

@ObjectType({ description: 'The result of following a link from a mail.' })
export class NewsletterSubscriptionPayload {
  newsletterId!: number | null;

  @Field(() => NewsletterSubscriptionStatus, {
    nullable: true,
    description: 'The status of the subscription now. Null if the token is unknown.',
  })
  status!: string | null;

  @Field(() => [UserError], { description: 'The errors. Empty if the action was done, now or earlier.' })
  userErrors!: UserError[];
}
