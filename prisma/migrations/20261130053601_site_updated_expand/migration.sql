-- The time of the last change of the settings of the site; for those that there are, that of the migration.
ALTER TABLE "site_settings" ADD COLUMN "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;
