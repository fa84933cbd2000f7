-- Related articles: related_list has the same as one row for each article.
CREATE TRIGGER sync_related_lists_on_insert AFTER INSERT ON public.related_article
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sync_related_lists();
CREATE TRIGGER sync_related_lists_on_update AFTER UPDATE ON public.related_article
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sync_related_lists();
CREATE TRIGGER sync_related_lists_on_delete AFTER DELETE ON public.related_article
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.sync_related_lists();
