import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import type { RichTextForms } from '../article/rich-text.type.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';
import { LIVE_BLOG_LIMITS } from './live-blog-limits.js';

@ObjectType({ implements: Node, description: 'The running coverage of an article of the kind LIVE_BLOG.' })
export class LiveBlog extends Node {
  @Field(() => Date, {
    nullable: true,
    description: 'The time at which the coverage began. Null if it has not begun.',
  })
  startedAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'The time at which the coverage ended. Null if it has not ended, or goes on again.',
  })
  endedAt!: Date | null;

  @Field(() => Date, { description: 'The time at which its article was created in Dateline.' })
  createdAt!: Date;

  pinnedId!: number | null;
  /** Forms of the summary; null for none. */
  summary!: RichTextForms | null;
  /** Access level and path of the article. */
  access!: string;
  path!: string;
  /** Position in the change log up to which reads after that of the row are complete. */
  sequence!: string;

  @Field(() => Boolean, { description: 'True while the coverage goes on: it has begun and has not ended.' })
  get isLive(): boolean {
    return this.startedAt !== null && this.endedAt === null;
  }
}

@ObjectType({ description: 'A correction of an error in an entry of a live blog.' })
export class LiveBlogEntryCorrection {
  @Field(() => String, { description: 'The text of the correction shown to readers, as plain text.' })
  text!: string;

  @Field(() => Date, { description: 'The time at which the correction was published.' })
  correctedAt!: Date;
}

@ObjectType({
  implements: [Node, Provenance],
  description: 'An entry of a live blog: one update of the coverage.',
})
export class LiveBlogEntry extends Node {
  articleId!: number;
  ownArticleId!: number | null;
  /** Stored corrections, as JSON. */
  corrections!: unknown;
  /** Access level and path of the live blog's article. */
  access!: string;
  path!: string;

  @Field(() => String, { nullable: true, description: 'The headline, as plain text. Null if it has none.' })
  title!: string | null;

  @Field(() => Date, {
    description: 'The time of publication, by which entries are ordered. That of the creation for a draft.',
  })
  publishedAt!: Date;

  createdAt!: Date;
  updatedAt!: Date;

  @Field(() => Boolean, { description: 'True for an entry that sums up what has happened so far.' })
  isKeyEvent!: boolean;

  @Field(() => Boolean, {
    name: 'isPublished',
    description: 'True if readers can see the entry. False for a draft and for a retracted entry.',
  })
  isPublic!: boolean;

  @Field(() => Int, {
    description: 'The number of the latest revision, from 1, to be passed as `expectedRevision`.',
  })
  revision!: number;
}

@ObjectType({ description: 'An entry of a live blog as it was saved.' })
export class LiveBlogEntryRevision {
  @Field(() => Int, { description: 'The number of the revision, from 1.' })
  number!: number;

  @Field(() => Date, { description: 'The time at which it was saved.' })
  createdAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the API key or identity that saved it. Null for an import.',
  })
  keyName!: string | null;

  @Field(() => String, { nullable: true, description: 'The headline in this revision. Null if it has none.' })
  title!: string | null;

  @Field(() => String, { description: 'The body as it was given, as HTML or Markdown.' })
  body!: string;

  @Field(() => Boolean, { description: 'True if it was a key event in this revision.' })
  isKeyEvent!: boolean;
}

@ObjectType({ description: 'An entry and its cursor in its live blog.' })
export class LiveBlogEntryEdge extends Edge {
  @Field(() => LiveBlogEntry, NODE_FIELD)
  node!: LiveBlogEntry;
}

@ObjectType({ description: 'A page of the entries of a live blog.' })
export class LiveBlogEntryConnection extends Connection {
  @Field(() => [LiveBlogEntryEdge], EDGES_FIELD)
  edges!: LiveBlogEntryEdge[];

  @Field(() => [LiveBlogEntry], NODES_FIELD)
  nodes!: LiveBlogEntry[];
}

/** Decorates the field of all key events with their maximum number, for the cost of operations. */
export const KeyEventsField = Extensions({ maxItems: LIVE_BLOG_LIMITS.keyEvents });
