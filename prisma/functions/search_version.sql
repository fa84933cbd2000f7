-- Version of the functions that build search documents. A higher number has src/modules/search/index/reindex-outdated.ts
-- index all documents again.
CREATE OR REPLACE FUNCTION public.search_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 9 $$;
