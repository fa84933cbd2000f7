-- Authors: their names in search, when they were changed and by whom, the log of editors, and the fence of older releases.
CREATE TRIGGER refuse_older_writers BEFORE INSERT OR UPDATE OR DELETE ON public.author
  FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_older_writers();
CREATE TRIGGER index_name AFTER INSERT OR UPDATE OF name, texts ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.index_name();
CREATE TRIGGER delete_suggestions AFTER DELETE ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.delete_suggestions();
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.author
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER append_creation AFTER INSERT ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Author', 'CREATED');
CREATE TRIGGER append_rename AFTER UPDATE ON public.author
  FOR EACH ROW WHEN ((OLD.slug, OLD.name) IS DISTINCT FROM (NEW.slug, NEW.name)) EXECUTE FUNCTION public.append_editor_change('Author', 'RENAMED');
CREATE TRIGGER append_update AFTER UPDATE ON public.author
  FOR EACH ROW WHEN (OLD.updated_at IS DISTINCT FROM NEW.updated_at AND (OLD.slug, OLD.name) IS NOT DISTINCT FROM (NEW.slug, NEW.name))
  EXECUTE FUNCTION public.append_editor_change('Author', 'UPDATED');
CREATE TRIGGER append_deletion AFTER DELETE ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Author', 'DELETED');
CREATE TRIGGER keep_article_count AFTER INSERT OR DELETE ON public.author
  FOR EACH ROW EXECUTE FUNCTION public.keep_article_count('author');
