/** 张三(先生) -> 张**; one character stays so that people can tell two customers apart. */
export function maskName(name: string | null): string | null {
  const first = name === null ? undefined : [...name.trim()][0];
  return first === undefined ? null : `${first}**`;
}

/**
 * 13812345678 -> 138****5678. Of a privacy number the extension stays, because it tells two customers behind one number apart:
 * 13812345678_1234 -> 138****5678_1234. A number too short to mask is hidden whole.
 */
export function maskPhone(phone: string | null): string | null {
  if (phone === null) return null;
  const digits = /^[\d\s+-]+/.exec(phone)?.[0].replace(/\D/g, '') ?? '';
  const extension = /_\d{1,6}$/.exec(phone)?.[0] ?? '';
  return digits.length < 8 ? '****' : `${digits.slice(0, 3)}****${digits.slice(-4)}${extension}`;
}

/** Keeps street and building for sorting by area, hides what leads to the door. */
export function maskAddress(address: string | null): string | null {
  if (address === null) return null;
  const characters = [...address];
  const shown = Math.min(12, Math.ceil(characters.length / 2));
  return `${characters.slice(0, shown).join('')}****`;
}
