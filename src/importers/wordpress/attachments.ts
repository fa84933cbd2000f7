import { htmlToText } from '../html/html-text.js';
import type { Picture } from '../html/markup.js';
import type { ImportedImage } from '../run/imported-article.js';
import { getMeta, type WordPressItem } from './wordpress-item.js';

export interface Attachment extends Picture {
  id: string;
  /** ID of the post that it was uploaded to, '0' for none. */
  parent: string;
  order: number;
  /** HTML; '' if the source does not say it. */
  title: string;
  /** Time of the upload. */
  date: Date | null;
}

/** Files of a site's media library. Tracks which of them are used by articles. */
export class AttachmentLibrary {
  private readonly byId = new Map<string, Attachment>();
  private readonly idByFile = new Map<string, string>();
  private readonly idsByParent = new Map<string, string[]>();
  private readonly used = new Set<string>();

  add(attachment: Attachment): void {
    const { id, url, parent } = attachment;
    this.byId.set(id, attachment);
    const file = getBaseFile(url);
    if (file !== null) this.idByFile.set(file, id);
    if (parent === '0') return;
    const siblings = this.idsByParent.get(parent);
    if (siblings?.includes(id)) return;
    if (siblings) siblings.push(id);
    else this.idsByParent.set(parent, [id]);
  }

  /** Returns an attachment and marks it as used. */
  markUsed(id: string): Attachment | null {
    const attachment = this.byId.get(id) ?? null;
    if (attachment) this.used.add(id);
    return attachment;
  }

  /** Returns the files of a kind that were uploaded to a post, in order, and marks them as used. */
  markUploadsUsed(parent: string, kind: RegExp): Attachment[] {
    return (this.idsByParent.get(parent) ?? [])
      .flatMap((id) => this.byId.get(id) ?? [])
      .filter(({ url }) => kind.test(url))
      .sort((a, b) => a.order - b.order || Number(a.id) - Number(b.id))
      .flatMap(({ id }) => this.markUsed(id) ?? []);
  }

  /** Marks the attachment with a URL as used. The URL may be that of any size. */
  markUrlUsed(url: string): void {
    const id = this.idByFile.get(getBaseFile(url) ?? '');
    if (id !== undefined) this.used.add(id);
  }

  isUsed(id: string): boolean {
    return this.used.has(id);
  }

  readonly hasCaption = (id: string): boolean => (this.byId.get(id)?.caption ?? '') !== '';
}

export function toAttachment(item: WordPressItem, url: string): Attachment {
  const sizes = getMeta(item, '_wp_attachment_metadata');
  return {
    id: item.id,
    url,
    alt: getMeta(item, '_wp_attachment_image_alt').trim(),
    caption: item.excerpt,
    width: parseSize(sizes, 'width'),
    height: parseSize(sizes, 'height'),
    parent: item.parent,
    order: item.menuOrder,
    title: item.title,
    date: item.date,
  };
}

/** Converts an attachment to an article's picture. Throws ContentRefusedError. */
export function toImage({ url, alt, caption, width, height }: Attachment): ImportedImage {
  const words = { alt, caption: htmlToText(caption) || null, credit: null };
  return { url, ...words, width, height, focalX: null, focalY: null };
}

/** Returns a dimension from serialised PHP data. The full size precedes those of the thumbnails. */
function parseSize(serialised: string, name: string): number | null {
  const values = serialised.split(`"${name}";`).slice(1);
  const [first] = values.flatMap((value) => /^(?:i:|s:\d+:")(\d{1,5})/.exec(value)?.[1] ?? []);
  return Number(first) > 0 ? Number(first) : null;
}

/** Returns the file path that all sizes of a picture share: `photo-300x200.jpg` becomes `photo.jpg`. */
function getBaseFile(url: string): string | null {
  if (!URL.canParse(url)) return null;
  return new URL(url).pathname.replace(/(-\d+x\d+|-scaled|-rotated)(?=\.\w+$)/, '').toLowerCase();
}
