-- What Prisma cannot express: orders with a refund under way, which every poll looks for; few at any time.
CREATE INDEX "orders_refund_under_way" ON "orders"("shop_id", "checked_at") WHERE "refund_state" IN ('requested', 'agreed');
