-- CreateTable
CREATE TABLE "voucher_takings" (
    "id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'asked',
    "reason_code" TEXT,
    "platform_code" TEXT,
    "platform_message" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "voucher_takings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "taken_vouchers" (
    "id" UUID NOT NULL,
    "merchant_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "taking_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "price_minor" BIGINT NOT NULL,
    "paid_minor" BIGINT NOT NULL,
    "platform_order_id" TEXT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "undo_state" TEXT,
    "undo_actor" TEXT,
    "undo_reason" TEXT,
    "undo_asked_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),
    "undo_platform_code" TEXT,
    "undo_platform_message" TEXT,

    CONSTRAINT "taken_vouchers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "voucher_takings_merchant_id_asked_at_idx" ON "voucher_takings"("merchant_id", "asked_at");

-- CreateIndex
CREATE UNIQUE INDEX "voucher_takings_merchant_id_idempotency_key_key" ON "voucher_takings"("merchant_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "taken_vouchers_merchant_id_taken_at_id_idx" ON "taken_vouchers"("merchant_id", "taken_at", "id");

-- CreateIndex
CREATE INDEX "taken_vouchers_taking_id_idx" ON "taken_vouchers"("taking_id");

-- AddForeignKey
ALTER TABLE "voucher_takings" ADD CONSTRAINT "voucher_takings_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "taken_vouchers" ADD CONSTRAINT "taken_vouchers_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "taken_vouchers" ADD CONSTRAINT "taken_vouchers_taking_id_fkey" FOREIGN KEY ("taking_id") REFERENCES "voucher_takings"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- What Prisma cannot express follows. Who asked for what is never changed; only what came of it is written.
ALTER TABLE "voucher_takings" ADD CONSTRAINT "voucher_takings_state" CHECK ("state" IN ('asked', 'sent', 'done', 'failed'));
ALTER TABLE "taken_vouchers" ADD CONSTRAINT "taken_vouchers_undo_state" CHECK ("undo_state" IN ('asked', 'sent', 'done', 'failed'));
ALTER TABLE "voucher_takings" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "voucher_takings" FORCE ROW LEVEL SECURITY;
ALTER TABLE "taken_vouchers" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "taken_vouchers" FORCE ROW LEVEL SECURITY;
CREATE POLICY one_merchant ON "voucher_takings" TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()));
CREATE POLICY one_merchant ON "taken_vouchers" TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()));
CREATE POLICY own_shops ON "voucher_takings" AS RESTRICTIVE TO jiedan_limited USING (shop_id = ANY ((SELECT current_shops())::uuid[]));
CREATE POLICY own_shops ON "taken_vouchers" AS RESTRICTIVE TO jiedan_limited USING (shop_id = ANY ((SELECT current_shops())::uuid[]));
GRANT SELECT, INSERT ON "voucher_takings", "taken_vouchers" TO jiedan_app;
GRANT UPDATE ("state", "reason_code", "platform_code", "platform_message", "finished_at") ON "voucher_takings" TO jiedan_app;
GRANT UPDATE ("undo_state", "undo_actor", "undo_reason", "undo_asked_at", "undone_at", "undo_platform_code", "undo_platform_message") ON "taken_vouchers" TO jiedan_app;
