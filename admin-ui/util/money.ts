const formats = new Map<string, Intl.NumberFormat>();

/** An amount of minor units as text, as `¥45.50`. Goes by strings, so that no amount is rounded on its way. */
export function formatMoney(amountMinor: number, currency: string): string {
  const format = formatOf(currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(toDecimal(amountMinor, digits));
}

function toDecimal(amountMinor: number, digits: number): `${number}` {
  const unsigned = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = unsigned.slice(0, unsigned.length - digits);
  const fraction = digits > 0 ? `.${unsigned.slice(-digits)}` : '';
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
}

function formatOf(currency: string): Intl.NumberFormat {
  let format = formats.get(currency);
  if (!format) {
    // Both languages write amounts alike, so the format does not follow the language of the page.
    format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    formats.set(currency, format);
  }
  return format;
}
