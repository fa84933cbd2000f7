import { Field, Int, ObjectType } from 'type-graphql';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../../shared/pagination/connection.js';

@ObjectType({ description: 'A front as it was saved. Publishing saves no revision.' })
export class FrontRevision {
  frontId!: number;

  @Field(() => Int, { description: 'The number of the revision, counted from 1 within its front.' })
  number!: number;

  @Field(() => Date, { description: 'The time at which it was saved.' })
  createdAt!: Date;

  @Field(() => String, { description: 'The name of the mutation that saved it, e.g. moveCard.' })
  action!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the API key, or `subject (issuer)` of the identity, that saved it.',
  })
  keyName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The readable start of that API key, as `dateline keys list` shows it.',
  })
  keyPrefix!: string | null;

  @Field(() => Boolean, { description: 'True if this revision is the published one.' })
  isPublished!: boolean;
}

@ObjectType({ description: 'An edge of a list of revisions.' })
export class FrontRevisionEdge extends Edge {
  @Field(() => FrontRevision, NODE_FIELD)
  node!: FrontRevision;
}

@ObjectType({ description: "A page of a front's revisions." })
export class FrontRevisionConnection extends Connection {
  @Field(() => [FrontRevisionEdge], EDGES_FIELD)
  edges!: FrontRevisionEdge[];

  @Field(() => [FrontRevision], NODES_FIELD)
  nodes!: FrontRevision[];
}
