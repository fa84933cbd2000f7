-- Lists of a language that few articles are in: without it they read all articles. Sites whose articles name no language
-- have an empty index.
CREATE INDEX article_language_listed_at ON article (split_part(lower(language), '-', 1), listed_at, id, kind) WHERE language IS NOT NULL;
-- Without statistics of the expression, lists of a language with many articles would be sorted.
ANALYZE article;
-- Announced: perspectives f806025c73d456f8
