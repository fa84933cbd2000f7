-- Files of the library: when editors changed them and who did, also in the log of editors. The other columns are bookkeeping.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.media_file
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.media_file
  FOR EACH ROW WHEN ((OLD.hash, OLD.name, OLD.alt, OLD.caption, OLD.credit, OLD.license, OLD.focal_x, OLD.focal_y, OLD.expires_at)
    IS DISTINCT FROM (NEW.hash, NEW.name, NEW.alt, NEW.caption, NEW.credit, NEW.license, NEW.focal_x, NEW.focal_y, NEW.expires_at)) EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER append_creation AFTER INSERT ON public.media_file
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('MediaFile', 'CREATED');
CREATE TRIGGER append_rename AFTER UPDATE ON public.media_file
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION public.append_editor_change('MediaFile', 'RENAMED');
CREATE TRIGGER append_update AFTER UPDATE ON public.media_file
  FOR EACH ROW WHEN (OLD.updated_at IS DISTINCT FROM NEW.updated_at AND OLD.name = NEW.name)
  EXECUTE FUNCTION public.append_editor_change('MediaFile', 'UPDATED');
CREATE TRIGGER append_deletion AFTER DELETE ON public.media_file
  FOR EACH ROW EXECUTE FUNCTION public.append_editor_change('MediaFile', 'DELETED');
