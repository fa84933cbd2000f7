import { Field, InputType, Int } from 'type-graphql';

@InputType({ description: 'An entry of a menu.' })
export class MenuItemInput {
  @Field(() => Int, {
    defaultValue: 0,
    description:
      'The depth, from 0 at the top to 5. At most one more than the depth of the item before, which is then its parent.',
  })
  depth!: number;

  @Field(() => String, { description: 'The label, as plain text of at most 200 characters.' })
  text!: string;

  @Field(() => String, {
    description:
      'What the item leads to: a path of the site such as /about, an http, https, mailto or tel URL, or # for a label without a link.',
  })
  url!: string;
}

@InputType({ description: 'A menu and its items, which replace those that it has.' })
export class SetMenuInput {
  @Field(() => String, {
    description:
      'The place of the menu on the page: lower-case letters, digits and hyphens, e.g. primary. A site has at most 20 menus.',
  })
  location!: string;

  @Field(() => [MenuItemInput], {
    description: 'The items in order, at most 200. An empty list removes the menu.',
  })
  items!: MenuItemInput[];
}
