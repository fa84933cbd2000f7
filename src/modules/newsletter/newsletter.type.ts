import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type {
  NewsletterIssue as IssueRow,
  Newsletter as NewsletterRow,
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
import { HtmlScalar } from '../../shared/scalars.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';
import { DigestReason } from './digest/digest-candidate.js';

registerEnumType(DigestReason, {
  name: 'NewsletterEntryReason',
  description: 'The reason why an article is in an issue.',
  valuesConfig: {
    EDITOR_PICK: { description: 'An editor planned it with `planNewsletterIssue`.' },
    MOST_READ: { description: 'It is among the most read since the last issue.' },
    SECTION: { description: 'It is the best new article of a section that would be missing.' },
    NEW: { description: 'It was published since the last issue.' },
  },
});

/** Options of the `subject` field of an issue. */
export const SUBJECT_FIELD = {
  description:
    'The subject of the mail: the one set by the editor, else the title of the first article, else the ' +
    'name of the newsletter.',
};

@ObjectType({ implements: [Node, Provenance], description: 'A digest that subscribers receive by mail.' })
export class Newsletter extends Node implements ListedColumns<NewsletterRow> {
  @Field(() => String, { description: 'The slug of the newsletter, which never changes.' })
  slug!: string;

  @Field(() => String, { description: 'The name of the newsletter, as plain text on one line.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A description in a sentence or two, as plain text.' })
  description!: string | null;

  @Field(() => String, {
    description:
      'The schedule of issues as a cron expression of five fields, e.g. 0 7 * * 5 for Fridays at seven.',
  })
  schedule!: string;

  @Field(() => String, { description: 'The IANA time zone of the schedule, e.g. Europe/Dublin.' })
  timeZone!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The BCP 47 tag of the language of the articles and mails. Null for that of each subscriber.',
  })
  language!: string | null;

  @Field(() => Date, {
    name: 'nextIssueAt',
    nullable: true,
    description: 'The time at which the next issue is due. It is skipped if nothing new was published.',
  })
  @Field(() => Date, { name: 'nextAt', nullable: true, ...formerName('nextIssueAt') })
  nextAt!: Date | null;

  createdAt!: Date;
  updatedAt!: Date;
}

@ObjectType({
  implements: Node,
  description:
    'A sent issue. It shows only articles that are public now, so an unpublished article disappears from it.',
})
export class NewsletterIssue extends Node implements IssueRow {
  @Field(() => Int, { description: 'The number of the issue, counted from 1 in each newsletter.' })
  number!: number;

  @Field(() => Date, { name: 'sentAt', description: 'The time at which sending began.' })
  @Field(() => Date, {
    name: 'createdAt',
    description: 'The time at which the issue was created, which is `sentAt`. It never changes after that.',
  })
  sentAt!: Date;

  newsletterId!: number;
  subject!: string | null;
  intro!: string | null;
  scheduledFor!: Date | null;
}

@ObjectType({ description: 'An issue and its cursor in a list of issues.' })
export class NewsletterIssueEdge extends Edge {
  @Field(() => NewsletterIssue, NODE_FIELD)
  node!: NewsletterIssue;
}

@ObjectType({ description: 'A page of a list of issues, latest first.' })
export class NewsletterIssueConnection extends Connection {
  @Field(() => [NewsletterIssueEdge], EDGES_FIELD)
  edges!: NewsletterIssueEdge[];

  @Field(() => [NewsletterIssue], NODES_FIELD)
  nodes!: NewsletterIssue[];
}

@ObjectType({ description: 'The delivery progress of an issue.' })
export class NewsletterProgress {
  @Field(() => Int, { description: 'The number of subscribers the issue is sent to.' })
  total!: number;

  @Field(() => Int, { description: 'The number of mails that are not yet sent or will be retried.' })
  waiting!: number;

  @Field(() => Int, { description: 'The number of mails accepted by the mail server.' })
  sent!: number;

  @Field(() => Int, { description: 'The number of mails that failed permanently.' })
  failed!: number;

  @Field(() => Int, {
    description: 'The number of mails skipped because the reader had unsubscribed or was suppressed by then.',
  })
  skipped!: number;
}

@ObjectType({ description: 'A preview of the next issue as if it were sent now.' })
export class NewsletterPreview {
  @Field(() => String, SUBJECT_FIELD)
  subject!: string;

  @Field(() => HtmlScalar, { description: 'The HTML of the mail, without personal links.' })
  html!: string;

  @Field(() => String, { description: 'The mail as plain text.' })
  text!: string;

  entries!: NewsletterEntry[];
}

@ObjectType({ description: 'An article of a previewed issue, and why it is in it.' })
export class NewsletterEntry {
  articleId!: number;

  @Field(() => DigestReason, { description: 'The reason why the article is in the issue.' })
  reason!: DigestReason;

  @Field(() => String, { description: 'The reason in words, e.g. "New in World: 512 views".' })
  explanation!: string;

  @Field(() => Int, {
    description: 'The number of views since the last issue; 0 for an article that an editor planned.',
  })
  views!: number;
}
