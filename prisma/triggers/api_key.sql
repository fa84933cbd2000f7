-- API keys: when they were changed and by whom. A use is no change.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.api_key
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.api_key
  FOR EACH ROW WHEN ((OLD.name, OLD.scopes, OLD.expires_at, OLD.revoked_at, OLD.limits, OLD.author_id)
    IS DISTINCT FROM (NEW.name, NEW.scopes, NEW.expires_at, NEW.revoked_at, NEW.limits, NEW.author_id)) EXECUTE FUNCTION public.stamp_row();
