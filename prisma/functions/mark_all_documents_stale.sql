-- Has all search documents built again, since the language of the site is another one. Nobody writes articles or drafts
-- until the end of the transaction. Called by src/database/migrations/search-language.ts.
CREATE OR REPLACE FUNCTION public.mark_all_documents_stale() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE public.article_search, public.draft_search IN EXCLUSIVE MODE;
  UPDATE public.article_search SET stale = 'TEXT';
  UPDATE public.draft_search SET stale = 'TEXT';
END $$;
