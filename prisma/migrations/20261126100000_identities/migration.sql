-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "issuer" TEXT,
ADD COLUMN     "subject" TEXT,
ALTER COLUMN "hash" DROP NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "api_key_issuer_subject_key" ON "api_key"("issuer", "subject");

-- A row is a key or an identity.
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_secret_or_identity"
  CHECK (num_nonnulls("hash", "issuer") = 1 AND ("issuer" IS NULL) = ("subject" IS NULL));
