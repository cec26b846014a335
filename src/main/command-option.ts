/**
 * The value of `--command X`, `--command=X`, `-c X`, `-c=X` or `-cX`; '' when the value is missing,
 * undefined without the option.
 */
export function commandOption(argv: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    if (word === '--command' || word === '-c') return argv[index + 1] ?? '';
    if (word.startsWith('--command=')) return word.slice('--command='.length);
    if (word.startsWith('-c')) return word.slice('-c'.length).replace(/^=/, '');
  }
  return undefined;
}
