-- Keyed digests of what people must be told when it changes: the customer's data, the wanted time, the goods.
ALTER TABLE "orders" ADD COLUMN "snapshot_parts" JSONB NOT NULL DEFAULT '{}';
