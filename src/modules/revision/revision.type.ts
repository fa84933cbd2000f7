import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';

export enum RevisionKind {
  CREATED = 'CREATED',
  SAVED = 'SAVED',
  RESTORED = 'RESTORED',
  CORRECTED = 'CORRECTED',
  IMPORTED = 'IMPORTED',
}
registerEnumType(RevisionKind, {
  name: 'RevisionKind',
  description: 'The kinds of saves that create a revision.',
  valuesConfig: {
    CREATED: { description: 'The article was saved for the first time.' },
    SAVED: { description: 'The article was saved again.' },
    RESTORED: { description: 'An earlier revision was restored.' },
    CORRECTED: { description: 'A correction was added, changed or removed, and published at once.' },
    IMPORTED: { description: 'An importer saved the article.' },
  },
});

@ObjectType({
  implements: Node,
  description: 'An article as it was saved. Publishing and pinning create no revision.',
})
export class ArticleRevision extends Node {
  articleId!: number;

  @Field(() => Int, { description: 'The number of the revision, counted from 1 within its article.' })
  number!: number;

  @Field(() => Date, { description: 'The time at which it was saved.' })
  createdAt!: Date;

  @Field(() => RevisionKind, { description: 'The kind of save that created it.' })
  kind!: RevisionKind;

  @Field(() => String, {
    nullable: true,
    description:
      'The name of the API key, or `subject (issuer)` of the identity, that saved it. Null for an import.',
  })
  keyName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The readable start of that API key, as `dateline keys list` shows it.',
  })
  keyPrefix!: string | null;

  @Field(() => String, { description: 'The headline in this revision.' })
  title!: string;

  @Field(() => Boolean, { description: 'True if this revision is the published one.' })
  isPublished!: boolean;
}

@ObjectType({
  description: 'A field that differs between two revisions. Lists and objects have a line for each entry.',
})
export class RevisionChange {
  @Field(() => String, { description: 'The name of the field as in UpdateArticleInput, if it is there.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'The earlier value. Null if it was empty.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'The later value. Null if it is empty.' })
  after!: string | null;

  /** Numbers of the two revisions. */
  between!: [number, number];
}

@ObjectType({ description: 'An edge of a list of revisions.' })
export class ArticleRevisionEdge extends Edge {
  @Field(() => ArticleRevision, NODE_FIELD)
  node!: ArticleRevision;
}

@ObjectType({ description: "A page of an article's revisions." })
export class ArticleRevisionConnection extends Connection {
  @Field(() => [ArticleRevisionEdge], EDGES_FIELD)
  edges!: ArticleRevisionEdge[];

  @Field(() => [ArticleRevision], NODES_FIELD)
  nodes!: ArticleRevision[];
}
