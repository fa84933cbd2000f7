-- Returns true if a body names the file of the media library with this name. Reads the indexes of bodies even while there
-- are few: without, each row would be searched by a regular expression. Called by src/modules/media.
CREATE OR REPLACE FUNCTION public.is_shown_in_body(file_name text) RETURNS boolean LANGUAGE plpgsql STABLE STRICT
  SET enable_seqscan = off AS $$
BEGIN
  RETURN EXISTS (SELECT FROM public.stored_body b WHERE public.media_hashes(b.html) @> ARRAY[file_name]);
END $$;
