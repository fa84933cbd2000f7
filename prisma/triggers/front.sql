-- Fronts: when they were changed and by whom, and the log of editors.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.front
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.front
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER append_creation AFTER INSERT ON public.front
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Front', 'CREATED');
CREATE TRIGGER append_rename AFTER UPDATE OF path ON public.front
  FOR EACH ROW WHEN (OLD.path <> NEW.path) EXECUTE FUNCTION public.append_editor_change('Front', 'RENAMED');
CREATE TRIGGER append_update AFTER UPDATE OF revision ON public.front
  FOR EACH ROW WHEN (OLD.revision <> NEW.revision) EXECUTE FUNCTION public.append_editor_change('Front', 'UPDATED');
CREATE TRIGGER append_schedule AFTER UPDATE OF scheduled_for ON public.front
  FOR EACH ROW WHEN (NEW.scheduled_for IS NOT NULL AND OLD.scheduled_for IS DISTINCT FROM NEW.scheduled_for)
  EXECUTE FUNCTION public.append_editor_change('Front', 'SCHEDULED');
CREATE TRIGGER append_unschedule AFTER UPDATE OF scheduled_for ON public.front
  FOR EACH ROW WHEN (OLD.scheduled_for IS NOT NULL AND NEW.scheduled_for IS NULL)
  EXECUTE FUNCTION public.append_editor_change('Front', 'UNSCHEDULED');
CREATE TRIGGER append_publication AFTER UPDATE OF published_revision ON public.front
  FOR EACH ROW WHEN (NEW.published_revision IS NOT NULL AND OLD.published_revision IS DISTINCT FROM NEW.published_revision)
  EXECUTE FUNCTION public.append_editor_change('Front', 'PUBLISHED');
CREATE TRIGGER append_unpublication AFTER UPDATE OF published_revision ON public.front
  FOR EACH ROW WHEN (OLD.published_revision IS NOT NULL AND NEW.published_revision IS NULL)
  EXECUTE FUNCTION public.append_editor_change('Front', 'UNPUBLISHED');
CREATE TRIGGER append_deletion AFTER DELETE ON public.front
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('Front', 'DELETED');
