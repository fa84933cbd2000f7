import { Field, ObjectType } from 'type-graphql';
import type { Section as SectionRow } from '../../database/generated/client.js';
import { Node } from '../node/node.type.js';

@ObjectType({ implements: Node, description: 'A part of the site, such as World; sections form a tree.' })
export class Section extends Node implements SectionRow {
  @Field(() => String)
  slug!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  parentId!: number | null;
  position!: number;
}
