-- CreateTable
CREATE TABLE "newsletter" (
    "id" SERIAL NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "schedule" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(0),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "newsletter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "newsletter_plan" (
    "newsletter_id" INTEGER NOT NULL,
    "subject" TEXT,
    "intro" TEXT,
    "article_ids" INTEGER[],

    CONSTRAINT "newsletter_plan_pkey" PRIMARY KEY ("newsletter_id")
);

-- CreateTable
CREATE TABLE "newsletter_issue" (
    "id" SERIAL NOT NULL,
    "newsletter_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "scheduled_for" TIMESTAMPTZ(0),
    "subject" TEXT,
    "intro" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "newsletter_issue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "newsletter_issue_article" (
    "issue_id" INTEGER NOT NULL,
    "article_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "is_most_read" BOOLEAN NOT NULL,

    CONSTRAINT "newsletter_issue_article_pkey" PRIMARY KEY ("issue_id","article_id")
);

-- CreateTable
CREATE TABLE "newsletter_subscription" (
    "id" SERIAL NOT NULL,
    "newsletter_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),
    "unsubscribed_at" TIMESTAMPTZ(3),

    CONSTRAINT "newsletter_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "newsletter_token" (
    "hash" BYTEA NOT NULL,
    "subscription_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirms_until" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "newsletter_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "newsletter_sign_up" (
    "id" SERIAL NOT NULL,
    "newsletter_id" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mailed_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "newsletter_sign_up_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "newsletter_delivery" (
    "issue_id" INTEGER NOT NULL,
    "subscription_id" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'WAITING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "newsletter_delivery_pkey" PRIMARY KEY ("issue_id","subscription_id")
);

-- CreateTable
CREATE TABLE "newsletter_suppression" (
    "address_hash" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "newsletter_suppression_pkey" PRIMARY KEY ("address_hash")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "newsletter_slug_key" ON "newsletter"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "newsletter_issue_newsletter_id_number_key" ON "newsletter_issue"("newsletter_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "newsletter_issue_newsletter_id_scheduled_for_key" ON "newsletter_issue"("newsletter_id", "scheduled_for");

-- CreateIndex
CREATE INDEX "newsletter_issue_article_article_id_idx" ON "newsletter_issue_article"("article_id");

-- CreateIndex
CREATE INDEX "newsletter_subscription_address_hash_idx" ON "newsletter_subscription"("address_hash");

-- CreateIndex
CREATE INDEX "newsletter_subscription_newsletter_id_status_id_idx" ON "newsletter_subscription"("newsletter_id", "status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "newsletter_subscription_newsletter_id_address_hash_key" ON "newsletter_subscription"("newsletter_id", "address_hash");

-- CreateIndex
CREATE INDEX "newsletter_token_subscription_id_idx" ON "newsletter_token"("subscription_id");

-- CreateIndex
CREATE INDEX "newsletter_sign_up_address_hash_mailed_at_idx" ON "newsletter_sign_up"("address_hash", "mailed_at");

-- CreateIndex
CREATE INDEX "newsletter_sign_up_created_at_idx" ON "newsletter_sign_up"("created_at");

-- CreateIndex
CREATE INDEX "newsletter_delivery_issue_id_status_due_at_subscription_id_idx" ON "newsletter_delivery"("issue_id", "status", "due_at", "subscription_id");

-- CreateIndex
CREATE INDEX "newsletter_delivery_subscription_id_idx" ON "newsletter_delivery"("subscription_id");

-- AddForeignKey
ALTER TABLE "newsletter_plan" ADD CONSTRAINT "newsletter_plan_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_issue" ADD CONSTRAINT "newsletter_issue_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_issue_article" ADD CONSTRAINT "newsletter_issue_article_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "newsletter_issue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_issue_article" ADD CONSTRAINT "newsletter_issue_article_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_subscription" ADD CONSTRAINT "newsletter_subscription_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_token" ADD CONSTRAINT "newsletter_token_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "newsletter_subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_sign_up" ADD CONSTRAINT "newsletter_sign_up_newsletter_id_fkey" FOREIGN KEY ("newsletter_id") REFERENCES "newsletter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_delivery" ADD CONSTRAINT "newsletter_delivery_issue_id_fkey" FOREIGN KEY ("issue_id") REFERENCES "newsletter_issue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "newsletter_delivery" ADD CONSTRAINT "newsletter_delivery_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "newsletter_subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;
