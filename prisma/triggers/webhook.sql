-- Webhooks: when they were changed and by whom. Attempts to deliver are no change.
CREATE TRIGGER stamp_created_row BEFORE INSERT ON public.webhook
  FOR EACH ROW EXECUTE FUNCTION public.stamp_row();
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.webhook
  FOR EACH ROW WHEN ((OLD.url, OLD.description, OLD.kinds, OLD.secret, OLD.disabled_at)
    IS DISTINCT FROM (NEW.url, NEW.description, NEW.kinds, NEW.secret, NEW.disabled_at)) EXECUTE FUNCTION public.stamp_row();
