const DECODINGS_MAX = 3;

export type RawField = { name: string; value: string };
/** A message made readable: a form's fields, indented JSON, or the text as it came. */
export type RawText = { shape: 'form'; fields: RawField[] } | { shape: 'json' | 'text'; text: string };

/** Makes a raw text readable. Only for the eyes: the message itself stays as it is. */
export function readableText(text: string, contentType: string | null): RawText {
  const json = indented(text);
  if (json !== null) return { shape: 'json', text: json };
  if (contentType?.includes('x-www-form-urlencoded') || looksLikeForm(text)) {
    return { shape: 'form', fields: readForm(text) };
  }
  return { shape: 'text', text };
}

function readForm(text: string): RawField[] {
  // URLSearchParams turns + into a space, as a form does.
  return [...new URLSearchParams(text)].map(([name, value]) => {
    const decoded = decodeFully(value);
    return { name, value: indented(decoded) ?? decoded };
  });
}

/** Some platforms encode values twice; a value that is no longer an encoding ends it. */
function decodeFully(value: string): string {
  let text = value;
  for (let round = 0; round < DECODINGS_MAX && /%[0-9A-Fa-f]{2}/.test(text); round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      return text;
    }
  }
  return text;
}

/**
 * JSON of an object or list with each part on a line of its own. Done by spacing the text, not by parsing it, because
 * order ids are longer than what a JavaScript number holds.
 */
function indented(text: string): string | null {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return null;
  try {
    JSON.parse(trimmed);
  } catch {
    return null;
  }
  return spaced(trimmed);
}

function spaced(json: string): string {
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  return json.replace(/"(?:[^"\\]|\\.)*"|\{\s*\}|\[\s*\]|[{}[\],:]|\s+/g, (token) => {
    if (token.startsWith('"')) return token;
    if (/^[{[]\s*[}\]]$/.test(token)) return token.replace(/\s/g, '');
    switch (token) {
      case '{':
      case '[':
        depth += 1;
        return token + line();
      case '}':
      case ']':
        depth -= 1;
        return line() + token;
      case ',':
        return token + line();
      case ':':
        return ': ';
      default:
        return '';
    }
  });
}

function looksLikeForm(text: string): boolean {
  return /^[\w.[\]-]+=[^\s]*(&[\w.[\]-]+=[^\s]*)*$/.test(text);
}
