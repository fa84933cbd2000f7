-- The indexes are built with name_words(), which calls the other functions.
CREATE OR REPLACE FUNCTION public.separate_letters(input text, replacement text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(input, '([\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u1780-\u17B3\u2E80-\u2FDF\u3005-\u3007\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u17B4-\u17D3\u17DD\u3099\u309A]*)', replacement, 'g')
$$;
CREATE OR REPLACE FUNCTION public.fold_letters(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(translate(
    regexp_replace(input, '[\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]+', '', 'g'),
    'أإآٱىةךםןףץ', 'اااايهכמנפצ'),
    '(^|[^\u0621-\u064A])(?:وال|بال|كال|فال|ال)([\u0621-\u064A]{3,})', '\1\2', 'g')
$$;
CREATE OR REPLACE FUNCTION public.spell_out_symbols(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN input ~ '\+\+|[A-Za-z]#|\.[A-Za-z]' THEN
    regexp_replace(regexp_replace(input,
      '([A-Za-z0-9])\+\+', '\1plusplus ', 'g'),
      '\m([A-Za-z])#', '\1sharp ', 'g')
    || coalesce((
      SELECT string_agg(' dot' || found[1], '') FROM regexp_matches(input, '(?:^|[^A-Za-z0-9.])\.([A-Za-z]{2,})', 'g') AS found
    ), '')
    ELSE input END
$$;
CREATE OR REPLACE FUNCTION public.normalize_words(input text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(
    CASE WHEN input ~ '[\u0590-\u06FF\u0E00-\u0EFF\u1000-\u109F\u1780-\u17DF\u2E80-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF]'
      THEN public.separate_letters(public.fold_letters(public.spell_out_symbols(replace(input, U&'\00AD', ''))), ' \1 ')
      ELSE public.spell_out_symbols(replace(input, U&'\00AD', '')) END,
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+', ' ', 'g')
$$;
CREATE OR REPLACE FUNCTION public.normalize_phrase(input text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT btrim(public.normalize_words(lower(public.unaccent(input)))) $$;
CREATE OR REPLACE FUNCTION public.name_words(name text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN array_to_tsvector(ARRAY(
    SELECT left(word, 100) FROM unnest(string_to_array(public.normalize_phrase(name), ' ')) AS word WHERE word <> ''
  ));
END $$;

-- Searches by the beginnings of words of names. Prisma's schema has no expression indexes.
CREATE INDEX "author_name_words" ON "author" USING GIN (public.name_words("name"));
CREATE INDEX "tag_name_words" ON "tag" USING GIN (public.name_words("name"));
CREATE INDEX "media_file_name_words" ON "media_file" USING GIN (public.name_words("name"));
CREATE INDEX "redirect_path_words" ON "redirect" USING GIN (public.name_words("path"));
CREATE INDEX "api_key_name_words" ON "api_key" USING GIN (public.name_words("name"));
CREATE INDEX "audit_entry_key_name_words" ON "audit_entry" USING GIN (public.name_words("key_name"));
-- Searches by the beginning of an address.
CREATE INDEX "newsletter_subscription_address" ON "newsletter_subscription" ("newsletter_id", (lower("email") COLLATE "C"));

-- Functions, triggers and views: 6ac4853aa237359fe08fe5bcf951ca41135d3b20a96f3bc2b79704d4de9309b0
