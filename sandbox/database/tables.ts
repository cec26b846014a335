/*
 * BILLmanager's tables as far as a program that reads services needs them: names and columns from
 * docs/reference/billmanager.md, "Tables of a service". Types are plausible ones; the reference
 * tells none. Booleans are 'on' and 'off', and NULL is "not set" everywhere.
 */

const ID = 'id INT NOT NULL AUTO_INCREMENT PRIMARY KEY';
const SWITCH = 'VARCHAR(3)';
const NAME = 'VARCHAR(255)';
const MONEY = 'DECIMAL(20,4)';
/** How much of a resource there is; the same columns in a tariff's resource and in an order's. */
const AMOUNTS = `addonlimit INT, addonlimittrial INT, addonmax INT, addonmaxtrial INT,
  addonbool ${SWITCH}, enumerationitem INT`;

/** Name of the table -> its columns and keys. Parents stand before what refers to them. */
const TABLES: Readonly<Record<string, string>> = {
  measure: `${ID}, intname ${NAME}, name ${NAME}, name_ru ${NAME}, lessmeasure INT, relation INT`,
  enumeration: `${ID}, intname ${NAME}, name ${NAME}`,
  enumerationitem: `${ID}, enumeration INT, intname ${NAME}, name ${NAME}, name_ru ${NAME},
    orderpriority INT, KEY (enumeration)`,
  itemtype: `${ID}, intname ${NAME}, name ${NAME}, name_ru ${NAME}, parent INT,
    need_processing ${SWITCH}, closetype INT, suspendperiod INT, KEY (intname), KEY (parent)`,
  account: `${ID}, name ${NAME}, country INT, parent INT, level INT, registration_date DATE,
    taxexclusive ${SWITCH}, taxcustompay ${SWITCH}, taxhide ${SWITCH}`,
  user: `${ID}, account INT, name ${NAME}, realname ${NAME}, email ${NAME}, phone ${NAME},
    level INT, language VARCHAR(8), enabled ${SWITCH}, password ${NAME}, KEY (account)`,
  project: `${ID}, name ${NAME}, account INT, billurl ${NAME}, notifyemail ${NAME},
    active ${SWITCH}`,
  processingmodule: `${ID}, orderpriority INT, name ${NAME}, module ${NAME}, ipmgr INT,
    laststatdate DATE, config MEDIUMTEXT, datacenter INT, department INT, licserver INT,
    licserverprovider ${SWITCH}, active ${SWITCH}, ippool INT, failed ${SWITCH}, KEY (module)`,
  processingparam: `${ID}, intname ${NAME}, processingmodule INT, value MEDIUMTEXT,
    KEY (processingmodule)`,
  processingcryptedparam: `${ID}, intname ${NAME}, processingmodule INT, value MEDIUMTEXT,
    KEY (processingmodule)`,
  pricelist: `${ID}, name ${NAME}, name_ru ${NAME}, intname ${NAME}, itemtype INT, project INT,
    parent INT, active ${SWITCH}, archived ${SWITCH}, isgroup ${SWITCH}, orderpriority INT,
    addontype INT, billtype INT, measure INT, ${AMOUNTS}, addonstep INT, addonmin INT,
    enumeration INT, compound INT, manualname ${SWITCH}, license TEXT, remoteid ${NAME},
    label ${NAME}, manualprocessing ${SWITCH}, processing_feature ${NAME}, orderpolicy INT,
    returnpolicy INT, changepolicy INT, chargestoped ${SWITCH}, allowpostpaid ${SWITCH},
    KEY (parent), KEY (itemtype), KEY (project)`,
  pricelistparam: `${ID}, intname ${NAME}, pricelist INT, value MEDIUMTEXT, KEY (pricelist)`,
  processingmodule2pricelist: `processingmodule INT NOT NULL, pricelist INT NOT NULL,
    orderpriority INT, PRIMARY KEY (processingmodule, pricelist), KEY (pricelist)`,
  item: `${ID}, name ${NAME}, account INT, pricelist INT, parent INT, processingmodule INT,
    status INT, period INT, currency INT, createdate DATE, opendate DATE, expiredate DATE,
    suspenddate DATE, cost ${MONEY}, costperiod INT, costdate DATE, price INT, remoteid ${NAME},
    lastpricelist INT, autoprolong INT, autoassign ${SWITCH}, autosuspend ${SWITCH},
    employeesuspend ${SWITCH}, abusesuspend ${SWITCH}, scheduledclose ${SWITCH},
    specialstatus INT, boolvalue ${SWITCH}, intvalue INT, ${AMOUNTS}, fixedprices ${SWITCH},
    KEY (account), KEY (pricelist), KEY (parent), KEY (processingmodule), KEY (status)`,
  itemparam: `${ID}, item INT, intname ${NAME}, value MEDIUMTEXT, KEY (item)`,
  itemcryptedparam: `${ID}, item INT, intname ${NAME}, value MEDIUMTEXT, KEY (item)`,
  runningoperation: `${ID}, item INT, intname ${NAME}, trycount INT, manual ${SWITCH},
    errorxml MEDIUMTEXT, KEY (item)`,
  task: `${ID}, item INT, runningoperation INT, type ${NAME}, status INT, KEY (item),
    KEY (runningoperation)`,
  expense: `${ID}, item INT, operation ${NAME}, realdate DATE, subaccount INT, notpayd ${MONEY},
    KEY (item)`,
};

/** Makes them, in the database in use. */
export const CREATE_TABLES: string = Object.entries(TABLES)
  .map(
    ([name, columns]) => `CREATE TABLE ${name} (${columns}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;`,
  )
  .join('\n');
