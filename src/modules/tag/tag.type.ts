import { Field, ObjectType } from 'type-graphql';
import type { Tag as WholeTag } from '../../database/generated/client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import type { ClassOf } from '../../fields/graphql-fields.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { EMPTY_PAGE, Listed, type PageColumns } from '../listed/listed.type.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

/** Columns that only the page of a tag shows. */
export type TagPage = PageColumns & Pick<WholeTag, 'description'>;

/** Columns of a tag that are loaded wherever it is shown. */
export type TagRow = Omit<ListedColumns<WholeTag>, keyof TagPage>;

export const EMPTY_TAG_PAGE: TagPage = Object.freeze({ ...EMPTY_PAGE, description: null });

@ObjectType({ implements: [Node, Listed, Provenance], description: 'A subject that articles share.' })
export class Tag extends (Node as ClassOf<Node & Partial<TagPage>>) implements TagRow {
  @Field(() => String, { description: 'The name of the tag in URLs. Unique among tags.' })
  slug!: string;

  @Field(() => String, { description: 'The name of the tag, as plain text.' })
  name!: string;

  imageId!: number | null;
  createdAt!: Date;
  updatedAt!: Date;
}

/** Columns of a tag that links show. */
export type TagLink = Pick<Tag, 'id' | 'slug' | 'name'>;

@ObjectType({ description: 'An edge of a list of tags.' })
export class TagEdge extends Edge {
  @Field(() => Tag, NODE_FIELD)
  node!: Tag;
}

@ObjectType({ description: 'A page of a list of tags.' })
export class TagConnection extends Connection {
  @Field(() => [TagEdge], EDGES_FIELD)
  edges!: TagEdge[];

  @Field(() => [Tag], NODES_FIELD)
  nodes!: Tag[];
}
