import { hash } from 'node:crypto';

/**
 * Cache tags. Reads track the tags of their rows; every change lists the tags it affects, before and after,
 * and so invalidates responses that carry one.
 */
export const cacheTags = {
  /** The entity itself, wherever it is shown, or its absence. */
  article: (id: number) => `article:${id}`,
  tag: (id: number) => `tag:${id}`,
  author: (id: number) => `author:${id}`,
  series: (id: number) => `series:${id}`,
  /** The section itself, wherever it is shown: its name and its path. */
  section: (id: number) => `section:${id}`,
  /** The set of sections and their place in the tree. */
  sections: 'sections',
  /** Any property of any section, since the tree is read as a whole. */
  anySection: 'section',
  /** The article with this slug, or its absence. */
  slug: (slug: string) => `slug:${slug}`,
  /** The content at a site path, or its absence. */
  path: (path: string) => `path:${path}`,
  /** The set of all slugs. */
  slugs: 'slugs',
  /** The set of tags, their names and their article counts. */
  tags: 'tags',
  /** The set of authors and their names. */
  authors: 'authors',
  /** The set of series, their titles and their article counts. */
  seriesList: 'series-list',
  /**
   * Members and order of a list: all articles, or those of a section (with its subsections), tag, author or series.
   * Lists by title or last update change with these fields too, and those of a series with the parts.
   */
  articles: (list: ArticleListName, order: ListOrder = 'date') => `articles:${list}:${order}`,
  /** The list in every order. */
  articlesInAnyOrder: (list: ArticleListName) => LIST_ORDERS.map((order) => `articles:${list}:${order}`),
  /** The articles that a filter by slug selects, or by the title of a series; for a section, including its subsections. */
  filteredBy: (kind: ListOwner, slug: string) => `filed:${kind}:${slug}`,
  /**
   * The articles that a filter by a field selects, by the field's name; for a kind's fields, its name. Invalidated
   * when the value of a published article changes.
   */
  filteredByField: (name: string) => `filed:field:${name}`,
  /** The definitions of own fields, for responses that contain values of any. */
  ownFields: 'own-fields',
  /** Search results: the words of all articles, their dates and their taxonomy. A filter has further tags. */
  search: 'search',
  /** Titles and names of articles, sections, tags, authors and series, which completion searches. */
  names: 'names',
  /**
   * The articles that can be popular, and their sections. Popularity itself changes without a change of
   * content.
   */
  popular: 'popular',
  /** The articles published just before and just after this one. */
  neighbours: (id: number) => `neighbours:${id}`,
  /** A file of the media library: its size, texts and rights. */
  mediaFile: (id: number) => `media:${id}`,
  /** The absence of a file for a URL. */
  mediaUrl: (url: string) => `media-url:${hash('sha256', url, 'base64url').slice(0, 12)}`,
  /** What editors can set of the publication: title, description, time zone, logo, profiles and newsletter. */
  site: 'site',
  /** All boxes of the site and of its sections. */
  boxes: 'boxes',
  /** All menus of the site. */
  menus: 'menus',
  /** A front: its containers and its path. What its containers show has tags of its own. */
  front: (id: number) => `front:${id}`,
  /** The set of fronts and their paths. */
  fronts: 'fronts',
  /** The set of newsletters. */
  newsletters: 'newsletters',
  /** A newsletter and its list of issues. An issue also has the tags of its articles. */
  newsletter: (id: number) => `newsletter:${id}`,
  /** The set of newsletter issues. */
  newsletterIssues: 'newsletter-issues',
  /** The times of the last changes of all live blogs. */
  liveBlogs: 'live-blogs',
  /** The state of a live blog, by the ID of its article: its times, its summary and which entry is pinned. */
  liveBlog: (id: number) => `live-blog:${id}`,
  /** The time of the last change of a live blog or of any of its entries. */
  liveBlogUpdates: (id: number) => `live-blog:${id}:updates`,
  /** The latest entry of a live blog. Other pages have the tags of their entries. */
  liveBlogHead: (id: number) => `live-blog:${id}:head`,
  /** The number of entries of a live blog. */
  liveBlogCount: (id: number) => `live-blog:${id}:count`,
  /** The set of key events of a live blog. */
  liveBlogKeyEvents: (id: number) => `live-blog:${id}:key-events`,
  /** An entry of a live blog, or its absence; also the entries just before and after it. */
  liveBlogEntry: (id: number) => `live-blog-entry:${id}`,
  /** The related list of an article. */
  related: (id: number) => `related:${id}`,
};

/** Order of a list: by date in either direction, by last update, or by title. */
export type ListOrder = (typeof LIST_ORDERS)[number];
const LIST_ORDERS = ['date', 'updated', 'title'] as const;

/** Content with a list of articles. */
export type ListOwner = 'section' | 'tag' | 'author' | 'series';

export type ArticleListName = 'site' | `${ListOwner}:${number}`;
