-- Whose data was erased, and which bodies (decision 0044).
ALTER TABLE "orders" ADD COLUMN "customer_erased_at" TIMESTAMPTZ(3);
ALTER TABLE "inbound_messages" ADD COLUMN "erased_at" TIMESTAMPTZ(3);

-- Events stay as they happened; a customer's own words in them go with the customer.
GRANT UPDATE ("detail") ON "order_events" TO jiedan_app;
