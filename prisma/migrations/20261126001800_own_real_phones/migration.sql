-- Who asked for a customer's own number at other shops is hidden from whoever is limited to some, like the orders themselves.
CREATE POLICY own_shops ON "real_phone_requests" AS RESTRICTIVE TO jiedan_limited USING (EXISTS (SELECT FROM orders o WHERE o.id = order_id));
