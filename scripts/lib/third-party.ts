import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** A piece of software of others that the executable contains. */
interface Part {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly text: string;
}

/**
 * Licenses of everything of others that is in the executable or beside it: bundled packages, the
 * native addon, Node itself.
 */
export function thirdPartyLicenses(project: string, bundled: readonly string[]): string {
  const folders = new Set(bundled.map(packageFolder).filter(folder => folder !== undefined));
  folders.add(join('node_modules', 'better-sqlite3'));
  const parts = [...folders].sort().map(folder => readPart(join(project, folder)));
  return [
    '# Software of others in cpbillmgr',
    '',
    'The executable contains the packages below and Node.js, with which it was made.',
    '',
    ...new Set([...parts, nodePart()].map(section)),
  ].join('\n');
}

/** `node_modules/a/lib/b.js` -> `node_modules/a`; undefined for a file of our own. */
function packageFolder(file: string): string | undefined {
  const segments = file.split(sep);
  const index = segments.lastIndexOf('node_modules');
  if (index < 0) return undefined;
  const length = segments[index + 1]?.startsWith('@') ? 3 : 2;
  return segments.slice(0, index + length).join(sep);
}

function readPart(folder: string): Part {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const name = textField(manifest, 'name', folder);
  const license = textField(manifest, 'license', folder);
  return {
    name,
    version: textField(manifest, 'version', folder),
    license,
    text: licenseText(folder, name),
  };
}

function textField(manifest: unknown, field: string, folder: string): string {
  const value = typeof manifest === 'object' && manifest ? Reflect.get(manifest, field) : undefined;
  if (typeof value !== 'string')
    throw new Error(`${join(folder, 'package.json')} has no "${field}"`);
  return value;
}

function licenseText(folder: string, name: string): string {
  const file = readdirSync(folder).find(entry => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
  return file
    ? readFileSync(join(folder, file), 'utf8').trim()
    : `The package ${name} carries no license text.`;
}

function nodePart(): Part {
  const folder = dirname(dirname(process.execPath));
  return {
    name: 'Node.js',
    version: process.version,
    license: 'MIT and others',
    text: licenseText(folder, 'node'),
  };
}

function section(part: Part): string {
  return `## ${part.name} ${part.version} (${part.license})\n\n\`\`\`\n${part.text}\n\`\`\`\n`;
}
