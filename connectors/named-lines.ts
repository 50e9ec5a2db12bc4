/** A line of an order as the order describes it. */
export interface NamedLine {
  /** Its place on the order, from 1, in the sequence of the snapshot's lines. */
  position: number;
  name: string;
  skuCode: string | null;
  /** How many pieces were bought. */
  of: number;
}

/** A line of which some pieces are paid back. */
export interface PartRefundLine extends NamedLine {
  quantity: number;
}
