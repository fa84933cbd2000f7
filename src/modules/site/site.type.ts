import { GraphQLURL } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The publication whose content this graph holds.' })
export class Site {
  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => GraphQLURL, {
    description: "Address of the site's front page; every `url` in the graph begins with it.",
  })
  url!: string;

  @Field(() => String, {
    description: 'BCP 47 tag of the language that the site is written in, e.g. en or pt-BR.',
  })
  language!: string;
}
