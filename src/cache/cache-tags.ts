/**
 * What an answer can be made of. Every read of published content notes the keys of what it read, and every change
 * names the keys of what it touches, before and after: an answer is outdated by the changes that name one of its
 * keys, and by no other.
 */
export const cacheTags = {
  /** A thing itself, wherever it is shown, or that it is not there. */
  article: (id: number) => `article:${id}`,
  tag: (id: number) => `tag:${id}`,
  author: (id: number) => `author:${id}`,
  /** A section itself, wherever it is shown: what it is called and where it lives. */
  section: (id: number) => `section:${id}`,
  /** Which sections there are, and how they stand in the tree. */
  sections: 'sections',
  /** Anything of any section: the tree is read as a whole. */
  anySection: 'section',
  /** The article of a slug, or that there is none. */
  slug: (slug: string) => `slug:${slug}`,
  /** What lives at a site path, or that nothing does. */
  path: (path: string) => `path:${path}`,
  /** Which slugs there are. */
  slugs: 'slugs',
  /** Which tags there are, their names, and in how many articles. */
  tags: 'tags',
  /** Which authors there are, and their names. */
  authors: 'authors',
  /**
   * Which articles stand in a list and in which order: all, or those of a section (with what is below it), a tag
   * or an author. Lists by title or by last update change with those as well.
   */
  articles: (list: ArticleListName, order: ListOrder = 'date') => `articles:${list}:${order}`,
  /** The same in every order. */
  articlesInAnyOrder: (list: ArticleListName) => LIST_ORDERS.map((order) => `articles:${list}:${order}`),
  /** Which articles are filed under what filters name by its slug; under a section, with all that is below it. */
  filteredBy: (kind: 'section' | 'tag' | 'author', slug: string) => `filed:${kind}:${slug}`,
  /** What search finds: the words of all articles, their dates, and what they are filed under. */
  search: 'search',
  /** What articles, sections, tags and authors are called: what completion finds. */
  names: 'names',
  /** Which articles can be popular, and in which sections; what is read most changes without a change of content. */
  popular: 'popular',
  /** Which articles were published just before and just after one. */
  neighbours: (id: number) => `neighbours:${id}`,
  /** Which newsletters there are. */
  newsletters: 'newsletters',
  /** A newsletter and the list of its issues. An issue is made of its articles. */
  newsletter: (id: number) => `newsletter:${id}`,
  /** Which issues there are. */
  newsletterIssues: 'newsletter-issues',
  /** What is related to an article. */
  related: (id: number) => `related:${id}`,
};

/** By date, either way; by last update; by title. */
export type ListOrder = (typeof LIST_ORDERS)[number];
const LIST_ORDERS = ['date', 'updated', 'title'] as const;

export type ArticleListName = 'site' | `${'section' | 'tag' | 'author'}:${number}`;
