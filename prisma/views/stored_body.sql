-- Every stored body, to look up in the indexes of the three tables which ones show a media file. Modules read it as
-- STORED_BODIES of src/modules/bodies/body.sql.ts.
CREATE OR REPLACE VIEW public.stored_body AS
  SELECT article_id, html FROM public.article_body
  UNION ALL SELECT article_id, html FROM public.article_full_body
  UNION ALL SELECT article_id, html FROM public.draft_body;
