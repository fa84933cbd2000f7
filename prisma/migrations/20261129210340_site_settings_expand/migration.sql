-- AlterTable
ALTER TABLE "section" ADD COLUMN     "newsletter_id" INTEGER;

-- CreateTable
CREATE TABLE "site_settings" (
    "id" INTEGER NOT NULL DEFAULT 0,
    "title" TEXT,
    "description" TEXT,
    "time_zone" TEXT,
    "social_profiles" JSONB,
    "logo_id" INTEGER,
    "newsletter_id" INTEGER,

    CONSTRAINT "site_settings_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "site_settings_one_row" CHECK ("id" = 0)
);

-- CreateTable
CREATE TABLE "site_box" (
    "id" SERIAL NOT NULL,
    "section_id" INTEGER,
    "position" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT,
    "text" TEXT,
    "newsletter_id" INTEGER,

    CONSTRAINT "site_box_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "site_box_section_id_key_key" ON "site_box"("section_id", "key");

-- AddForeignKey
ALTER TABLE "section" ADD CONSTRAINT "section_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_settings" ADD CONSTRAINT "site_settings_logo_id_fkey" FOREIGN KEY ("logo_id") REFERENCES "image"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_settings" ADD CONSTRAINT "site_settings_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_box" ADD CONSTRAINT "site_box_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "section"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_box" ADD CONSTRAINT "site_box_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Functions, triggers and views: 09847dc888033e0f94fd6440f931d5674a017da4c0976f9c6d4a4461dc20fb8e
