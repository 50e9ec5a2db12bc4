const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Chinese mobile numbers that stand in the text in full. A UUID is none, whatever its digits: some begin as mobile numbers do. */
export function mobileNumbersIn(text: string): string[] {
  return text.replaceAll(UUID, '').match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? [];
}
