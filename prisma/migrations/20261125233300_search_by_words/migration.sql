-- Row-level security compares the merchant first, and before that lets no operator look at a row unless it is known to tell nothing of it.
-- The one of the index of words is not, so as jiedan_app each search read all orders of the merchant. This function asks the index as a
-- role that sees nothing but the three columns it needs, names the merchant itself and gives ids only: what its caller may see of them
-- is decided where the caller reads the orders.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'jiedan_search') THEN
        BEGIN CREATE ROLE jiedan_search NOLOGIN NOBYPASSRLS; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END;
    END IF;
    BEGIN EXECUTE format('GRANT jiedan_search TO %I', current_user); EXCEPTION WHEN unique_violation OR internal_error THEN NULL; END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO jiedan_search', current_schema());
END
$$;
GRANT SELECT ("id", "merchant_id", "search_tokens") ON "orders" TO jiedan_search;
CREATE POLICY search ON "orders" FOR SELECT TO jiedan_search USING (true);

-- Planned for the words of each call: how many orders have them decides the way.
CREATE FUNCTION "orders_with_tokens"(tokens text[]) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY SELECT o.id FROM orders o
                 WHERE o.merchant_id = current_merchant() AND o.search_tokens @> tokens;
END
$$;
REVOKE ALL ON FUNCTION "orders_with_tokens"(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "orders_with_tokens"(text[]) TO jiedan_app;
-- Whoever is to own a function must for that moment be allowed to make one.
DO $$
BEGIN
    EXECUTE format('GRANT CREATE ON SCHEMA %I TO jiedan_search', current_schema());
    ALTER FUNCTION "orders_with_tokens"(text[]) OWNER TO jiedan_search;
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM jiedan_search', current_schema());
END
$$;

-- The newest orders of a shop, also of one that sells little beside others that sell much.
CREATE INDEX "orders_shop_id_placed_at_id_idx" ON "orders"("shop_id", "placed_at", "id");
