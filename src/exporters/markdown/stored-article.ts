import type { Prisma } from '../../database/generated/client.js';

const named = { select: { id: true, slug: true, name: true } } as const;
const image = {
  select: {
    ...{ url: true, alt: true, caption: true, credit: true },
    ...{ width: true, height: true, focalX: true, focalY: true },
  },
} as const;
const ofEither = {
  body: { select: { markdown: true } },
  image,
  authors: { select: { author: named }, orderBy: { position: 'asc' } },
  tags: { select: { tag: named }, orderBy: { position: 'asc' } },
} as const;

/** All that is known of an article: what editors have and, where it is published, what readers see. */
export const STORED = {
  ...ofEither,
  article: { include: ofEither },
  corrections: { orderBy: [{ at: 'asc' }, { id: 'asc' }] },
  addresses: { select: { path: true }, orderBy: { path: 'asc' } },
  pins: { select: { pinned: { select: { slug: true } } }, orderBy: { position: 'asc' } },
} as const satisfies Prisma.DraftInclude;

export type StoredArticle = Prisma.DraftGetPayload<{ include: typeof STORED }>;
