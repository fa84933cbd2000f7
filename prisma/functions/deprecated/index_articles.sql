-- Former name of index_documents(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.index_articles(half text, ids int[]) RETURNS void LANGUAGE sql
  AS $$ SELECT public.index_documents(half, ids) $$;
