import { Arg, Args, Ctx, Int, Query, Resolver } from 'type-graphql';
import type { SearchContext } from './search.context.js';
import { SearchArgs } from './search.inputs.js';
import { SearchConnection, Suggestion } from './search.type.js';
import { MAX_QUERY_LENGTH } from './search-query.js';

@Resolver()
export class SearchResolver {
  @Query(() => SearchConnection, {
    description:
      'Articles in whose title, standfirst, tags, authors or body the words stand. Words that stand everywhere ("the", "of") are looked for in titles only. A query that names nothing to find, such as "-ferry", finds nothing.',
  })
  search(
    @Args(() => SearchArgs) args: SearchArgs,
    @Ctx() { search }: SearchContext,
  ): Promise<SearchConnection> {
    return search.find(args);
  }

  @Query(() => [Suggestion], {
    description:
      'As-you-type completion over titles, tags, sections and authors, from any of their words on. Case and accents do not matter; when nothing begins so, one slip in a word of four letters or more is forgiven.',
  })
  suggest(
    @Arg('prefix', () => String, { description: `At most ${MAX_QUERY_LENGTH} characters.` }) prefix: string,
    @Arg('first', () => Int, { defaultValue: 8, description: '0 to 20.' }) first: number,
    @Ctx() { suggestions }: SearchContext,
  ): Promise<Suggestion[]> {
    return suggestions.suggest(prefix, first);
  }
}
