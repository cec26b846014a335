/**
 * Under these names passwords, license keys and logins travel: as parameters of services, fields of
 * requests, forms and answers, settings of modules. The one list of them: a value that bears such a
 * name is kept out of argument vectors, logs, messages and the state file.
 */
const SECRET = /passw|^confirm$|authinfo|lickey|secret|token|^key$/i;

/** Is a value of this name a secret? */
export const isSecretName = (name: string): boolean => SECRET.test(name);
