-- The bills of platforms, row by row and verbatim, for whoever books and compares them. Rows are never changed: what reads differently later
-- is a row of its own, and the one before is marked as gone.
CREATE TABLE "bill_days" (
    "merchant_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "business_day" DATE NOT NULL,
    "row_count" INTEGER,
    "read_at" TIMESTAMPTZ(3),
    "failure" TEXT,

    CONSTRAINT "bill_days_pkey" PRIMARY KEY ("shop_id","business_day")
);

CREATE TABLE "bill_rows" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "shop_id" UUID NOT NULL,
    "business_day" DATE NOT NULL,
    "row_key" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "bill_rows_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "bill_rows_shop_id_business_day_row_key_key" ON "bill_rows"("shop_id", "business_day", "row_key");

ALTER TABLE "bill_days" ADD CONSTRAINT "bill_days_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id");
ALTER TABLE "bill_rows" ADD CONSTRAINT "bill_rows_shop_id_fkey" FOREIGN KEY ("shop_id") REFERENCES "shops"("id");

-- What Prisma cannot express follows. Of a row only the mark of being gone may change.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['bill_days', 'bill_rows']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_merchant ON %I TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()))', name);
    END LOOP;
END
$$;
GRANT SELECT, INSERT, UPDATE ON "bill_days" TO jiedan_app;
GRANT SELECT, INSERT ON "bill_rows" TO jiedan_app;
GRANT UPDATE ("gone_at") ON "bill_rows" TO jiedan_app;
