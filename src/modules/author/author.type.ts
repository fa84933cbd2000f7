import { Field, ObjectType } from 'type-graphql';
import type { Author as WholeAuthor } from '../../database/generated/client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Listed } from '../listed/listed.type.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

/** Columns of an author that are loaded wherever it is shown. */
export type AuthorRow = ListedColumns<WholeAuthor>;

@ObjectType({ implements: [Node, Listed, Provenance], description: 'A person who writes for the site.' })
export class Author extends Node implements AuthorRow {
  @Field(() => String, { description: 'The slug of the author, unique among authors.' })
  slug!: string;

  @Field(() => String, { description: 'The name as shown in bylines, as plain text. Names are not unique.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A short biography, as plain text.' })
  bio!: string | null;

  imageId!: number | null;
  createdAt!: Date;
  updatedAt!: Date;
}

@ObjectType({ description: 'An author and its cursor in a list of authors.' })
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
