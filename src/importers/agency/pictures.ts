import { escapeHtml } from '../../shared/text/html.js';
import { renderPicture } from '../html/markup.js';
import type { SourceImage, SourcePicture } from '../own/importer.js';
import type { AgencyItem, Rendition } from './item.js';
import { toPlainText } from './plain-text.js';
import { parseZonedTime } from './zoned-time.js';

/** Width in pixels up to which the widest rendition is taken; of wider ones, the narrowest. */
const MAX_WIDTH = 2_560;

/**
 * Returns the pictures of a text: associated ones, else its own. A picture that must not be shown when the text is, is left out,
 * with a warning.
 */
export function listPictures(
  item: AgencyItem,
  embargoedUntil: Date | null,
): { pictures: SourceImage[]; identified: SourcePicture[]; warnings: string[] } {
  const warnings: string[] = [];
  const identified: SourcePicture[] = [];
  const pictures = item.listAssociations().flatMap((association) => {
    const picture = readPicture(association);
    const reason = picture
      ? describeRestriction(association, embargoedUntil)
      : association.listRenditions().length > 0 && isPicture(association)
        ? 'none of its files is a picture with an http address'
        : null;
    if (reason === null) {
      const id = association.getText('uri');
      if (picture && id) identified.push({ id: id.slice(0, 1_000), url: picture.url });
      return picture ?? [];
    }
    warnings.push(`picture ${(association.getText('uri') ?? '').slice(0, 200)} left out: ${reason}`);
    return [];
  });
  const own = pictures.length === 0 && warnings.length === 0 ? readPicture(item) : null;
  return { pictures: own ? [{ ...own, caption: null }] : pictures, identified, warnings };
}

/** Returns why a picture must not be shown when its text is; null if it may. */
function describeRestriction(picture: AgencyItem, textEmbargo: Date | null): string | null {
  const status = picture.getText('pubStatus') ?? 'usable';
  if (status !== 'usable') return `it is ${status}`;
  const embargo = picture.getText('embargoedUntil', 'embargoed');
  if (embargo === null) return null;
  const opens = Math.max(textEmbargo?.getTime() ?? 0, Date.now());
  const end = parseZonedTime(embargo);
  // A time without a zone or an unreadable one counts as one that is not over.
  return end !== null && end.getTime() <= opens ? null : `it is embargoed until ${embargo}`;
}

function isPicture(item: AgencyItem): boolean {
  return ['picture', 'graphic'].includes(item.getText('type') ?? 'picture');
}

/** Returns the picture of an associated item with its rights; null for an item that is no picture. */
export function readPicture(item: AgencyItem): SourceImage | null {
  const rendition = chooseRendition(item.listRenditions());
  if (rendition === null) return null;
  const descriptions = item.listTexts('description');
  const find = (pattern: RegExp) => {
    const text = descriptions.find(({ role }) => pattern.test(role));
    return text ? toPlainText(text) : null;
  };
  const [headline] = item.listTexts('headline');
  const [first] = descriptions.filter(({ role }) => !/alt|accessib|credit/.test(role));
  const caption = find(/caption/) ?? (first ? toPlainText(first) : null);
  return {
    url: rendition.href,
    alt: find(/^alt|alttext|accessib/) ?? '',
    caption: caption ?? (headline ? toPlainText(headline) : null),
    credit: find(/credit/) ?? item.getText('creditline', 'by', 'byline', 'copyrightHolder'),
    license: item.getText('usageTerms') ?? item.getText('copyrightNotice'),
  };
}

/** Renders the pictures of an item that its body does not show, with their rights. */
export function renderPictures(pictures: SourceImage[], body: string): string {
  return pictures
    .filter(({ url }) => !body.includes(url))
    .map(({ url, alt = '', caption, credit, license }) => {
      const lines = [caption, credit, license].filter((line) => line).map((line) => escapeHtml(String(line)));
      return renderPicture({ url, alt, caption: lines.join(' · '), width: null, height: null });
    })
    .join('');
}

/** Chooses the widest file that is not needlessly large. Thumbnails and files with a watermark come last. */
function chooseRendition(renditions: Rendition[]): Rendition | null {
  const images = renditions.filter(
    ({ href, contentType }) =>
      /^https?:\/\//i.test(href) &&
      (contentType === '' || /^image\/(jpe?g|png|gif|webp|avif)/.test(contentType)),
  );
  const rank = ({ name, href, width }: Rendition) => {
    const isSmall =
      /thumb|icon/.test(name + href.toLowerCase()) || /watermark/.test(name + href.toLowerCase());
    if (isSmall) return [0, width ?? 0];
    if (width === null) return [name.includes('preview') ? 0.5 : 1, 0];
    return width <= MAX_WIDTH ? [3, width] : [2, -width];
  };
  const ranked = images.map((image) => ({ image, rank: rank(image) }));
  ranked.sort(
    (one, other) => (other.rank[0] ?? 0) - (one.rank[0] ?? 0) || (other.rank[1] ?? 0) - (one.rank[1] ?? 0),
  );
  return ranked[0]?.image ?? null;
}
