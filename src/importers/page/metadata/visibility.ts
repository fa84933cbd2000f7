import type { Root } from 'hast';
import { findElements, getClassNames } from '../../html/hast.js';
import { forbidsFollowing, forbidsIndexing } from '../../run/noindex.js';
import type { PageDocument } from './page-document.js';

/** Readers of a page, as the page declares them. */
export interface PageVisibility {
  /** Why the article is not public at its source, or null if nothing says so. */
  draftReason: string | null;
  /** False if the page declares that it is not free to read. */
  isFree: boolean;
  /** True if the page asks search engines not to index it. */
  isNoindex: boolean;
  /** True if the page asks search engines not to follow its links. */
  isNofollow: boolean;
  /** True for a story in the form in which Medium exports it. */
  isMediumExport: boolean;
}

/** Statuses of WordPress for posts that are not public. Themes write them into a class such as `status-draft`. */
const WORDPRESS_UNPUBLISHED = ['draft', 'auto-draft', 'pending', 'private', 'trash'];
/** Classes of unpublished content in Drupal, in its releases from 8 on and in 7. */
const DRUPAL_UNPUBLISHED = ['node--unpublished', 'node-unpublished'];

/** Finds the marks of pages that are not public: a preview or private page that was saved, or an export with drafts. */
export function findVisibility(
  { tree, head, data }: PageDocument,
  knownDraftReason: string | null = null,
): PageVisibility {
  const isMediumExport = findMediumBody(tree);
  const statuses = [
    ...data.getTexts(data.article, 'creativeWorkStatus'),
    ...head.getAll('creativeworkstatus'),
  ];
  const unfinished = statuses.find((status) =>
    /^(draft|incomplete|pending|unpublished|private)$/i.test(status),
  );
  const isFree = [String(data.article?.isAccessibleForFree), ...head.getAll('isaccessibleforfree')].every(
    (value) => !/^(https?:\/\/schema\.org\/)?false$/i.test(value),
  );
  const directives = head.getAll('robots', 'googlebot', 'bingbot');
  return {
    draftReason:
      knownDraftReason ??
      (unfinished === undefined ? null : `creativeWorkStatus is "${unfinished}"`) ??
      findClassOfUnpublished(tree) ??
      (isMediumExport && !hasPublicationDate(tree) ? 'a draft of Medium' : null),
    // Names of Facebook's: https://developers.facebook.com/docs/instant-articles/subscriptions/content-tiering
    isFree: isFree && !/^(locked|metered)$/i.test(head.getFirst('article:content_tier') ?? ''),
    isNoindex: directives.some(forbidsIndexing),
    isNofollow: directives.some(forbidsFollowing),
    isMediumExport,
  };
}

function findClassOfUnpublished(tree: Root): string | null {
  const [post] = findElements(tree, (element) =>
    getClassNames(element).some((name) => name === 'hentry' || /^(post-\d+|node)$/.test(name)),
  );
  const names = post ? getClassNames(post) : [];
  if (names.some((name) => DRUPAL_UNPUBLISHED.includes(name))) return 'unpublished in Drupal';
  if (names.some((name) => /^post-password-(required|protected)$/.test(name)))
    return 'protected by a password in WordPress';
  const status = WORDPRESS_UNPUBLISHED.find((each) => names.includes(`status-${each}`));
  return status === undefined ? null : `${status} in WordPress`;
}

function findMediumBody(tree: Root): boolean {
  return (
    findElements(
      tree,
      (element) => element.properties.dataField === 'body' && getClassNames(element).includes('e-content'),
    ).length > 0
  );
}

function hasPublicationDate(tree: Root): boolean {
  return (
    findElements(
      tree,
      (element) => element.tagName === 'time' && getClassNames(element).includes('dt-published'),
    ).length > 0
  );
}
