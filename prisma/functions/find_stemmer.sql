-- Returns the stemmer of a BCP 47 tag, `simple` if PostgreSQL has none, and that of the site for null. Called by the
-- functions that index, and by src/modules/search.
CREATE OR REPLACE FUNCTION public.find_stemmer(tag text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN tag IS NULL THEN obj_description('public.site'::regconfig, 'pg_ts_config') ELSE coalesce((
    SELECT l.stemmer FROM (VALUES
      ('ar', 'arabic'), ('hy', 'armenian'), ('eu', 'basque'), ('bn', 'bengali'), ('bg', 'bulgarian'), ('ca', 'catalan'),
      ('hr', 'croatian'), ('bs', 'croatian'), ('cs', 'czech'), ('da', 'danish'), ('nl', 'dutch'), ('en', 'english'),
      ('et', 'estonian'), ('fi', 'finnish'), ('fr', 'french'), ('de', 'german'), ('el', 'greek'), ('he', 'hebrew'),
      ('iw', 'hebrew'), ('hi', 'hindi'), ('hu', 'hungarian'), ('id', 'indonesian'), ('ga', 'irish'), ('it', 'italian'),
      ('ko', 'korean'), ('lv', 'latvian'), ('lt', 'lithuanian'), ('ne', 'nepali'), ('no', 'norwegian'), ('nb', 'norwegian'),
      ('nn', 'norwegian'), ('fa', 'persian'), ('pl', 'polish'), ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'),
      ('sr', 'serbian'), ('sk', 'slovak'), ('sl', 'slovenian'), ('es', 'spanish'), ('sv', 'swedish'), ('ta', 'tamil'),
      ('tr', 'turkish'), ('uk', 'ukrainian'), ('yi', 'yiddish')
    ) AS l(code, stemmer) JOIN pg_ts_config c ON c.cfgname = 'site_' || l.stemmer AND c.cfgnamespace = 'public'::regnamespace
    WHERE l.code = split_part(replace(lower(tag), '_', '-'), '-', 1)
  ), 'simple') END
$$;
