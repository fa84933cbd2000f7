-- CreateIndex
CREATE INDEX "article_search_listed_at_idx" ON "article_search"("listed_at");

-- CreateIndex
CREATE INDEX "draft_search_listed_at_idx" ON "draft_search"("listed_at");

-- What Prisma's schema cannot say.

-- The number that the indexes know two words by that stand side by side, in either order. Pairs share numbers, so that
-- the indexes have few keys: what they find has to be looked at.
CREATE FUNCTION public.word_pair(text, text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN hashtext(least($1 COLLATE "C", $2) || ' ' || greatest($1 COLLATE "C", $2)) & 1048575;

-- All of a document.
CREATE FUNCTION public.word_pairs(document tsvector) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (
    SELECT array_agg(DISTINCT public.word_pair(word, next)) FROM (
      SELECT lexeme AS word, position, lead(lexeme) OVER places AS next, lead(position) OVER places AS next_position
      FROM unnest(document) AS d(lexeme, positions, weights), unnest(positions) AS position
      WINDOW places AS (ORDER BY position)
    ) w WHERE next_position = position + 1
  );

-- Those that are in whatever a query finds, because of its phrases; NULL when there are none.
CREATE FUNCTION public.phrase_pairs(query tsquery) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (
    SELECT array_agg(DISTINCT public.word_pair(word, next)) FROM (
      SELECT word, lead(word) OVER (PARTITION BY nth ORDER BY place) AS next
      FROM regexp_split_to_table(querytree(query), ' & ') WITH ORDINALITY AS p(part, nth),
        regexp_split_to_table(part, ' <-> ') WITH ORDINALITY AS w(quoted, place),
        substring(quoted FROM '^''([^''\\]+)''$') AS word
    ) w WHERE word <> '' AND next <> '' AND querytree(query) NOT LIKE '%|%'
  );

-- Those of any two words of a query, of the first eight.
CREATE FUNCTION public.possible_pairs(query tsquery) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (
    WITH words AS (
      SELECT DISTINCT found[1] AS word FROM regexp_matches(querytree(query), '''([^''\\]+)''', 'g') AS found LIMIT 8
    )
    SELECT array_agg(public.word_pair(one.word, other.word)) FROM words one JOIN words other ON one.word < other.word
  );

-- Not fast to update, which would leave what is new in a heap that every search reads through.
CREATE INDEX "article_search_word_pairs" ON "article_search" USING GIN (public.word_pairs("document")) WITH (fastupdate = off);
CREATE INDEX "draft_search_word_pairs" ON "draft_search" USING GIN (public.word_pairs("document")) WITH (fastupdate = off);
