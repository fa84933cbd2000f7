-- Indexes the stale drafts among `ids` with one statement for each table: a word that fifty of them share is looked
-- up once. Called by index_documents(). One function for articles and one for drafts, so that plans are kept: planning
-- takes longer than indexing one of them.
--
-- enable_* = off: the plans are kept from when the session began, perhaps on empty tables, where reading and joining
-- whole tables is cheapest. Without it, an import of 6,000 articles took 7.9 instead of 4.9 ms for each of the last
-- ones to index, and the more the larger the archive; with it, each is looked up by its key.
CREATE OR REPLACE FUNCTION public.build_draft_search(ids int[]) RETURNS void LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
WITH source AS MATERIALIZED (
  SELECT a.id, a.title, coalesce(a.standfirst, '') AS standfirst, coalesce(a.published_at, a.updated_at) AS listed_at,
    public.find_stemmer(coalesce(a.language, t.detected_language)) AS stemmer,
    concat_ws(' ',
      (SELECT string_agg(coalesce(t.texts -> a.language ->> 'name', t.name), ' ' ORDER BY b.position) FROM public.draft_tag b
        JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
      (SELECT string_agg(coalesce(w.texts -> a.language ->> 'name', w.name), ' ' ORDER BY b.position) FROM public.draft_author b
        JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id),
      coalesce((SELECT s.texts -> a.language ->> 'name' FROM public.series s WHERE s.id = a.series_id), a.series)
    ) AS names,
    coalesce((SELECT string_agg(left(h->>'text', 1000), ' ') FROM (
      SELECT h FROM jsonb_array_elements(CASE WHEN jsonb_typeof(t.outline) = 'array' THEN t.outline END) AS h LIMIT 200
    ) o), '') AS headings,
    public.searchable_own_text(a.kind, a.fields) AS own,
    -- Positions end at 16,383 and a document at 1 MB: so much of a body leaves room for any script.
    coalesce(left(t.text, 100000), '') AS body
  FROM public.draft a
    JOIN public.draft_search s ON s.article_id = a.id
    LEFT JOIN public.body_of_draft t ON t.article_id = a.id
  WHERE a.id = ANY(ids) AND s.stale IS NOT NULL
), configured AS MATERIALIZED (
  SELECT id, listed_at, stemmer, format('public.%I', 'site_' || stemmer)::regconfig AS configuration,
    public.normalize_words(title) AS title, public.normalize_words(standfirst) AS standfirst,
    public.normalize_words(names) AS names, public.normalize_words(headings) AS headings, public.normalize_words(own) AS own, public.normalize_words(body) AS body
  FROM source
), parsed AS MATERIALIZED (
  SELECT id, listed_at, stemmer, to_tsvector('public.site_words', title) AS title,
    strip(to_tsvector('public.site_words', concat_ws(' ', title, standfirst, names, body, own))) AS words,
    setweight(to_tsvector(configuration, public.reduce_words(stemmer, names)), 'B')
      || setweight(to_tsvector(configuration, public.reduce_words(stemmer, title)), 'A')
      || setweight(to_tsvector(configuration, public.reduce_words(stemmer, standfirst)), 'C')
      || to_tsvector(configuration, public.reduce_words(stemmer, body))
      || setweight(to_tsvector(configuration, public.reduce_words(stemmer, headings)), 'C')
      || setweight(to_tsvector(configuration, public.reduce_words(stemmer, own)), 'C') AS stems
  FROM configured
)
UPDATE public.draft_search s SET stale = NULL, listed_at = p.listed_at, title = p.title, language = p.stemmer,
  version = public.search_version(), document = p.stems, words = p.words,
  length = (SELECT coalesce(sum(cardinality(positions)), 0)::int FROM unnest(p.stems))
FROM parsed p WHERE s.article_id = p.id;
-- By row, as there is a second index that begins with the kind.
DELETE FROM public.suggestion WHERE ctid = ANY(ARRAY(SELECT s.ctid FROM unnest(ids) AS id
  CROSS JOIN LATERAL (SELECT ctid FROM public.suggestion WHERE kind = 'DRAFT' AND node_id = id OFFSET 0) s));
INSERT INTO public.suggestion (kind, node_id, word, phrase)
  SELECT 'DRAFT', a.id, i - 1, left(array_to_string(words[i:], ' '), 100)
  FROM public.draft a, string_to_array(public.normalize_phrase(a.title), ' ') AS words,
    generate_series(1, least(cardinality(words), 12)) AS i
  WHERE a.id = ANY(ids);
END $$;
