-- A perspective is a PostgreSQL schema. A request is given a database handle that sees one of them, so no
-- resolver, list or count can reach what its perspective does not hold. Each has the same views, named like
-- the tables of schema.prisma. Applied after migrations; add columns at the end of a table and they appear.

CREATE SCHEMA IF NOT EXISTS published;

CREATE OR REPLACE VIEW published.article AS SELECT * FROM public.article;
CREATE OR REPLACE VIEW published.article_body AS SELECT * FROM public.article_body;
CREATE OR REPLACE VIEW published.article_author AS SELECT * FROM public.article_author;
CREATE OR REPLACE VIEW published.article_tag AS SELECT * FROM public.article_tag;
CREATE OR REPLACE VIEW published.section AS SELECT * FROM public.section;
CREATE OR REPLACE VIEW published.image AS SELECT * FROM public.image;
CREATE OR REPLACE VIEW published.address AS SELECT * FROM public.address;

-- A tag or an author that only drafts name would tell what is being worked on.
CREATE OR REPLACE VIEW published.tag AS
  SELECT * FROM public.tag t WHERE EXISTS (SELECT FROM public.article_tag a WHERE a.tag_id = t.id);
CREATE OR REPLACE VIEW published.author AS
  SELECT * FROM public.author w WHERE EXISTS (SELECT FROM public.article_author a WHERE a.author_id = w.id);
CREATE OR REPLACE VIEW published.correction AS
  SELECT * FROM public.correction c WHERE EXISTS (SELECT FROM public.article a WHERE a.id = c.article_id);
