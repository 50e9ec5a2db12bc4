-- Bills and outgoing webhooks of other shops are hidden from whoever is limited to some, like orders.
CREATE POLICY own_shops ON "bill_days" AS RESTRICTIVE TO jiedan_limited USING (shop_id = ANY ((SELECT current_shops())::uuid[]));
CREATE POLICY own_shops ON "bill_rows" AS RESTRICTIVE TO jiedan_limited USING (shop_id = ANY ((SELECT current_shops())::uuid[]));
CREATE POLICY own_shops ON "webhook_deliveries" AS RESTRICTIVE TO jiedan_limited USING (EXISTS (SELECT FROM orders o WHERE o.id = order_id));
