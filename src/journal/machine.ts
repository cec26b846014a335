import { readFileSync } from 'node:fs';

/** Given to a system when it was installed; a copy of its disk has the same (machine-id(5)). */
const MACHINE_ID = ['/etc/machine-id', '/var/lib/dbus/machine-id'] as const;
/** The hardware's own, virtual or not; root alone may read it. */
const HARDWARE = '/sys/class/dmi/id/product_uuid';

let here: { readonly id: string; readonly hardware: string } | undefined;

/** The machine that this process runs on; '' for what it does not tell. */
export function thisMachine(): { readonly id: string; readonly hardware: string } {
  here ??= {
    id: MACHINE_ID.map(firstLine).find(each => each !== '') ?? '',
    hardware: firstLine(HARDWARE).toLowerCase(),
  };
  return here;
}

/** '' where it is missing, or nobody's to read. */
function firstLine(file: string): string {
  try {
    return (readFileSync(file, 'utf8').split('\n')[0] ?? '').trim();
  } catch {
    return '';
  }
}
