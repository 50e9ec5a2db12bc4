-- What a day has brought so far, the views that people keep of the order list, and what each person prefers.
-- CreateTable
CREATE TABLE "order_days" (
    "merchant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "orders" INTEGER NOT NULL,
    "total_minor" BIGINT NOT NULL,

    CONSTRAINT "order_days_pkey" PRIMARY KEY ("merchant_id","day","currency")
);

-- CreateTable
CREATE TABLE "saved_views" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "merchant_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "owner_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "search" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "saved_views_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_preferences" (
    "merchant_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "preferences" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_preferences_pkey" PRIMARY KEY ("merchant_id","person_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_views_merchant_id_owner_id_name_key" ON "saved_views"("merchant_id", "owner_id", "name");

-- What Prisma cannot express follows.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['order_days', 'saved_views', 'person_preferences'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY one_merchant ON %I TO jiedan_app USING (merchant_id = (SELECT current_merchant())) WITH CHECK (merchant_id = (SELECT current_merchant()))', name);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON "order_days", "person_preferences" TO jiedan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "saved_views" TO jiedan_app;

-- The day's figure counts orders placed on it that are paid and not cancelled. Triggers keep it, because the previous release, which
-- knows nothing of it, may still be writing. What is inserted comes as one table, so that a great many orders at once cost one row.
CREATE FUNCTION count_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_days AS known (merchant_id, day, currency, orders, total_minor)
    SELECT o.merchant_id, (o.placed_at AT TIME ZONE m.time_zone)::date, o.currency, count(*), sum(o.total_minor)
    FROM added o JOIN merchants m ON m.id = o.merchant_id
    WHERE o.state IN ('paid', 'accepted', 'completed')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (merchant_id, day, currency) DO UPDATE
    SET orders = known.orders + excluded.orders, total_minor = known.total_minor + excluded.total_minor;
    RETURN NULL;
END $$;

CREATE FUNCTION count_changed_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_days AS known (merchant_id, day, currency, orders, total_minor)
    SELECT NEW.merchant_id, (c.placed_at AT TIME ZONE m.time_zone)::date, c.currency, sum(c.sign), sum(c.sign * c.total_minor)
    FROM merchants m, (VALUES (-1, OLD.state, OLD.placed_at, OLD.currency, OLD.total_minor),
                              (1, NEW.state, NEW.placed_at, NEW.currency, NEW.total_minor))
                      AS c(sign, state, placed_at, currency, total_minor)
    WHERE m.id = NEW.merchant_id AND c.state IN ('paid', 'accepted', 'completed')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (merchant_id, day, currency) DO UPDATE
    SET orders = known.orders + excluded.orders, total_minor = known.total_minor + excluded.total_minor;
    RETURN NULL;
END $$;

CREATE TRIGGER count_new_orders AFTER INSERT ON "orders" REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_orders();
CREATE TRIGGER count_changed_order AFTER UPDATE OF state, placed_at, currency, total_minor ON "orders" FOR EACH ROW
    WHEN ((OLD.state IN ('paid', 'accepted', 'completed')) <> (NEW.state IN ('paid', 'accepted', 'completed'))
          OR OLD.placed_at <> NEW.placed_at OR OLD.currency <> NEW.currency OR OLD.total_minor <> NEW.total_minor)
    EXECUTE FUNCTION count_changed_order();

-- The owner of the tables is bound by their policies, too, and has none; for this one statement it is not.
ALTER TABLE "orders" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "merchants" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "order_days" NO FORCE ROW LEVEL SECURITY;
INSERT INTO order_days (merchant_id, day, currency, orders, total_minor)
SELECT o.merchant_id, (o.placed_at AT TIME ZONE m.time_zone)::date, o.currency, count(*), sum(o.total_minor)
FROM orders o JOIN merchants m ON m.id = o.merchant_id
WHERE o.state IN ('paid', 'accepted', 'completed')
GROUP BY 1, 2, 3;
ALTER TABLE "orders" FORCE ROW LEVEL SECURITY;
ALTER TABLE "merchants" FORCE ROW LEVEL SECURITY;
ALTER TABLE "order_days" FORCE ROW LEVEL SECURITY;
