-- CreateTable
CREATE TABLE "rebuild_state" (
    "name" TEXT NOT NULL,
    "after" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rebuild_state_pkey" PRIMARY KEY ("name")
);
