import { Field, ObjectType } from 'type-graphql';
import type { Section as WholeSection } from '../../database/generated/client.js';
import type { ListedColumns } from '../../database/read/table-rows.js';
import type { ClassOf } from '../../fields/graphql-fields.js';
import { Listed, type PageColumns } from '../listed/listed.type.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';

/** Columns of a section that are loaded wherever it is shown. */
export type SectionRow = ListedColumns<Omit<WholeSection, 'isHidden'>> & { isHidden: boolean };

@ObjectType({
  implements: [Node, Listed, Provenance],
  description: 'A section of the site, such as World. Sections form a tree.',
})
export class Section extends (Node as ClassOf<Node & PageColumns>) implements SectionRow {
  @Field(() => String, { description: 'The name of the section in URLs. Unique in the whole section tree.' })
  slug!: string;

  @Field(() => String, { description: 'The name of the section, as plain text.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The description of the section, as plain text. Null if it has none.',
  })
  description!: string | null;

  @Field(() => Boolean, {
    description:
      'True until an article in the section, or in one below it, is published. Only the preview perspective has such sections. Imports create them; `createSection` creates a section that readers see.',
  })
  isHidden!: boolean;

  parentId!: number | null;
  position!: number;
  imageId!: number | null;
  createdAt!: Date;
  updatedAt!: Date;
  /** The newsletter that its pages offer; null for that of its parent. */
  newsletterId!: number | null;
  /** What it states that machines may use its articles for; null to follow its parent. */
  machineRights!: string | null;
}
