import type { parseFeed } from 'feedsmith';

type ParsedFeed = ReturnType<typeof parseFeed>;

/** Type of a parsed feed, by format. */
export type FeedByFormat<Format extends ParsedFeed['format']> = Extract<
  ParsedFeed,
  { format: Format }
>['feed'];
