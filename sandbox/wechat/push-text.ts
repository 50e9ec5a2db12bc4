import { isLosslessNumber, parse } from 'lossless-json';

/** A message as XML: text as CDATA, numbers bare, a list as its element repeated. */
export function xmlOf(jsonMessage: string): string {
  return element('xml', parse(jsonMessage));
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (isLosslessNumber(value)) return value.toString();
  // A CDATA section cannot hold its own end, so that is split over two.
  if (typeof value === 'string') return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, inner]) => element(name, inner))
      .join('');
  return String(value);
}
