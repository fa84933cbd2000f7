-- Trigger after a section, tag, author or series is created or renamed: replaces its completions, and marks the search
-- documents of its articles stale. More than 100 are queued for src/modules/search/index/reindex-renamed.ts.
CREATE OR REPLACE FUNCTION public.index_name() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  source_table text;
  ids int[];
BEGIN
  PERFORM public.refresh_suggestions(upper(TG_TABLE_NAME), NEW.id, NEW.name);
  IF TG_OP = 'INSERT' OR TG_TABLE_NAME = 'section' THEN RETURN NULL; END IF;
  FOREACH source_table IN ARRAY ARRAY['article', 'draft'] LOOP
    EXECUTE format(CASE TG_TABLE_NAME
      WHEN 'series' THEN 'SELECT coalesce(array_agg(id), ''{}'') FROM public.%1$I WHERE series_id = $1'
      ELSE 'SELECT coalesce(array_agg(article_id), ''{}'') FROM public.%1$s_%2$s WHERE %2$s_id = $1' END, source_table, TG_TABLE_NAME)
      INTO ids USING NEW.id;
    IF cardinality(ids) > 100 THEN
      PERFORM public.queue_indexing(source_table, ids);
    ELSE
      -- A row that an import left for later may just be indexed under the old name.
      EXECUTE format($query$
        UPDATE public.%I SET stale = coalesce(stale, 'NAMES')
        WHERE (stale IS NULL OR stale = 'LATER') AND article_id = ANY($1)
      $query$, source_table || '_search') USING ids;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
