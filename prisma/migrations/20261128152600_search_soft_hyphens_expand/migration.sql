-- What Prisma's schema cannot say.

-- As before, without soft hyphens, which stand within words.
CREATE OR REPLACE FUNCTION public.words_apart(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(
    CASE WHEN $1 ~ '[\u0590-\u06FF\u0E00-\u0EFF\u1000-\u109F\u1780-\u17DF\u2E80-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF]'
      THEN public.letters_apart(public.fold_letters(public.names_apart(replace($1, U&'\00AD', ''))), ' \1 ')
      ELSE public.names_apart(replace($1, U&'\00AD', '')) END,
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+', ' ', 'g');

CREATE OR REPLACE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 5;
