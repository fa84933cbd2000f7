-- Deliveries of webhooks: when they were changed, at an attempt for example.
CREATE TRIGGER stamp_changed_row BEFORE UPDATE ON public.webhook_delivery
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.stamp_time();
