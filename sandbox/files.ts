/** What lies in the folder of a sandbox. */
export const UPSTREAM_FILE = 'upstream.db';
export const PANEL_FILE = 'panel.db';
export const BILLING_FILE = 'billing.db';
/** Written by a running sandbox: url, port, pid. */
export const STATE_FILE = 'sandbox.json';
/** The manager root. */
export const ROOT_FOLDER = 'root';
/** BILLmanager's own database, of a sandbox that was started with one. */
export const DATABASE_FOLDER = 'database';
