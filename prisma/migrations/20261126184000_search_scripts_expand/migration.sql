-- Scripts without spaces between words (Chinese, Japanese, Thai, Lao, Burmese, Khmer): a space on both sides of each
-- letter and its marks, so that a word is a phrase of letters. src/shared/text/scripts.ts does the same to queries.
CREATE FUNCTION public.letters_apart(text, replacement text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace($1, '([\u0E01-\u0E30\u0E32\u0E33\u0E40-\u0E46\u0E81-\u0EB0\u0EB2\u0EB3\u0EBD-\u0EC6\u0EDC-\u0EDF\u1000-\u102A\u103F\u1050-\u1055\u1780-\u17B3\u2E80-\u2FDF\u3005-\u3007\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF][\u0E31\u0E34-\u0E3A\u0E47-\u0E4E\u0EB1\u0EB4-\u0EBC\u0EC8-\u0ECE\u102B-\u103E\u1056-\u1059\u17B4-\u17D3\u17DD\u3099\u309A]*)', replacement, 'g');

-- Arabic without vowel signs and the article, with one form of alef, yeh and heh; Hebrew without points and final forms.
CREATE FUNCTION public.fold_letters(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(translate(
    regexp_replace($1, '[\u0591-\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]+', '', 'g'),
    'أإآٱىةךםןףץ', 'اااايهכמנפצ'),
    '(^|[^\u0621-\u064A])(?:وال|بال|كال|فال|ال)([\u0621-\u064A]{3,})', '\1\2', 'g');

-- Names that punctuation distinguishes, as words.
CREATE FUNCTION public.names_apart(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN $1 ~ '\+\+|[A-Za-z]#|\.[A-Za-z]' THEN
    regexp_replace(regexp_replace(regexp_replace($1,
      '([A-Za-z0-9])\+\+', '\1plusplus ', 'g'),
      '\m([A-Za-z])#', '\1sharp ', 'g'),
      '(^|[^A-Za-z0-9.])\.([A-Za-z]{2,})', '\1 dot\2', 'g')
    ELSE $1 END;

CREATE OR REPLACE FUNCTION public.words_apart(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN regexp_replace(
    CASE WHEN $1 ~ '[\u0590-\u06FF\u0E00-\u0EFF\u1000-\u109F\u1780-\u17DF\u2E80-\u9FFF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF]'
      THEN public.letters_apart(public.fold_letters(public.names_apart($1)), ' \1 ')
      ELSE public.names_apart($1) END,
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u200B\u200E-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+', ' ', 'g');

CREATE OR REPLACE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
