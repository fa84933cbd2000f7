import { Field, Int, ObjectType } from 'type-graphql';
import type {
  NewsletterIssue as IssueRow,
  Newsletter as NewsletterRow,
} from '../../database/generated/client.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';

/** What the subject of an issue says of itself. */
export const SUBJECT_FIELD = {
  description:
    "Of the mail: what the editor set, else the title of the first article, else the newsletter's name.",
};

@ObjectType({ implements: Node, description: 'A digest that readers get by mail.' })
export class Newsletter extends Node implements NewsletterRow {
  @Field(() => String, { description: 'Names the newsletter in addresses; never changes.' })
  slug!: string;

  @Field(() => String, { description: 'What readers sign up for; plain text on one line.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What readers get, in a sentence or two; plain text.' })
  description!: string | null;

  @Field(() => String, {
    description: 'When issues are sent: five fields as cron has them, e.g. 0 7 * * 5 for Fridays at seven.',
  })
  schedule!: string;

  @Field(() => String, { description: 'IANA name of the time zone of the schedule, e.g. Europe/Dublin.' })
  timeZone!: string;

  @Field(() => Date, {
    nullable: true,
    description: 'When the next issue is due. It is left out when nothing new was published.',
  })
  nextAt!: Date | null;

  createdAt!: Date;
}

@ObjectType({
  implements: Node,
  description:
    'An issue that was sent. It shows what readers may see now: an article that was taken away is gone from it.',
})
export class NewsletterIssue extends Node implements IssueRow {
  @Field(() => Int, { description: 'Counts from 1 in each newsletter.' })
  number!: number;

  @Field(() => Date, { description: 'When sending began.' })
  sentAt!: Date;

  newsletterId!: number;
  subject!: string | null;
  intro!: string | null;
  scheduledFor!: Date | null;
}

@ObjectType({ description: 'One of a list of issues, and its place there.' })
export class NewsletterIssueEdge extends Edge {
  @Field(() => NewsletterIssue, NODE_FIELD)
  node!: NewsletterIssue;
}

@ObjectType({ description: 'A page of a list of issues, the latest first.' })
export class NewsletterIssueConnection extends Connection {
  @Field(() => [NewsletterIssueEdge], EDGES_FIELD)
  edges!: NewsletterIssueEdge[];

  @Field(() => [NewsletterIssue], NODES_FIELD)
  nodes!: NewsletterIssue[];
}

@ObjectType({ description: 'How far an issue has come on its way to its readers.' })
export class NewsletterProgress {
  @Field(() => Int, { description: 'All who are to get it.' })
  total!: number;

  @Field(() => Int, { description: 'Not sent yet, or to be tried again.' })
  waiting!: number;

  @Field(() => Int, { description: 'Taken by the mail server.' })
  sent!: number;

  @Field(() => Int, { description: 'Refused by the mail server for good.' })
  failed!: number;

  @Field(() => Int, { description: 'Had left before it was their turn.' })
  skipped!: number;
}

@ObjectType({ description: 'What the next issue would be if it were sent now.' })
export class NewsletterPreview {
  @Field(() => String, SUBJECT_FIELD)
  subject!: string;

  @Field(() => String, { description: 'As it is mailed, but for the links that are one reader’s own.' })
  html!: string;

  @Field(() => String, { description: 'The same as plain text.' })
  text!: string;

  articleIds!: number[];
}
