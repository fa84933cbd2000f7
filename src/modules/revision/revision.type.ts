import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';

export enum RevisionKind {
  CREATED = 'CREATED',
  SAVED = 'SAVED',
  RESTORED = 'RESTORED',
  CORRECTED = 'CORRECTED',
  IMPORTED = 'IMPORTED',
}
registerEnumType(RevisionKind, {
  name: 'RevisionKind',
  description: 'What made a revision.',
  valuesConfig: {
    CREATED: { description: 'The first save.' },
    SAVED: { description: 'A later save.' },
    RESTORED: { description: 'An earlier revision, saved again.' },
    CORRECTED: { description: 'A correction was added, and shown to readers at once.' },
    IMPORTED: { description: 'An importer brought what the source had.' },
  },
});

@ObjectType({ description: 'An article as one save left it. Publishing and pinning make none.' })
export class ArticleRevision {
  articleId!: number;

  @Field(() => Int, { description: "Counts an article's saves from 1." })
  number!: number;

  @Field(() => Date, { description: 'When it was saved.' })
  createdAt!: Date;

  @Field(() => RevisionKind, { description: 'Whether it was saved, restored, corrected or imported.' })
  kind!: RevisionKind;

  @Field(() => String, { nullable: true, description: 'Name of the key that saved it; null for an import.' })
  keyName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Readable start of that key, as `dateline keys list` shows it.',
  })
  keyPrefix!: string | null;

  @Field(() => String, { description: 'The headline that it has.' })
  title!: string;

  @Field(() => Boolean, { description: 'Whether it is what readers see now.' })
  isPublished!: boolean;
}

@ObjectType({
  description: 'What one field said in two revisions. Lists and objects have a line for each entry.',
})
export class RevisionChange {
  @Field(() => String, { description: 'The name that it has in UpdateArticleInput, where it has one.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'As it was saved; null when there was nothing.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'As it was saved; null when there is nothing.' })
  after!: string | null;

  /** The numbers of the two revisions. */
  between!: [number, number];
}

@ObjectType({ description: "One of an article's revisions, and its place among them." })
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
