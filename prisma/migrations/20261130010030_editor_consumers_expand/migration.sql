-- AlterTable
ALTER TABLE "change_follower" ADD COLUMN     "log" TEXT NOT NULL DEFAULT 'change';
