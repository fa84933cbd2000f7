/** An entry of a feed, whichever form the feed has. */
export interface FeedEntry {
  /** What the feed knows it by; else its address; '' when it has neither. */
  id: string;
  link: string | null;
  /** HTML, as the text and the summary. */
  title: string;
  html: string;
  summary: string;
  authors: string[];
  tags: string[];
  publishedAt: Date | null;
  updatedAt: Date | null;
  image: { url: string; alt: string; caption: string | null } | null;
  /** Files of sound or film. */
  media: string[];
}

/** A feed with the address of the site that it is of. */
export interface FeedContent {
  site: string | null;
  entries: FeedEntry[];
}

export function parseFeedDate(value: unknown): Date | null {
  const date = new Date(typeof value === 'string' ? value : '');
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 ? null : date;
}

export function isImageFile({
  type = '',
  url = '',
}: {
  type?: string | undefined;
  url?: string | undefined;
}): boolean {
  return type.startsWith('image/') || (type === '' && /\.(jpe?g|png|gif|webp|avif)([?#]|$)/i.test(url));
}

export function isMediaFile({
  type = '',
  url = '',
}: {
  type?: string | undefined;
  url?: string | undefined;
}): boolean {
  return /^(audio|video)\//.test(type) || (type === '' && /\.(mp3|m4a|ogg|mp4|webm)([?#]|$)/i.test(url));
}
