import { type El, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { userList, whoAmI } from './clients.ts';
import { enumerationItemForm } from './enumerations.ts';
import { itemForm, pricelistForm } from './forms.ts';
import { assignImport, importService } from './import.ts';
import { storedType, storedTypes } from './itemtypes.ts';
import { itemList, operationList, tariffList } from './lists.ts';
import { measureForm } from './measures.ts';
import { moduleForm, moduleList, nextModule, saveBalance, setConfig } from './modules.ts';
import { addTask, operationForm, setManual, taskType } from './operations.ts';
import { paramList } from './paramlist.ts';
import { dropItemParam, saveParam } from './params.ts';
import {
  isPost,
  openItem,
  POST_FUNCTIONS,
  postItem,
  postStat,
  rollbackTariff,
  setExpiredate,
  setStatus,
} from './posts.ts';
import { deleteProblem, problemList, registerProblem } from './problems.ts';
import type { BillingCall, BillingWorld } from './world.ts';

type BillingFunction = (world: BillingWorld, call: BillingCall) => El;

const FUNCTIONS: Readonly<Record<string, BillingFunction>> = {
  'service.saveparam': saveParam,
  'service.dropparam': dropItemParam,
  'service.setstatus': setStatus,
  'service.setexpiredate': setExpiredate,
  'service.poststat': postStat,
  'service.changepricelist.rollback': rollbackTariff,
  'service.getnextmodule': nextModule,
  pricelist: tariffList,
  'pricelist.edit': pricelistForm,
  'measure.edit': measureForm,
  'enumerationitem.edit': enumerationItemForm,
  user: userList,
  processing: moduleList,
  'processing.edit': moduleForm,
  'processing.setconfig': setConfig,
  'processing.savebalance': saveBalance,
  'processing.import.service': importService,
  'processing.import.assign': assignImport,
  runningoperation: operationList,
  'runningoperation.edit': operationForm,
  'runningoperation.setmanual': setManual,
  'task.gettype': taskType,
  'task.edit': addTask,
  problems: problemList,
  'problems.register': registerProblem,
  'problems.delete': deleteProblem,
  paramlist: paramList,
  otparamlist: paramList,
  whoami: whoAmI,
  exit: () => okDoc(),
};

/** Every function of this panel, those of its product types among them. */
export const functionNames = (): readonly string[] =>
  [
    ...Object.keys(FUNCTIONS),
    ...POST_FUNCTIONS,
    ...storedTypes().flatMap(type => [type, `${type}.edit`, `${type}.open`]),
  ].sort();

/** Returns one call of mgrctl; all of it or nothing. Throws PanelError. */
export function answerBilling(world: BillingWorld, call: BillingCall): El {
  const answer = findFunction(world, call.func);
  return world.store.transaction(() => answer(world, call));
}

function findFunction(world: BillingWorld, func: string): BillingFunction {
  if (Object.hasOwn(FUNCTIONS, func)) {
    const own = FUNCTIONS[func];
    if (own) return own;
  }
  if (isPost(func)) return postItem;
  const dot = func.indexOf('.');
  const itemtype = storedType(world, dot < 0 ? func : func.slice(0, dot));
  const act = dot < 0 ? '' : func.slice(dot + 1);
  if (itemtype !== undefined) {
    if (act === '') return (world, call) => itemList(world, call, itemtype);
    if (act === 'edit') return (world, call) => itemForm(world, call, itemtype);
    if (act === 'open') return (world, call) => openItem(world, call, itemtype);
  }
  throw new PanelError('missed', 'func', func);
}
