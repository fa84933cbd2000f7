-- Every stored body, to look up in the indexes of the tables which ones show a media file; entries of live blogs with
-- their article. Modules read it as STORED_BODIES of src/modules/bodies/body.sql.ts.
CREATE OR REPLACE VIEW public.stored_body AS
  SELECT article_id, html FROM public.article_body
  UNION ALL SELECT article_id, html FROM public.article_full_body
  UNION ALL SELECT article_id, html FROM public.draft_body
  UNION ALL SELECT e.article_id, b.html FROM public.live_blog_entry_body b JOIN public.live_blog_entry e ON e.id = b.entry_id;
