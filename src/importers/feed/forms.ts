import type { parseFeed } from 'feedsmith';

type Parsed = ReturnType<typeof parseFeed>;

/** A feed as its parser gives it, by its form. */
export type FeedForm<Format extends Parsed['format']> = Extract<Parsed, { format: Format }>['feed'];
