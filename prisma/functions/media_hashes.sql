-- Returns the hashes of the media files that a body shows. Called by src/modules/media. The indexes *_body_media
-- are built with it, so another definition needs another name and a migration that builds other indexes.
CREATE OR REPLACE FUNCTION public.media_hashes(body text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT ARRAY(SELECT DISTINCT found[1] FROM regexp_matches(body, '/media/([0-9a-f]{40})[./]', 'g') AS found) $$;
