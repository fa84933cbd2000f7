-- Search documents of published articles.
CREATE CONSTRAINT TRIGGER index_stale_document AFTER INSERT OR UPDATE OF stale ON public.article_search
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.stale IS NOT NULL AND NEW.stale <> 'LATER')
  EXECUTE FUNCTION public.index_stale_document('article');
CREATE TRIGGER mark_orphaned_draft_stale AFTER DELETE ON public.article_search
  FOR EACH ROW WHEN (OLD.is_shared) EXECUTE FUNCTION public.mark_orphaned_draft_stale();
