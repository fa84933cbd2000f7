import { Field, ObjectType } from 'type-graphql';
import type { Author as AuthorRow } from '../../database/generated/client.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({ implements: Node, description: 'Someone who writes for the site.' })
export class Author extends Node implements AuthorRow {
  @Field(() => String, { description: 'Names the author in addresses; unique among authors.' })
  slug!: string;

  @Field(() => String, { description: 'As bylines have it; plain text. Two authors may have one name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A few words about the author; plain text.' })
  bio!: string | null;

  imageId!: number | null;
}

@ObjectType({ description: 'One of a list of authors, and its place there.' })
export class AuthorEdge extends Edge {
  @Field(() => Author, NODE_FIELD)
  node!: Author;
}

@ObjectType({ description: 'A page of a list of authors.' })
export class AuthorConnection extends Connection {
  @Field(() => [AuthorEdge], EDGES_FIELD)
  edges!: AuthorEdge[];

  @Field(() => [Author], NODES_FIELD)
  nodes!: Author[];
}
