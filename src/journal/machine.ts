import { readFileSync } from 'node:fs';

/** Set when a system is installed; a copy of its disk has the same (machine-id(5)). */
const MACHINE_ID = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;
/** The id of the hardware, virtual or not; only root may read it. */
const HARDWARE = '/sys/class/dmi/id/product_uuid';

let here: { readonly id: string; readonly hardware: string } | undefined;

/** The machine that this process runs on; '' for an id that cannot be read. */
export function thisMachine(): { readonly id: string; readonly hardware: string } {
  here ??= {
    id: MACHINE_ID.map(firstLine).find(each => each !== '') ?? '',
    hardware: firstLine(HARDWARE).toLowerCase(),
  };
  return here;
}

/** '' if it is missing or unreadable. */
function firstLine(file: string): string {
  try {
    return (readFileSync(file, 'utf8').split('\n')[0] ?? '').trim();
  } catch {
    return '';
  }
}
