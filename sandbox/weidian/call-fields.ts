import { fenFromYuan } from '../amounts.ts';
import { momentOfBeijing } from '../beijing-time.ts';
import { WeidianError } from './errors.ts';

/** The business fields of a call. Numbers may come as numbers or as text everywhere, because clients disagree. */
export type Fields = Readonly<Record<string, unknown>>;

/** The object that a JSON text holds; throws 90001 when there is none. */
export function readObject(name: string, text: string | undefined): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '');
  } catch {
    throw new WeidianError('badCall', `${name}不是合法的JSON`);
  }
  if (!isObject(parsed)) throw new WeidianError('badCall', `${name}不是JSON对象`);
  return parsed;
}

export function fieldTexts(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** Text, or undefined when it is absent, null or empty. */
export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name] ?? '';
  if (typeof value !== 'string' && typeof value !== 'number') throw badValue(name);
  return value === '' ? undefined : String(value);
}

export function requiredText(fields: Fields, name: string): string {
  const text = optionalText(fields, name);
  if (text === undefined) throw new WeidianError('badValue', `缺少参数: ${name}`);
  return text;
}

export function integer(
  fields: Fields,
  name: string,
  limits: { min: number; max: number; otherwise?: number },
): number {
  const text = optionalText(fields, name);
  if (text === undefined && limits.otherwise !== undefined) return limits.otherwise;
  const value = /^-?\d{1,15}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(value >= limits.min && value <= limits.max)) throw badValue(name);
  return value;
}

/** One of a few words or numbers, as text. */
export function choice<T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const text = requiredText(fields, name);
  const found = choices.find((one) => one === text);
  if (found === undefined) throw badValue(name);
  return found;
}

/** Yuan as text or number, in fen. */
export function yuanField(fields: Fields, name: string): number {
  const text = requiredText(fields, name);
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(text)) throw badValue(name);
  return fenFromYuan(text);
}

/** A moment of Beijing, `yyyy-MM-dd HH:mm:ss`, in milliseconds. */
export function optionalMoment(fields: Fields, name: string): number | undefined {
  const text = optionalText(fields, name);
  if (text === undefined) return undefined;
  const moment = momentOfBeijing(text);
  if (moment === undefined) throw badValue(name);
  return moment;
}

/** A list of objects that is not empty. */
export function objectList(fields: Fields, name: string): Fields[] {
  const value = fields[name];
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) throw badValue(name);
  return value;
}

export function badValue(name: string): WeidianError {
  return new WeidianError('badValue', `参数错误: ${name}`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
