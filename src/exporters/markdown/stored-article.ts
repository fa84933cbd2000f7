import type { Prisma } from '../../database/generated/client.js';

const termSelect = { select: { id: true, slug: true, name: true } } as const;
const imageSelect = {
  select: {
    ...{ url: true, alt: true, caption: true, credit: true },
    ...{ width: true, height: true, focalX: true, focalY: true },
  },
} as const;
const sharedInclude = {
  body: { select: { markdown: true } },
  image: imageSelect,
  authors: { select: { author: termSelect }, orderBy: { position: 'asc' } },
  tags: { select: { tag: termSelect }, orderBy: { position: 'asc' } },
} as const;

/** All that is known of an article: what editors have and, where it is published, what readers see. */
export const DRAFT_INCLUDE = {
  ...sharedInclude,
  article: { include: sharedInclude },
  corrections: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
  addresses: { select: { path: true }, orderBy: { path: 'asc' } },
  pins: { select: { pinned: { select: { slug: true } } }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.DraftInclude;

export type StoredArticle = Prisma.DraftGetPayload<{ include: typeof DRAFT_INCLUDE }>;
