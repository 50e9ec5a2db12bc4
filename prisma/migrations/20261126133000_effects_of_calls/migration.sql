-- A call that was carried out and whose answer was lost in a crash is told apart from one that did nothing.
ALTER TABLE "idempotency_keys" ADD COLUMN "effect_at" TIMESTAMPTZ(3);
