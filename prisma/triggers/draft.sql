-- Drafts: their sections, series, search rows and completions, and the fence of older releases.
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.draft
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER upsert_search_row AFTER INSERT OR UPDATE OF title, standfirst, language, published_at, updated_at, kind, fields, series_id ON public.draft
  FOR EACH ROW EXECUTE FUNCTION public.upsert_search_row();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.draft
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
CREATE CONSTRAINT TRIGGER sync_sections AFTER INSERT OR UPDATE OF section_id ON public.draft
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.sync_draft_sections();
CREATE TRIGGER sync_new_series BEFORE INSERT ON public.draft
  FOR EACH ROW WHEN (NEW.series_id IS NOT NULL OR NEW.series IS NOT NULL) EXECUTE FUNCTION public.sync_series();
CREATE TRIGGER sync_changed_series BEFORE UPDATE ON public.draft
  FOR EACH ROW WHEN (OLD.series_id IS DISTINCT FROM NEW.series_id OR OLD.series IS DISTINCT FROM NEW.series)
  EXECUTE FUNCTION public.sync_series();
