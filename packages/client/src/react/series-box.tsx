import type { ReactNode } from 'react';
import type { DatelineSeriesBoxFragment } from '../generated/types.js';
import type { LinkComponent } from './elements.js';
import { SponsorLabel } from './lists.js';

/** The properties of `SeriesBox`. */
export interface SeriesBoxProps {
  /** The data of the fragment DatelineSeriesBox; null for an article without a series, which has no box. */
  part: DatelineSeriesBoxFragment | null;
  /** Formats the place in the series, such as Part 2 of 5. */
  formatPart?: (part: number, parts: number) => ReactNode;
  previous?: ReactNode;
  next?: ReactNode;
  link?: LinkComponent;
}

/** Renders the place of an article in its series, with links to the series and to the parts before and after it. */
export function SeriesBox({
  part: place,
  formatPart = (part, parts) => `Part ${part} of ${parts}`,
  previous = 'Previous part',
  next = 'Next part',
  link: Link = 'a',
}: SeriesBoxProps): ReactNode {
  if (!place) return null;
  const { part, series } = place;
  const renderLink = (article: typeof place.next, label: ReactNode, rel: string) =>
    article && (
      <>
        <SponsorLabel sponsorship={article.sponsorship} />
        <p>
          {label}:{' '}
          <Link href={article.path} rel={rel}>
            {article.title}
          </Link>
        </p>
      </>
    );
  return (
    <nav data-series="" aria-label={series.title}>
      <p>
        <Link href={series.path}>{series.title}</Link>
        {part && <> · {formatPart(part, Math.max(series.parts ?? series.articleCount, part))}</>}
      </p>
      {renderLink(place.previous, previous, 'prev')}
      {renderLink(place.next, next, 'next')}
    </nav>
  );
}
