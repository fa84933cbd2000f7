import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { Tag as TagRow } from '../../database/generated/client.js';
import {
  Connection,
  EDGES_FIELD,
  Edge,
  NODE_FIELD,
  NODES_FIELD,
} from '../../shared/pagination/connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({ implements: Node, description: 'A subject that articles have in common.' })
export class Tag extends Node implements TagRow {
  @Field(() => String, { description: 'Names the tag in addresses; unique among tags.' })
  slug!: string;

  @Field(() => String, { description: 'What the subject is called; plain text.' })
  name!: string;
}

export enum TagOrder {
  MOST_USED = 'MOST_USED',
  NAME = 'NAME',
}
registerEnumType(TagOrder, {
  name: 'TagOrder',
  description: 'How a list of tags is sorted; equal ones by id.',
  valuesConfig: {
    MOST_USED: { description: 'Those with the most published articles first.' },
    NAME: { description: 'By name, from A to Z.' },
  },
});

@ObjectType({ description: 'One of a list of tags, and its place there.' })
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
