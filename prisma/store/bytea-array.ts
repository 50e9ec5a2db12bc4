const BYTEA_OID = 17;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * A `bytea[]` parameter in PostgreSQL's binary form (array_recv): dimensions, a flag for nulls, the type, then length and lower bound
 * of the one dimension, then each element with its length. The driver writes arrays as text, in which each byte becomes two
 * digits that both sides have to go through.
 */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + LENGTH_BYTES + value.length, HEADER_BYTES);
  const array = Buffer.allocUnsafe(bytes);
  array.writeInt32BE(1, 0);
  array.writeInt32BE(0, 4);
  array.writeInt32BE(BYTEA_OID, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(value.length, at);
    array.set(value, at);
    at += value.length;
  }
  return array;
}
