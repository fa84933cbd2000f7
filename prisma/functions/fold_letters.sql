-- Returns Arabic without vowel signs and the article, with one form of alef, yeh and heh, and Hebrew without points
-- and final forms. Called by normalize_words(); src/modules/search/query/scripts.ts does the same to queries.
CREATE OR REPLACE FUNCTION public.fold_letters(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(translate(
    regexp_replace(input, '[\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]+', '', 'g'),
    'أإآٱىةךםןףץ', 'اااايهכמנפצ'),
    '(^|[^\u0621-\u064A])(?:وال|بال|كال|فال|ال)([\u0621-\u064A]{3,})', '\1\2', 'g')
$$;
