-- Returns words and spaces only, without soft hyphens: PostgreSQL's parser would read and/or as a file, B.C. as a host
-- and <i> as a tag. Punctuation, symbols and private use are given as ranges, so that no locale matters. Called by the
-- functions that index; src/modules/search does the same to queries.
CREATE OR REPLACE FUNCTION public.normalize_words(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    CASE WHEN input ~ '[\u0590-\u06FF\u0E00-\u0EFF\u1000-\u109F\u1780-\u17DF\u2E80-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF]'
      THEN public.separate_letters(public.fold_letters(public.spell_out_symbols(replace(input, U&'\00AD', ''))), ' \1 ')
      ELSE public.spell_out_symbols(replace(input, U&'\00AD', '')) END,
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+', ' ', 'g')
$$;
