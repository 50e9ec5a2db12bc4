/** Unix seconds; 0 and absent both mean "not reached". */
export function seconds(text: string | undefined): Date | null {
  return text !== undefined && /^[1-9]\d{8,10}$/.test(text) ? new Date(Number(text) * 1000) : null;
}
