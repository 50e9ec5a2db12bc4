-- Timers of a shop, and which of them an order has seen fire.
ALTER TABLE "shops"
    ADD COLUMN "on_accept_deadline" TEXT NOT NULL DEFAULT 'remind',
    ADD COLUMN "pay_deadline_seconds" INTEGER DEFAULT 900,
    ADD COLUMN "auto_complete_seconds" INTEGER,
    ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "orders" ADD COLUMN "timers_fired" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Answers of unsafe calls, by the caller's key, for 24 hours.
CREATE TABLE "idempotency_keys" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "call_digest" TEXT NOT NULL,
    "status" INTEGER,
    "body" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "idempotency_keys_merchant_id_key_key" ON "idempotency_keys"("merchant_id", "key");

-- What Prisma cannot express follows.
ALTER TABLE "shops"
    ADD CONSTRAINT "shops_on_accept_deadline" CHECK ("on_accept_deadline" IN ('remind', 'accept', 'reject')),
    ADD CONSTRAINT "shops_accept_deadline_seconds" CHECK ("accept_deadline_seconds" BETWEEN 30 AND 86400);

ALTER TABLE "idempotency_keys" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "idempotency_keys" FORCE ROW LEVEL SECURITY;
CREATE POLICY one_merchant ON "idempotency_keys" TO jiedan_app
    USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON "idempotency_keys" TO jiedan_app;
