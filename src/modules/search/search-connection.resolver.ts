import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SearchContext } from './search.context.js';
import { SearchConnection, SearchEdge, SearchFacets } from './search.type.js';

@Resolver(() => SearchConnection)
export class SearchConnectionResolver {
  @FieldResolver(() => SearchFacets, { description: 'Counts of all that was found, not of this page alone.' })
  facets(@Root() { foundBy }: SearchConnection, @Ctx() { facets }: SearchContext): Promise<SearchFacets> {
    return facets.countFacets(foundBy);
  }
}

@Resolver(() => SearchEdge)
export class SearchEdgeResolver {
  @FieldResolver(() => String, { description: 'The title with the words that were found marked.' })
  titleHighlight(
    @Root() { foundBy, node }: SearchEdge,
    @Ctx() { highlights }: SearchContext,
  ): Promise<string> {
    return highlights.highlightTitle(foundBy.words, node.id);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'One or two passages of the body with the words marked, … between them; null when none is in its first 20,000 characters.',
  })
  bodyHighlight(
    @Root() { foundBy, node }: SearchEdge,
    @Ctx() { highlights }: SearchContext,
  ): Promise<string | null> {
    return highlights.highlightBody(foundBy.words, node.id);
  }
}
