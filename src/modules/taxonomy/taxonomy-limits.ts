/** Maximum characters of the texts of sections, tags, authors and series, of links and parts, and of those that one merge removes. */
export const TAXONOMY_LIMITS = {
  name: 100,
  title: 200,
  slug: 200,
  description: 1_000,
  bio: 5_000,
  role: 200,
  seoTitle: 300,
  seoDescription: 1_000,
  links: 20,
  linkLabel: 100,
  parts: 10_000,
  ordered: 1_000,
  merged: 50,
};
