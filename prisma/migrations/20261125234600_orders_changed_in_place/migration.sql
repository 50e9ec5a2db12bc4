-- Room in each page for the next state of its rows: news that change no indexed column then write the row and no index. Pages that are
-- full already stay as they are.
ALTER TABLE "orders" SET (fillfactor = 70);
ALTER TABLE "inbound_messages" SET (fillfactor = 80);

-- Also called for rows that were there already, and for orders that do not count yet: those pay for a look and no more.
CREATE OR REPLACE FUNCTION count_new_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM added WHERE state IN ('paid', 'accepted', 'completed')) THEN RETURN NULL; END IF;
    INSERT INTO order_days AS known (merchant_id, day, currency, orders, total_minor)
    SELECT o.merchant_id, (o.placed_at AT TIME ZONE m.time_zone)::date, o.currency, count(*), sum(o.total_minor)
    FROM added o JOIN merchants m ON m.id = o.merchant_id
    WHERE o.state IN ('paid', 'accepted', 'completed')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (merchant_id, day, currency) DO UPDATE
    SET orders = known.orders + excluded.orders, total_minor = known.total_minor + excluded.total_minor;
    RETURN NULL;
END $$;
