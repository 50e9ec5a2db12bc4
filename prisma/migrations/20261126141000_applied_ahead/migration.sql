-- What a message says may be written before its order's workflow is told of it (decision 0066).
ALTER TABLE "inbound_messages" ADD COLUMN "applied_at" TIMESTAMPTZ(3);
