-- Returns the value of `stale` of a new search row: LATER if the transaction leaves indexing to
-- index_pending_documents() by dateline.indexes_later, else TEXT. Called by upsert_search_row().
CREATE OR REPLACE FUNCTION public.get_initial_staleness() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE current_setting('dateline.indexes_later', true) WHEN 'on' THEN 'LATER' ELSE 'TEXT' END
$$;
