-- Who brings an order and the customer's own number, sealed beside the customer; and who asked for such a number, and why.
ALTER TABLE "orders" ADD COLUMN "contacts_encrypted" BYTEA;

CREATE TABLE "real_phone_requests" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "platform_code" TEXT,
    "platform_message" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "real_phone_requests_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "real_phone_requests_merchant_id_asked_at_idx" ON "real_phone_requests"("merchant_id", "asked_at");

ALTER TABLE "real_phone_requests" ADD CONSTRAINT "real_phone_requests_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What Prisma cannot express follows. Who asked, and why, is never changed; only what came of it is written.
ALTER TABLE "real_phone_requests" ADD CONSTRAINT "real_phone_requests_state" CHECK ("state" IN ('asked', 'found', 'none', 'failed'));
ALTER TABLE "real_phone_requests" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "real_phone_requests" FORCE ROW LEVEL SECURITY;
CREATE POLICY one_merchant ON "real_phone_requests" TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()));
GRANT SELECT, INSERT ON "real_phone_requests" TO jiedan_app;
GRANT UPDATE ("state", "platform_code", "platform_message", "finished_at") ON "real_phone_requests" TO jiedan_app;
