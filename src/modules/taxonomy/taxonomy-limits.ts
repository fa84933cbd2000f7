/** Maximum characters of the texts of sections, tags and authors, of links of an author, and of those that one merge removes. */
export const TAXONOMY_LIMITS = {
  name: 100,
  description: 1_000,
  bio: 5_000,
  role: 200,
  seoTitle: 300,
  seoDescription: 1_000,
  links: 20,
  linkLabel: 100,
  merged: 50,
};
