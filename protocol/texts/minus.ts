/** A written number as people read it, with U+2212 for its sign. An exponent keeps its hyphen; files that programs read have none of this. */
export function withMinus(number: string): string {
  return number.replace(/^-/, '−')
}
