-- Returns the ID of the series with a title or with the slug of it; creates the series if there is none. Called by
-- sync_series(), for releases that know the title of a series only.
CREATE OR REPLACE FUNCTION public.find_or_create_series(title text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  base text := coalesce(nullif(btrim(regexp_replace(
    replace(translate(lower(public.unaccent(title)), '''’`', ''), U&'\00AD', ''),
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u00D7\u00F7\u2000-\u206F\u20A0-\u20CF\u2190-\u2BFF\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\uE000-\uF8FF\uFE10-\uFE1F\uFE30-\uFE6F\uFF01-\uFF0F\uFF1A-\uFF20\uFF5B-\uFF65\U0001F000-\U0001FAFF]+',
    '-', 'g'), '-'), ''), 'series');
  series_key int;
BEGIN
  SELECT id INTO series_key FROM public.series WHERE name = title OR slug = base AND base <> 'series'
    ORDER BY name = title DESC, id LIMIT 1;
  IF series_key IS NOT NULL THEN RETURN series_key; END IF;
  INSERT INTO public.series (slug, name)
    SELECT slug, title FROM (
      SELECT base AS slug, 1 AS number UNION ALL SELECT base || '-' || n, n FROM generate_series(2, 1000) AS n
    ) candidates
    WHERE NOT EXISTS (SELECT FROM public.series s WHERE s.slug = candidates.slug)
    ORDER BY number LIMIT 1
    RETURNING id INTO series_key;
  RETURN series_key;
END $$;
