import {
  DirectiveLocation,
  type FieldNode,
  GraphQLDirective,
  GraphQLNonNull,
  GraphQLString,
  Kind,
  type ValueNode,
} from 'graphql';

/** Maximum number of fields of an operation that are unique. */
export const MAX_UNIQUE_FIELDS = 20;

/** Argument of lists. It is no directive, as clients that cache fields by their arguments have to see it. */
const UNIQUE_ARGUMENT = 'unique';

export const UniqueDirective = new GraphQLDirective({
  name: 'unique',
  description:
    'Counts an article as shown on the page: the lists after it in the document that have the argument `unique` ' +
    'leave it out. The article itself is always returned.',
  locations: [DirectiveLocation.FIELD],
  args: {
    group: {
      type: new GraphQLNonNull(GraphQLString),
      defaultValue: 'page',
      description: 'The name of the group. Only fields of one group leave out the articles of each other.',
    },
  },
});

/** Result of each field that can be unique: a list, with the argument, or one article, with the directive. */
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

export function hasUniqueDirective({ directives }: FieldNode): boolean {
  return directives?.some(({ name }) => name.value === UniqueDirective.name) ?? false;
}

/** Returns the value of the argument `unique` in the document; undefined if it is missing or null. */
export function findUniqueArgument({ arguments: args }: FieldNode): ValueNode | undefined {
  const value = args?.find(({ name }) => name.value === UNIQUE_ARGUMENT)?.value;
  return value?.kind === Kind.NULL ? undefined : value;
}

/** Returns true if a field has the directive, or an argument that may make it unique. */
export function isUnique(node: FieldNode): boolean {
  return hasUniqueDirective(node) || findUniqueArgument(node) !== undefined;
}
