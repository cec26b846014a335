import { rmSync, writeFileSync } from 'node:fs';

/** How the program at `sbin/mgrctl` reaches the sandbox that runs. */
export interface Reach {
  readonly port: number;
  /** Nobody else's calls are answered. */
  readonly token: string;
}

/**
 * The real mgrctl hands a call to the panel, which runs all the time; so does this one. A shell is
 * up in a twentieth of the time that the executable needs. It becomes the program that copies the
 * answer: one process, which ends when it is killed.
 */
const programText = ({ port, token }: Reach): string => `#!/bin/bash
# Hands the call to the sandbox, which looks its words and environment up by the process id.
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 1
echo '${token}' "$$" "$PPID" >&3
read -r status message <&3 || exit 1
[ -z "$message" ] || echo "$message" >&2
[ "$status" != 0 ] || exec /bin/cat <&3
/bin/cat <&3
exit "$status"
`;

/** Only its owner may read it. */
export function writeProgram(path: string, reach: Reach): void {
  // it may be a link of an older sandbox
  rmSync(path, { force: true });
  writeFileSync(path, programText(reach), { mode: 0o700 });
}
