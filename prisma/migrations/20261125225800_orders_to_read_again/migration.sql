-- What Prisma cannot express: orders that are to be read again at the platform, whatever state they are in; few at any time.
CREATE INDEX "orders_to_read_again" ON "orders"("shop_id") WHERE "checked_at" = 'epoch'::timestamptz;
