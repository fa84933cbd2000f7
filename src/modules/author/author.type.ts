import { Field, ObjectType } from 'type-graphql';
import type { Author as WholeAuthor } from '../../database/generated/client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import type { ClassOf } from '../../fields/graphql-fields.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { UrlScalar } from '../../shared/scalars.js';
import { EMPTY_PAGE, Listed, type PageColumns } from '../listed/listed.type.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

/** Columns that only the page of an author shows. */
export type AuthorPage = PageColumns & Pick<WholeAuthor, 'email' | 'links'>;

/** Columns of an author that are loaded wherever it is shown. */
export type AuthorRow = Omit<ListedColumns<WholeAuthor>, keyof AuthorPage>;

export const EMPTY_AUTHOR_PAGE: AuthorPage = Object.freeze({ ...EMPTY_PAGE, email: null, links: [] });

@ObjectType({ description: 'A page of an author elsewhere, such as a profile on a social network.' })
export class AuthorLink {
  @Field(() => UrlScalar, { description: 'The absolute URL of the page.' })
  url!: string;

  @Field(() => String, {
    description: 'The text of the link: what the editor set, else the name of the network or the host.',
  })
  label!: string;
}

@ObjectType({ implements: [Node, Listed, Provenance], description: 'A person who writes for the site.' })
export class Author extends (Node as ClassOf<Node & Partial<AuthorPage>>) implements AuthorRow {
  @Field(() => String, { description: 'The slug of the author, unique among authors.' })
  slug!: string;

  @Field(() => String, { description: 'The name as shown in bylines, as plain text. Names are not unique.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'A short biography, as plain text.' })
  bio!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The title of the job, e.g. Science correspondent. Null if it is not known.',
  })
  role!: string | null;

  imageId!: number | null;
  createdAt!: Date;
  updatedAt!: Date;
}

/** Columns of an author that bylines and JSON-LD show. */
export type Byline = Pick<Author, 'id' | 'slug' | 'name' | 'role'>;

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
