/** Our own mark: a receipt with a tick. */
export function BrandMark({ size }: { size: number }) {
  return <img src="/favicon.svg" width={size} height={size} alt="" />;
}
