-- Former name of index_pending_documents(). Called by releases before 20261129171500.
CREATE OR REPLACE FUNCTION public.index_pending(most int, OUT indexed int, OUT published int) LANGUAGE sql
  AS $$ SELECT * FROM public.index_pending_documents(most) $$;
