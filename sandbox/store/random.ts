/**
 * A number in [0, 1) that depends on nothing but its seeds: the same run chooses the same again.
 */
export function chance(...seeds: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const character of seeds.join('|')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  // the low bits of FNV alone are too regular for short inputs
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
