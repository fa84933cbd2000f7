-- Trigger after a row of content_change: appends the publications, corrections and withdrawals of articles to editor_change,
-- so that editors read one log.
CREATE OR REPLACE FUNCTION public.append_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.editor_change (kind, node_type, node_id, actor_id, revision)
  VALUES (
    CASE NEW.kind WHEN 'CORRECTED' THEN 'CORRECTED' WHEN 'UNPUBLISHED' THEN 'UNPUBLISHED' ELSE 'PUBLISHED' END,
    NEW.node_type, NEW.node_id, nullif(current_setting('dateline.actor', true), '')::int,
    (SELECT revision FROM public.article WHERE id = NEW.node_id)
  );
  RETURN NULL;
END $$;
