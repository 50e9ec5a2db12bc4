import type { SignatureExplanation, SignedPiece } from '../../connectors/signature-explanation.ts';

const VALUE_CHARS_MAX = 200;

/** The explanation for a person: one step after the other, in the order in which a program does them. */
export function describeSignature(explained: SignatureExplanation, showSecret: boolean): string {
  const { name, rule, taken, leftOut, toSign, algorithm, expected, goesInto, given } = explained;
  const width = Math.max(...taken.map((part) => part.name.length), ...leftOut.map((part) => part.name.length)) + 2;
  return [
    `${name}: ${rule}`,
    '',
    `1. signed, in this order`,
    ...taken.map((part) => `   ${part.name.padEnd(width)}${shorten(part.value)}   (${part.from})`),
    `2. not signed`,
    ...leftOut.map((part) => `   ${part.name.padEnd(width)}${part.why}`),
    `3. the text to sign`,
    `   ${pieces(toSign, showSecret).join('')}`,
    `4. ${algorithm}`,
    `   ${expected}   goes into ${goesInto}`,
    ...(given === null
      ? []
      : [`5. the request carries`, `   ${given}   ${explained.matches ? 'the same' : 'DIFFERENT'}`]),
    ...explained.problems.map((problem) => `   ! ${problem}`),
    '',
  ].join('\n');
}

/** As JSON, the secret masked as well. */
export function signatureJson(explained: SignatureExplanation, showSecret: boolean): object {
  const { toSign, ...rest } = explained;
  return { ...rest, toSign: pieces(toSign, showSecret).join('') };
}

function pieces(toSign: readonly SignedPiece[], showSecret: boolean): string[] {
  return toSign.map((piece) => {
    if (typeof piece === 'string') return piece;
    return showSecret ? piece.secret : `<secret, ${piece.secret.length} characters>`;
  });
}

function shorten(value: string): string {
  const line = value.replaceAll('\n', '\\n');
  return line.length <= VALUE_CHARS_MAX ? line : `${line.slice(0, VALUE_CHARS_MAX)}… (${value.length} characters)`;
}
