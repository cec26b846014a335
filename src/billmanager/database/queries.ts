/*
 * What is asked of BILLmanager's tables (docs/reference/billmanager.md, "Tables of a service"), in
 * words that MySQL 5.6 and MariaDB 5.5 understand. Whole rows are read if a column may be missing.
 */

/** A service: its tariff is no part of another one, whatever the service itself belongs to. */
const IS_SERVICE = 'p.parent IS NULL';

export const SERVICE = `
SELECT i.id, i.name, i.account, i.status, i.period, i.expiredate, i.createdate,
  i.pricelist, i.lastpricelist,
  i.processingmodule, i.parent, i.specialstatus, t.intname AS itemtype_intname FROM item i
JOIN pricelist p ON p.id = i.pricelist
JOIN itemtype t ON t.id = p.itemtype
WHERE i.id = ? AND ${IS_SERVICE}`;

export const SERVICE_PARAMS = `
SELECT intname, value, 'off' AS crypted FROM itemparam WHERE item = ?
UNION ALL SELECT intname, value, 'on' FROM itemcryptedparam WHERE item = ?`;

/** The tariffs of a product type. */
export const TARIFFS_OF_TYPE = `
SELECT p.id FROM pricelist p
JOIN itemtype t ON t.id = p.itemtype
WHERE t.intname = ? AND ${IS_SERVICE}`;
/**
 * A page of services of some tariffs behind an id, in the order of ids: with any other key, or a
 * join, each page would be sorted out of all services. Of one module, with those that were imported
 * and have no tariff yet: nothing tells their product type.
 */
const SERVICES_BEHIND = `
SELECT i.id, i.name, i.account, i.status, i.period, i.expiredate, i.createdate, i.pricelist,
  i.processingmodule FROM item i FORCE INDEX (PRIMARY)
WHERE i.id > ? AND `;
const PAGE = ' ORDER BY i.id LIMIT ?';
export const SERVICES = `${SERVICES_BEHIND}i.pricelist IN (?)${PAGE}`;
export const SERVICES_OF_MODULE = `${SERVICES_BEHIND}(i.pricelist IN (?) OR i.pricelist IS NULL)
  AND i.processingmodule = ?${PAGE}`;

export const PARAMS_OF_SERVICES = 'SELECT item, intname, value FROM itemparam WHERE item IN (?)';

export const RESOURCES = `
SELECT p.id, p.intname, t.intname AS itemtype_intname, p.addontype, p.billtype, p.addonlimit,
  p.addonbool, p.addonmax, p.addonmaxtrial, p.measure, pe.intname AS choice,
  a.addonlimit AS has_addonlimit, a.intvalue AS has_intvalue, a.boolvalue AS has_boolvalue,
  a.addonmax AS has_addonmax, a.addonmaxtrial AS has_addonmaxtrial, ae.intname AS has_choice
FROM pricelist p
JOIN itemtype t ON t.id = p.itemtype
LEFT JOIN item a ON a.pricelist = p.id AND a.parent = ?
LEFT JOIN enumerationitem pe ON pe.id = p.enumerationitem
LEFT JOIN enumerationitem ae ON ae.id = a.enumerationitem
WHERE p.parent = ? AND (p.active = 'on' OR a.id IS NOT NULL)
  AND (p.compound IS NULL OR a.id IS NOT NULL)
ORDER BY p.id, a.id`;

export const TARIFF = `
SELECT p.id, p.name, p.intname, t.intname AS itemtype_intname FROM pricelist p
JOIN itemtype t ON t.id = p.itemtype WHERE p.id = ?`;
export const TARIFF_PARAMS = 'SELECT intname, value FROM pricelistparam WHERE pricelist = ?';

export const MODULE = 'SELECT id, name, module, config FROM processingmodule WHERE id = ?';
export const MODULE_PARAMS = `
SELECT intname, value, 'off' AS crypted FROM processingparam WHERE processingmodule = ?
UNION ALL SELECT intname, value, 'on' FROM processingcryptedparam WHERE processingmodule = ?`;
export const MODULES = 'SELECT id, name, module, config FROM processingmodule ORDER BY id';
export const SUITABLE_MODULES = `
SELECT m.id, m.ipmgr FROM processingmodule m
JOIN processingmodule2pricelist l ON l.processingmodule = m.id
WHERE l.pricelist = ? AND m.module = ? AND m.active = 'on'
ORDER BY m.orderpriority, m.ipmgr, m.id`;

export const RUNNING_OPERATION = 'SELECT * FROM runningoperation WHERE id = ?';
export const RUNNING_COMMANDS = 'SELECT intname FROM runningoperation WHERE item = ?';
export const TASK = 'SELECT * FROM task WHERE runningoperation = ? ORDER BY id DESC LIMIT 1';
export const TASKS = 'SELECT * FROM task WHERE runningoperation IN (?)';

export const ACCOUNT_USER = 'SELECT name FROM user WHERE account = ? ORDER BY id LIMIT 1';
export const USERS = 'SELECT account, name FROM user ORDER BY id';

export const MEASURES = 'SELECT id, intname, lessmeasure, relation FROM measure';
