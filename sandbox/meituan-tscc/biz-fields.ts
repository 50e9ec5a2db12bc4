import { isLosslessNumber, parse } from 'lossless-json';
import { MeituanError } from '../meituan/errors.ts';

/** The business parameters of a call: numbers keep all their digits until somebody says what they are. */
export type Biz = Readonly<Record<string, unknown>>;

/** Reads `biz`; a call without business parameters may leave it out. */
export function readBiz(text: string | undefined): Biz {
  if (text === undefined || text === '') return {};
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch {
    throw malformed('biz');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw malformed('biz');
  return parsed as Biz;
}

/** The parameters as text for the call log; what cannot be read has none. */
export function bizTexts(text: string | undefined): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(readBiz(text)).map(([name, value]) => [name, textOf(value) ?? JSON.stringify(value)]),
    );
  } catch {
    return {};
  }
}

export function optionalText(biz: Biz, name: string): string | undefined {
  const value = biz[name] ?? undefined;
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw malformed(name);
  return value;
}

export function requiredText(biz: Biz, name: string): string {
  const value = optionalText(biz, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** A whole number as its digits; many languages cannot write 2^53 and more as a number, so text is taken, too. */
export function optionalDigits(biz: Biz, name: string): string | undefined {
  const value = biz[name] ?? undefined;
  if (value === undefined || value === '') return undefined;
  const text = textOf(value) ?? '';
  if (!/^\d{1,19}$/.test(text)) throw malformed(name);
  return text;
}

export function requiredDigits(biz: Biz, name: string): string {
  const value = optionalDigits(biz, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** Codes with commas between them, or a list of codes. */
export function requiredCodes(biz: Biz, name: string): string[] {
  const value = biz[name] ?? '';
  const codes = Array.isArray(value) ? (value as unknown[]) : typeof value === 'string' ? value.split(',') : [];
  const texts = codes.map((code) => textOf(code)?.trim() ?? '').filter((code) => code !== '');
  if (texts.length === 0) throw missing(name);
  return texts;
}

/** `offset` from 0 and `limit`, which is as much as the call allows when it is left out. */
export function page(biz: Biz, limitMax: number): { offset: number; limit: number } {
  const offset = Number(optionalDigits(biz, 'offset') ?? 0);
  const limit = Number(optionalDigits(biz, 'limit') ?? limitMax);
  if (limit < 1 || limit > limitMax) throw malformed('limit');
  return { offset, limit };
}

export function missing(name: string): MeituanError {
  return new MeituanError('missingParameter', `缺少参数: ${name}`);
}

export function malformed(name: string): MeituanError {
  return new MeituanError('malformedParameter', `参数格式错误: ${name}`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || isLosslessNumber(value) ? value.toString() : undefined;
}
