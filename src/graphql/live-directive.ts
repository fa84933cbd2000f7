import { DirectiveLocation, GraphQLDirective, type OperationDefinitionNode } from 'graphql';

export const LiveDirective = new GraphQLDirective({
  name: 'live',
  description:
    'Sends the result of a query again each time it changes. Over WebSocket and event streams, the first result ' +
    'is followed by one for each change of content; over plain HTTP, the query is answered once.',
  locations: [DirectiveLocation.QUERY],
});

/** Returns true if an operation carries `@live`. */
export function isLive({ directives }: OperationDefinitionNode): boolean {
  return directives?.some(({ name }) => name.value === LiveDirective.name) ?? false;
}
