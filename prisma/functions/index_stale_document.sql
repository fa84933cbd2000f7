-- Trigger at the commit of a stale search row: indexes the article or draft. The argument is the table. If only
-- names changed, replaces these in the document without parsing the body again.
CREATE OR REPLACE FUNCTION public.index_stale_document() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  source_table text := TG_ARGV[0];
  indexed record;
  source record;
  names tsvector;
  words tsvector;
BEGIN
  EXECUTE format('SELECT stale, version, is_shared FROM public.%I WHERE article_id = $1', source_table || '_search')
    INTO indexed USING NEW.article_id;
  -- Null as well if it was written and deleted in one transaction.
  IF indexed.stale IS NULL THEN RETURN NULL; END IF;
  -- An outdated row is indexed whole, and so is that of a draft without a document.
  IF indexed.stale <> 'NAMES' OR indexed.version < public.search_version() OR source_table = 'draft' AND indexed.is_shared THEN
    PERFORM public.index_documents(source_table, ARRAY[NEW.article_id]);
    RETURN NULL;
  END IF;
  EXECUTE format($query$
    SELECT public.find_stemmer(coalesce(a.language, t.detected_language)) AS stemmer, a.title, a.standfirst,
      concat_ws(' ',
        (SELECT string_agg(coalesce(t.texts -> a.language ->> 'name', t.name), ' ' ORDER BY b.position) FROM public.%1$s_tag b
          JOIN public.tag t ON t.id = b.tag_id WHERE b.article_id = a.id),
        (SELECT string_agg(coalesce(w.texts -> a.language ->> 'name', w.name), ' ' ORDER BY b.position) FROM public.%1$s_author b
          JOIN public.author w ON w.id = b.author_id WHERE b.article_id = a.id),
        coalesce((SELECT s.texts -> a.language ->> 'name' FROM public.series s WHERE s.id = a.series_id), a.series)
      ) AS names
    FROM public.%1$s a LEFT JOIN public.%2$I t ON t.article_id = a.id WHERE a.id = $1
  $query$, source_table, CASE source_table WHEN 'draft' THEN 'body_of_draft' ELSE 'article_body' END)
    INTO source USING NEW.article_id;
  names := setweight(to_tsvector(format('public.%I', 'site_' || source.stemmer)::regconfig,
    public.reduce_words(source.stemmer, public.normalize_words(source.names))), 'B');
  words := strip(to_tsvector('public.site_words',
    public.normalize_words(concat_ws(' ', source.title, source.standfirst, source.names))));
  IF source_table = 'article' THEN PERFORM public.add_search_words(words); END IF;
  EXECUTE format($query$
    UPDATE public.%1$s_search SET document = $2 || ts_filter(document, '{a,c,d}'), words = words || $3
    WHERE article_id = $1 AND strip(ts_filter(document, '{b}')) <> strip($2)
  $query$, source_table) USING NEW.article_id, names, words;
  EXECUTE format('UPDATE public.%I SET stale = NULL WHERE article_id = $1', source_table || '_search') USING NEW.article_id;
  IF source_table = 'article' THEN PERFORM public.merge_search_entries(); END IF;
  RETURN NULL;
END $$;
