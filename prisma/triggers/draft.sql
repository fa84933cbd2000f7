-- Drafts: their sections, series, search rows and completions, the log of editors, and the fence of older releases.
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
CREATE TRIGGER append_creation AFTER INSERT ON public.draft
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Article', 'CREATED');
CREATE TRIGGER append_update AFTER UPDATE OF revision ON public.draft
  FOR EACH ROW WHEN (OLD.revision <> NEW.revision) EXECUTE FUNCTION public.append_editor_change('Article', 'UPDATED');
CREATE TRIGGER append_schedule AFTER UPDATE OF scheduled_for ON public.draft
  FOR EACH ROW WHEN (NEW.scheduled_for IS NOT NULL AND OLD.scheduled_for IS DISTINCT FROM NEW.scheduled_for)
  EXECUTE FUNCTION public.append_editor_change('Article', 'SCHEDULED');
CREATE TRIGGER append_unschedule AFTER UPDATE OF scheduled_for ON public.draft
  FOR EACH ROW WHEN (OLD.scheduled_for IS NOT NULL AND NEW.scheduled_for IS NULL)
  EXECUTE FUNCTION public.append_editor_change('Article', 'UNSCHEDULED');
CREATE TRIGGER append_deletion AFTER DELETE ON public.draft
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Article', 'DELETED');
