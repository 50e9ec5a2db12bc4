-- Words that very many orders have, of which the newest are wanted: within a span of time the index of words and that of times answer
-- together, and only what both name is read. As "orders_with_tokens", see there.
GRANT SELECT ("placed_at") ON "orders" TO jiedan_search;

CREATE FUNCTION "orders_with_tokens_between"(tokens text[], since timestamptz, until timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY SELECT o.id FROM orders o
                 WHERE o.merchant_id = current_merchant() AND o.search_tokens @> tokens AND o.placed_at BETWEEN since AND until;
END
$$;
REVOKE ALL ON FUNCTION "orders_with_tokens_between"(text[], timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "orders_with_tokens_between"(text[], timestamptz, timestamptz) TO jiedan_app;
-- Whoever is to own a function must for that moment be allowed to make one.
DO $$
BEGIN
    EXECUTE format('GRANT CREATE ON SCHEMA %I TO jiedan_search', current_schema());
    ALTER FUNCTION "orders_with_tokens_between"(text[], timestamptz, timestamptz) OWNER TO jiedan_search;
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM jiedan_search', current_schema());
END
$$;
