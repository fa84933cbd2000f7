import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import { UserError } from '../../mutations/mutation.type.js';
import { UrlScalar } from '../../shared/scalars.js';
import { Node } from '../node/node.type.js';
import { Provenance } from '../provenance/provenance.type.js';
import { MENU_LIMITS } from './menu-limits.js';

@ObjectType({ description: 'An entry of a menu.' })
export class MenuItem {
  @Field(() => Int, {
    description:
      'The depth, 0 at the top. The parent of an item is the last item before it with a lower depth.',
  })
  depth!: number;

  @Field(() => String, { description: 'The label, as plain text.' })
  text!: string;

  /** Stored URL: absolute, relative to the site, or a fragment. */
  @Field(() => UrlScalar, { description: 'The absolute URL that the item leads to.' })
  url!: string;
}

@ObjectType({ implements: [Node, Provenance], description: 'A navigation menu of the site.' })
export class Menu extends Node {
  @Field(() => String, { description: 'The place of the menu on the page, as a slug, e.g. primary.' })
  location!: string;

  @Extensions({ maxItems: MENU_LIMITS.items })
  @Field(() => [MenuItem], {
    description: 'The items in order, each parent before its children. At most 200.',
  })
  items!: MenuItem[];

  createdAt!: Date;
  updatedAt!: Date;
}

@ObjectType({ description: 'The result of setting a menu.' })
export class SetMenuPayload {
  /** Null if the mutation failed. */
  location!: string | null;

  @Field(() => [UserError], { description: 'The errors of the input. Empty if the mutation succeeded.' })
  userErrors!: UserError[];
}
