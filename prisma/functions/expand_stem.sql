-- Returns the stems by which articles of a language are searched for a word. Some stemmers reduce one form of a word
-- further than another, such as arbetsmarknad to arbetsmarkn and arbetsmarknaden to arbetsmarknad: the word itself and the
-- stem of its stem are searched for too. Hebrew writes the article, prepositions and conjunctions as prefixes of a word, and
-- other words begin with the same letters: the word is searched for with and without prefixes. Words
-- with forms of other letters have both of their stems. Words that reduce_words() separates from others have their former
-- stem too while articles of an earlier release wait to be indexed again. Called by src/modules/search.
CREATE OR REPLACE FUNCTION public.expand_stem(stemmer text, word text, stem text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN stemmer = 'hebrew' THEN (
      SELECT array_agg(DISTINCT prefix || base)
      FROM unnest(ARRAY[stem, regexp_replace(stem, '^ו?(?:כש|[שמבלכ])?ה?(?=.{3})', ''), regexp_replace(stem, '^ו?[שמבלכה]?(?=.{3})', '')]) AS base,
        unnest('{"",ה,ו,וה,ב,וב,בה,ל,ול,לה,מה,שה,כשה,מ,ומ,ש,וש,שב,של,שמ,כ,וכ,כש}'::text[]) WITH ORDINALITY AS p(prefix, nth)
      -- מ, ש and כ begin many nouns of the same three letters: מכתב is a letter, כתב a reporter.
      WHERE nth <= 13 OR length(base) > 3
    )
    WHEN stemmer IN ('catalan', 'danish', 'dutch', 'hungarian', 'indonesian', 'norwegian', 'portuguese', 'spanish', 'swedish', 'tamil', 'turkish')
    THEN (
      SELECT array_agg(DISTINCT other)
      FROM unnest(ARRAY[stem, lower(public.unaccent(word))] || ts_lexize((stemmer || '_stem')::regdictionary, stem)) AS other
    )
    WHEN stemmer = 'english' AND stem ~ ('^(?:.*wo|alder|busiqness|camera|chair|clergy|congress|council|'
      || 'crew|fire|fisher|fresh|gun|police|post|sales|service|spokes|sports|states)?m[ae]n$')
    THEN ARRAY[stem, left(stem, -2) || translate(left(right(stem, 2), 1), 'ae', 'ea') || 'n']
    ELSE ARRAY[stem]
  END || public.find_other_stems(stemmer, stem) || CASE
    WHEN right(stem, 1) = 'q' AND EXISTS (SELECT FROM public.article_search WHERE version < public.search_version())
    THEN tsvector_to_array(to_tsvector(('public.site_' || stemmer)::regconfig, word)) ELSE '{}'
  END
$$;
