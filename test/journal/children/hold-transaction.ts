import Database from 'better-sqlite3';
import { answer, argument } from './gate.ts';

// FILE: changes the state file in a transaction and never ends it
const database = new Database(argument(0));
database.exec(`BEGIN IMMEDIATE; INSERT INTO fact VALUES ('half', '1', '2026-01-01T00:00:00.000Z')`);
answer('inside');
// the reference keeps the connection from being collected, which would end the transaction
setInterval(() => database.open, 60_000);
