import type { PollCursor } from './contract.ts';

/** Some rows of a platform's bill, each as JSON text with every digit as the platform wrote it. */
export interface BillPage {
  rows: string[];
  cursor: PollCursor;
  more: boolean;
}

/** Numbers of customers themselves, for the hours in which the numbers that hide them do not work. */
export interface PhonePage {
  phones: { platformOrderId: string; phone: string }[];
  cursor: PollCursor;
  more: boolean;
}

/** Something that a shop sells there, by its smallest unit: a specification, or the product where it has none. */
export interface ListedProduct {
  /** The platform's, or the merchant's own code where the platform names goods by it. */
  productId: string;
  /** Null where the product has no specifications. */
  skuId: string | null;
  name: string;
  spec: string | null;
  /** The merchant's own code for it. */
  skuCode: string | null;
  priceMinor: number;
  /** Null is without limit. */
  quantity: number | null;
  onSale: boolean;
}

export interface ProductPage {
  products: ListedProduct[];
  cursor: PollCursor;
  more: boolean;
}

/** How many of something are to be on sale. */
export interface StockLevel extends Pick<ListedProduct, 'productId' | 'skuId'> {
  quantity: number;
}

/** A level that the platform did not take, in its own words. */
export interface StockRefusal extends Pick<ListedProduct, 'productId' | 'skuId'> {
  platformCode: string;
  platformMessage: string;
}
