/**
 * Text of a stand-in for `sbin/mgrctl`: answers each function of BILLmanager that the module asks,
 * after a set time. A shell's script, because it must cost less than what it stands for. It knows
 * any service: as `var/other-services` says until it is opened, afterwards active with the fields
 * that were given then; paid until what `var/service-end` says.
 */
export function mgrctlText(wish: {
  readonly root: string;
  readonly delayMs: number;
  readonly url: string;
}): string {
  const pause = wish.delayMs > 0 ? `sleep ${wish.delayMs / 1000}` : ':';
  return `#!/bin/sh
${pause}
for word; do
  case $word in elid=*) elid=\${word#elid=};; esac
done
case $5 in
soft.edit)
  read -r end <${wish.root}/var/service-end
  read -r format <${wish.root}/var/other-services
  kept=$(printf "$format" "$elid" "$elid")
  [ -f ${wish.root}/var/services/$elid ] && read -r kept <${wish.root}/var/services/$elid
  ip=10.$((elid >> 16 & 255)).$((elid >> 8 & 255)).$((elid & 255))
  printf '<doc><elid>%s</elid><id>%s</id><name>ISPmanager Lite</name><pricelist>7</pricelist><period>1</period>' "$elid" "$elid"
  printf '<expiredate>%s</expiredate><ip>%s</ip><licname>service %s</licname>' "$end" "$ip" "$elid"
  printf '%s<processingmodule>1</processingmodule></doc>' "$kept"
  ;;
soft.open)
  kept='<status>2</status>'
  for word; do
    case $word in
    lickey=*) kept="$kept<lickey>$CPBILLMGR_SECRET_0</lickey>" ;;
    license_id=*) kept="$kept<license_id>\${word#license_id=}</license_id>" ;;
    license_expiredate=*) kept="$kept<license_expiredate>\${word#license_expiredate=}</license_expiredate>" ;;
    esac
  done
  printf '%s\n' "$kept" >${wish.root}/var/services/$elid
  printf '<doc><ok/></doc>'
  ;;
pricelist.edit)
  printf '<doc><elid>7</elid><id>7</id><name>Lite</name><intname>3541-ISPmanager Lite</intname><itemtype>soft</itemtype></doc>'
  ;;
runningoperation.edit)
  printf '<doc><elid>%s</elid><id>%s</id><trycount>1</trycount></doc>' "$elid" "$elid"
  ;;
processing.edit)
  printf '<doc><elid>1</elid><id>1</id><name>Licenses</name><module>pmcpbillmgr</module>'
  printf '<url>${wish.url}</url><username>bench</username><password>bench-password</password></doc>'
  ;;
paramlist)
  printf '<doc>'
  while read -r name value; do
    printf '<elem><%s>%s</%s></elem>' "$name" "$value" "$name"
  done <${wish.root}/etc/billmgr.conf.d/db.conf
  printf '</doc>'
  ;;
processing)
  printf '<doc><elem><id>1</id><name>Licenses</name><module>pmcpbillmgr</module></elem></doc>'
  ;;
*)
  printf '<doc><ok/></doc>'
  ;;
esac
`;
}
