import { Field, InputType, Int } from 'type-graphql';

@InputType({ description: 'The label and the link of a menu item in a further language of the site.' })
export class MenuItemTranslationInput {
  @Field(() => String, {
    description: 'The BCP 47 tag of a further language of the site. INVALID for the primary language.',
  })
  language!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The label, as plain text of at most 200 characters. That of the primary language stands in for a missing one.',
  })
  text?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What the item leads to, such as /de/politik. That of the primary language stands in.',
  })
  url?: string | null;
}

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

  @Field(() => [MenuItemTranslationInput], {
    nullable: true,
    description: 'The texts in further languages of the site, which replace those that the item has.',
  })
  translations?: MenuItemTranslationInput[] | null;
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
