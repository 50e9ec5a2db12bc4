/** Hands a file to the browser, which asks or saves it as it is set to. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Some browsers begin to read only after this turn.
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
