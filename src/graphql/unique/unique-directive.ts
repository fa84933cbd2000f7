import { DirectiveLocation, type FieldNode, GraphQLDirective, GraphQLNonNull, GraphQLString } from 'graphql';

/** Maximum number of fields of an operation that carry the directive. */
export const MAX_UNIQUE_FIELDS = 20;

export const UniqueDirective = new GraphQLDirective({
  name: 'unique',
  description:
    'Shows no article twice on a page. Lists that carry it are filled in the order of the document, each without ' +
    'the articles of the fields before it; a field inside of a list is filled for one element after the other. ' +
    'A single article is always shown, and later lists leave it out.',
  locations: [DirectiveLocation.FIELD],
  args: {
    group: {
      type: new GraphQLNonNull(GraphQLString),
      defaultValue: 'page',
      description: 'The name of the group. Only fields of one group leave out the articles of each other.',
    },
  },
});

/** What the fields return that can carry the directive: articles that they select, or one article. */
export const UNIQUE_FIELDS: ReadonlyMap<string, 'list' | 'article'> = new Map([
  ['Query.article', 'article'],
  ['Query.articles', 'list'],
  ['Query.node', 'article'],
  ['Query.popular', 'list'],
  ['Query.search', 'list'],
  ['Article.next', 'article'],
  ['Article.previous', 'article'],
  ['Article.related', 'list'],
  ['Author.articles', 'list'],
  ['Route.node', 'article'],
  ['Section.articles', 'list'],
  ['Section.popular', 'list'],
  ['Tag.articles', 'list'],
]);

export function isUnique({ directives }: FieldNode): boolean {
  return directives?.some(({ name }) => name.value === UniqueDirective.name) ?? false;
}
