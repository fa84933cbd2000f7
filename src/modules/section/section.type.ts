import { Field, ObjectType } from 'type-graphql';
import type { Section as SectionRow } from '../../database/generated/client.js';
import { Node } from '../node/node.type.js';

@ObjectType({ implements: Node, description: 'A part of the site, such as World; sections form a tree.' })
export class Section extends Node implements SectionRow {
  @Field(() => String, { description: 'Names the section in addresses; unique in the whole section tree.' })
  slug!: string;

  @Field(() => String, { description: 'As the navigation has it; plain text.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the section is about; plain text, null when it does not say.',
  })
  description!: string | null;

  parentId!: number | null;
  position!: number;
}
