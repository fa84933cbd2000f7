-- DropIndex
DROP INDEX "webhook_delivery_webhook_id_sequence_key";
