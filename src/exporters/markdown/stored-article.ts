import type { Prisma } from '../../database/generated/client.js';
import type { ImageContent } from '../../modules/editing/article-content.js';

const termSelect = { select: { id: true, slug: true, name: true } } as const;
const imageSelect = {
  select: {
    url: true,
    alt: true,
    caption: true,
    credit: true,
    license: true,
    hasFileAlt: true,
    width: true,
    height: true,
    focalX: true,
    focalY: true,
  },
} as const;
const sharedInclude = {
  body: { select: { markdown: true } },
  image: imageSelect,
  authors: { select: { author: termSelect }, orderBy: { position: 'asc' } },
  tags: { select: { tag: termSelect }, orderBy: { position: 'asc' } },
  inSeries: termSelect,
  sections: {
    select: { sectionId: true },
    where: { position: { not: null } },
    orderBy: { position: 'asc' },
  },
} as const;

/** Returns a picture as imports have it. */
export function toImageContent(
  image: Prisma.ImageGetPayload<typeof imageSelect> | null,
): ImageContent | null {
  if (!image) return null;
  const { license, hasFileAlt, ...content } = image;
  return { ...content, ...(license !== null && { license }), ...(hasFileAlt && { hasFileAlt }) };
}

/** Relations that are loaded with a draft, including those of its published version. */
export const DRAFT_INCLUDE = {
  ...sharedInclude,
  article: { include: { ...sharedInclude, fullBody: { select: { markdown: true } } } },
  preview: { select: { markdown: true } },
  corrections: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
  addresses: { select: { path: true }, orderBy: { path: 'asc' } },
  pins: { select: { pinned: { select: { slug: true } } }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.DraftInclude;

export type ExportedRow = Prisma.DraftGetPayload<{ include: typeof DRAFT_INCLUDE }>;
