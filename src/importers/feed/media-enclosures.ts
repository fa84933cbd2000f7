import type { parseFeed } from 'feedsmith';

type ParsedFeed = ReturnType<typeof parseFeed>;

/** A feed as its parser gives it, by its form. */
export type FeedByFormat<Format extends ParsedFeed['format']> = Extract<
  ParsedFeed,
  { format: Format }
>['feed'];
