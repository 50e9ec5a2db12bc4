-- A command that has no end yet is gone on with by itself: when it is looked at next, how often it was, and when it was last wanted by
-- whoever asked for it. The previous release writes none of them and gets the defaults.
ALTER TABLE "commands"
    ADD COLUMN "look_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now() + interval '30 seconds',
    ADD COLUMN "looks" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "wanted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
UPDATE "commands" SET "wanted_at" = "asked_at" WHERE "state" IN ('asked', 'sent', 'unknown');

-- Orders of a shop whose timers have changed are to be woken from this moment on; null where nothing is to be done.
ALTER TABLE "shops" ADD COLUMN "wake_orders_at" TIMESTAMPTZ(3);

-- What Prisma cannot express follows. Few commands are open at any time.
CREATE INDEX "commands_open" ON "commands"("look_at") WHERE "state" IN ('asked', 'sent', 'unknown');
CREATE INDEX "shops_wake_orders" ON "shops"("wake_orders_at") WHERE "wake_orders_at" IS NOT NULL;
-- The worker looks for open commands across merchants; what they ask for it cannot read.
CREATE POLICY system ON "commands" TO jiedan_system USING (true) WITH CHECK (true);
GRANT SELECT ("id", "merchant_id", "order_id", "state", "look_at", "looks") ON "commands" TO jiedan_system;
GRANT UPDATE ("look_at", "looks") ON "commands" TO jiedan_system;
GRANT UPDATE ("wake_orders_at") ON "shops" TO jiedan_system;
