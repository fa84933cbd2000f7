-- Trigger after a change that editors see: appends a row to editor_change. The arguments are the type of the node and
-- the kind of change. The row names the API key in dateline.actor. A deletion is a merge if dateline.merged_into has the ID
-- of the node that takes the place of the deleted one. What a transaction creates or updates several times is one change.
-- Writers hold the lock of writes, so that the numbers are in the order of commits.
CREATE OR REPLACE FUNCTION public.append_editor_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change public.editor_change;
BEGIN
  change.node_type := TG_ARGV[0];
  change.kind := TG_ARGV[1];
  change.transaction_id := pg_current_xact_id()::text::bigint;
  IF TG_OP = 'DELETE' THEN
    change.node_id := OLD.id;
    change.merged_into := nullif(current_setting('dateline.merged_into', true), '')::int;
    IF change.merged_into IS NOT NULL THEN change.kind := 'MERGED'; END IF;
  ELSE
    change.node_id := NEW.id;
    IF change.node_type IN ('Article', 'Front') THEN
      change.revision := NEW.revision;
      change.scheduled_for := NEW.scheduled_for;
    END IF;
  END IF;
  IF change.kind IN ('UPDATED', 'RENAMED') THEN
    UPDATE public.editor_change e
    SET kind = CASE e.kind WHEN 'UPDATED' THEN change.kind ELSE e.kind END, revision = change.revision
    WHERE e.node_type = change.node_type AND e.node_id = change.node_id AND e.transaction_id = change.transaction_id
      AND e.kind IN ('CREATED', 'UPDATED', 'RENAMED');
    IF FOUND THEN RETURN NULL; END IF;
  END IF;
  INSERT INTO public.editor_change (kind, node_type, node_id, actor_id, revision, scheduled_for, merged_into)
  VALUES (change.kind, change.node_type, change.node_id, nullif(current_setting('dateline.actor', true), '')::int,
    change.revision, change.scheduled_for, change.merged_into);
  RETURN NULL;
END $$;
