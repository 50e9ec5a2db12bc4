import { isLosslessNumber, parse } from 'lossless-json';
import { momentOfBeijing } from '../beijing-time.ts';
import { jsonText } from '../json-text.ts';
import { YouzanError } from './errors.ts';

/** The business fields of a call: numbers keep all their digits until somebody says what they are. */
export type Fields = Readonly<Record<string, unknown>>;

/** Throws 4004 when the body is not a JSON object; an empty body has no fields. */
export function readFields(body: string): Fields {
  if (body.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = parse(body);
  } catch {
    throw new YouzanError('bodyNotJson', '请求体不是合法的JSON');
  }
  if (!isObject(parsed)) throw new YouzanError('bodyNotJson', '请求体不是JSON对象');
  return parsed;
}

/** The fields as text for the call log. */
export function fieldTexts(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
}

export function requiredText(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw wrongType(name);
}

/** An integer within limits; a number written as text is a wrong type. */
export function integer(
  fields: Fields,
  name: string,
  limits: { min: number; max: number; otherwise?: number },
): number {
  const value = fields[name] ?? undefined;
  if (value === undefined) {
    if (limits.otherwise === undefined) throw missing(name);
    return limits.otherwise;
  }
  const number = isLosslessNumber(value) ? Number(value.toString()) : Number.NaN;
  if (!Number.isInteger(number)) throw wrongType(name);
  if (number < limits.min || number > limits.max) throw new YouzanError('badValue', `参数超出范围: ${name}`);
  return number;
}

export function optionalInteger(
  fields: Fields,
  name: string,
  limits = { min: 0, max: Number.MAX_SAFE_INTEGER },
): number | undefined {
  return (fields[name] ?? undefined) === undefined ? undefined : integer(fields, name, limits);
}

/** A long as its digits. Text is taken, too, because many languages cannot write 2^53 and more as a number. */
export function optionalLong(fields: Fields, name: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  const text = typeof value === 'string' || isLosslessNumber(value) ? value.toString() : '';
  if (!/^-?\d{1,19}$/.test(text)) throw wrongType(name);
  return text;
}

export function requiredLong(fields: Fields, name: string): string {
  const value = optionalLong(fields, name);
  if (value === undefined) throw missing(name);
  return value;
}

/** A moment of Beijing in milliseconds; a date without a time is 5001, as is everything else of another form. */
export function optionalMoment(fields: Fields, name: string): number | undefined {
  const text = optionalText(fields, name);
  if (text === undefined || text === '') return undefined;
  const moment = momentOfBeijing(text);
  if (moment === undefined) throw new YouzanError('badValue', `时间格式错误，应为yyyy-MM-dd HH:mm:ss: ${name}`);
  return moment;
}

export function objectList(fields: Fields, name: string): Fields[] | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every(isObject)) throw wrongType(name);
  return value;
}

export function optionalObject(fields: Fields, name: string): Fields | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || isObject(value)) return value;
  throw wrongType(name);
}

export function missing(name: string): YouzanError {
  return new YouzanError('badValue', `缺少参数: ${name}`);
}

function wrongType(name: string): YouzanError {
  return new YouzanError('badType', `参数类型错误: ${name}`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : jsonText(value);
}
