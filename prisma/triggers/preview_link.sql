-- Preview links: when they were changed and by whom. A use is no change.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.preview_link
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.preview_link
  FOR EACH ROW WHEN ((OLD.name, OLD.expires_at, OLD.revoked_at)
    IS DISTINCT FROM (NEW.name, NEW.expires_at, NEW.revoked_at)) EXECUTE FUNCTION public.stamp_row();
