/** Maximum characters of the texts of sections, tags and authors, and number of tags in one merge. */
export const TAXONOMY_LIMITS = { name: 100, description: 1_000, bio: 5_000, mergedTags: 50 };
