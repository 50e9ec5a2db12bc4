import { fulfilmentStates, orderPhase, type OrderPhase, type OrderState } from '../../domain/order.ts';
import type { Cipher } from './cipher.ts';
import { queryAlternatives } from './search-tokens.ts';

export interface OrderFilters {
  platform?: string;
  /** Our shop id or the platform's own code. */
  shop?: string;
  platformOrderId?: string;
  /** Only these orders. */
  ids?: readonly string[];
  state?: OrderState;
  phase?: OrderPhase;
  q?: string;
  placedFrom?: Date;
  placedTo?: Date;
  sort: 'newest' | 'waiting';
  limit: number;
  /** The last row of the page before. */
  after?: { at: Date; id: string };
}

type Bind = (value: unknown) => string;
/** A SELECT of the first so many orders that pass all filters but the search. @param among of these ids only, an SQL array. */
type OrdersSql = (columns: string, limit: string, among?: string) => string;

/** A word that is in many orders is in some of so many; what is not is rare enough for the index of words. */
const LOOKED_AT = 2_000;
/** The index of words alone reads every order that has the word: so many at most. */
const INDEX_READS_MAX = 1_500;
/** How many times as many orders are spanned as would hold a page if the word were spread evenly, and how many at most. */
const SPAN_TIMES = 3;
const SPAN_MAX = 60_000;

/**
 * Each filter walks an index in the order of the page, so that a page costs the same however many orders there are: a state names its
 * tabs, and each shop that is meant gives a page of its own, of which the first are taken.
 */
export function ordersSql(filters: OrderFilters, order: string, bind: Bind): OrdersSql {
  const where: string[] = [];
  if (filters.ids !== undefined) where.push(`o.id = ANY(${bind(filters.ids)}::uuid[])`);
  if (filters.platformOrderId !== undefined)
    where.push(`o.shop_id = ANY(${OUR_SHOPS}) AND o.platform_order_id = ${bind(filters.platformOrderId)}`);
  if (filters.state !== undefined)
    where.push(`o.state = ${bind(filters.state)} AND o.phase = ANY(${bind(phasesOf(filters.state))}::text[])`);
  if (filters.phase !== undefined) where.push(`o.phase = ${bind(filters.phase)}`);
  if (filters.placedFrom !== undefined) where.push(`o.placed_at >= ${bind(filters.placedFrom)}`);
  if (filters.placedTo !== undefined) where.push(`o.placed_at < ${bind(filters.placedTo)}`);
  if (filters.after)
    where.push(
      `(o.placed_at, o.id) ${filters.sort === 'newest' ? '<' : '>'} (${bind(filters.after.at)}::timestamptz, ${bind(filters.after.id)}::uuid)`,
    );
  const shops: string[] = [];
  if (filters.platform !== undefined) shops.push(`w.platform = ${bind(filters.platform)}`);
  if (filters.shop !== undefined) {
    const shop = bind(filters.shop);
    shops.push(`(w.id::text = ${shop} OR w.platform_shop_id = ${shop})`);
  }
  return (columns, limit, among) => {
    const walk = (from: string, ...more: string[]) => {
      const all = [...more, ...where];
      return `SELECT ${from} ${all.length > 0 ? `WHERE ${all.join(' AND ')}` : ''} ${order} LIMIT ${limit}`;
    };
    const ids = among ? [`o.id = ANY(${among})`] : [];
    if (shops.length === 0) return walk(`${columns} FROM orders o`, ...ids);
    const meant = shops.join(' AND ');
    if (among)
      return walk(`${columns} FROM orders o`, ...ids, `o.shop_id = ANY(ARRAY(SELECT id FROM shops w WHERE ${meant}))`);
    return `SELECT ${columns} FROM shops w CROSS JOIN LATERAL (${walk('* FROM orders o', 'o.shop_id = w.id')}) AS o
      WHERE ${meant} ${order} LIMIT ${limit}`;
  };
}

/** All that the caller may see, as a list: with it, the number of an order at its platform is found in an index. */
export const OUR_SHOPS = 'ARRAY(SELECT id FROM shops)';

/**
 * What was typed. The first orders of the list are looked through, which finds what many orders have; only when they do not fill the
 * page is the index of words asked, which would have to read all of those many. Where the first ones tell that the merchant has very many
 * all the same, it is asked for the span of time in which they should fill the page. Which of the found may be seen is decided where they
 * are read.
 */
export function searchSql(cipher: Cipher, typed: string, orders: OrdersSql, limit: string, bind: Bind): string {
  const alternatives = queryAlternatives(cipher, typed).map((tokens) => `${bind(tokens)}::text[]`);
  const digits = typed.trim().replace(/^#/, '');
  const number = /^\d{1,15}$/.test(digits) ? `${bind(digits)}::bigint` : null;
  const matches = alternatives.map((tokens) => `o.search_tokens @> ${tokens}`);
  if (number) matches.push(`o.number = ${number}`);
  const byNumber = `SELECT id FROM orders WHERE merchant_id = current_merchant() AND number = ${number ?? ''}`;
  const everywhere = alternatives.map((tokens) => `SELECT id FROM orders_with_tokens(${tokens}) AS id`);
  const inSpan = alternatives.map(
    (tokens) => `SELECT id FROM span, orders_with_tokens_between(${tokens}, span.since, span.until) AS id`,
  );
  if (number) {
    everywhere.push(byNumber);
    inSpan.push(`${byNumber} AND placed_at BETWEEN (SELECT since FROM span) AND (SELECT until FROM span)`);
  }
  const inFirst = '(SELECT count(*) FROM first)';
  const inAll = `${inFirst} * (SELECT order_number FROM merchant_counters WHERE merchant_id = current_merchant()) / ${LOOKED_AT}`;
  const spanned = `least(${SPAN_MAX}, ${limit} * ${LOOKED_AT * SPAN_TIMES} / nullif(${inFirst}, 0))`;
  return `WITH first AS MATERIALIZED (
    SELECT o.id FROM (${orders('o.id, o.number, o.placed_at, o.search_tokens', String(LOOKED_AT))}) AS o
    WHERE (${matches.join(' OR ')}) LIMIT ${limit}
  ), span AS MATERIALIZED (
    SELECT min(o.placed_at) AS since, max(o.placed_at) AS until FROM (${orders('o.id, o.placed_at', spanned)}) AS o
    WHERE ${inFirst} BETWEEN 1 AND ${limit} - 1 AND ${inAll} > ${INDEX_READS_MAX}
  ), further AS MATERIALIZED (
    ${orders('o.id', limit, `ARRAY(${inSpan.join(' UNION ALL ')})`)}
  ), found AS MATERIALIZED (
    SELECT id FROM first UNION SELECT id FROM further
    UNION SELECT id FROM (${everywhere.join(' UNION ALL ')}) AS every
    WHERE ${inFirst} < ${limit} AND (SELECT count(*) FROM further) < ${limit}
  ) ${orders('o.*', limit, 'ARRAY(SELECT id FROM found)')}`;
}

function phasesOf(state: OrderState): OrderPhase[] {
  return [...new Set(fulfilmentStates.map((fulfilment) => orderPhase({ state, fulfilment })))];
}
