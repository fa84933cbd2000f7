-- Returns true if a body names a file of the media library, by its ID. Reads the indexes of bodies even while there are few:
-- without, each body would be searched by a regular expression for each file. Called by src/modules/media.
CREATE OR REPLACE FUNCTION public.is_file_in_body(id_of_file int) RETURNS boolean LANGUAGE plpgsql STABLE STRICT
  SET enable_seqscan = off AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM public.media_source s
    JOIN public.stored_body b ON public.media_hashes(b.html) @> ARRAY[substring(s.url from '^/media/([0-9a-f]{40})[.]')]
    WHERE s.file_id = id_of_file
  );
END $$;
