/**
 * The names under which passwords, license keys and logins travel: as parameters of services,
 * fields of requests, forms and answers, settings of modules. This is the only list: a value with
 * such a name is kept out of argument vectors, logs, messages and the state file.
 */
const SECRET = /passw|^confirm$|authinfo|lickey|secret|token|^key$/i;

/** Is a value of this name a secret? */
export const isSecretName = (name: string): boolean => SECRET.test(name);
