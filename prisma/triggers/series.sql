-- Series: their titles in articles and search, and when they were changed and by whom.
CREATE TRIGGER copy_series_title AFTER UPDATE OF name ON public.series
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION public.copy_series_title();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.series
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
CREATE TRIGGER index_name AFTER INSERT OR UPDATE OF name ON public.series
  FOR EACH ROW EXECUTE FUNCTION public.index_name();
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.series
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.series
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.series
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.stamp_row();
