-- Search documents of drafts.
CREATE CONSTRAINT TRIGGER index_stale_document AFTER INSERT OR UPDATE OF stale ON public.draft_search
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.stale IS NOT NULL AND NEW.stale <> 'LATER')
  EXECUTE FUNCTION public.index_stale_document('draft');
CREATE TRIGGER mark_unshared_draft_stale BEFORE UPDATE OF is_shared ON public.draft_search
  FOR EACH ROW WHEN (OLD.is_shared AND NOT NEW.is_shared AND NEW.stale IS NULL)
  EXECUTE FUNCTION public.mark_unshared_draft_stale();
