-- Published articles: their sections, series, search rows, completions and number, the published revision of their
-- drafts, and the fence of older releases.
-- A merge of sections sets dateline.merges_sections, and writes the sections of articles itself.
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.article
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER upsert_search_row AFTER INSERT OR UPDATE OF title, standfirst, language, published_at, updated_at, kind, fields, series_id ON public.article
  FOR EACH ROW EXECUTE FUNCTION public.upsert_search_row();
CREATE TRIGGER record_published_revision AFTER INSERT OR DELETE OR UPDATE OF revision ON public.article
  FOR EACH ROW EXECUTE FUNCTION public.record_published_revision();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.article
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
CREATE CONSTRAINT TRIGGER sync_sections AFTER INSERT OR UPDATE OF revision, section_id, listed_at ON public.article
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (current_setting('dateline.merges_sections', true) IS DISTINCT FROM 'on')
  EXECUTE FUNCTION public.sync_article_sections();
CREATE TRIGGER sync_new_series BEFORE INSERT ON public.article
  FOR EACH ROW WHEN (NEW.series_id IS NOT NULL OR NEW.series IS NOT NULL) EXECUTE FUNCTION public.sync_series();
CREATE TRIGGER sync_changed_series BEFORE UPDATE ON public.article
  FOR EACH ROW WHEN (OLD.series_id IS DISTINCT FROM NEW.series_id OR OLD.series IS DISTINCT FROM NEW.series)
  EXECUTE FUNCTION public.sync_series();
CREATE TRIGGER count_added_articles AFTER INSERT ON public.article REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_site_articles();
CREATE TRIGGER count_removed_articles AFTER DELETE ON public.article REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION public.count_site_articles();
CREATE TRIGGER count_changed_kind AFTER UPDATE OF kind ON public.article
  FOR EACH ROW WHEN ((OLD.kind = 'PAGE') <> (NEW.kind = 'PAGE')) EXECUTE FUNCTION public.count_changed_kind();
CREATE TRIGGER delete_terms_of_page BEFORE DELETE ON public.article
  FOR EACH ROW WHEN (OLD.kind = 'PAGE') EXECUTE FUNCTION public.delete_terms_of_page();
