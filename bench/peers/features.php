<?php
// The features document as ISPsystem's PHP sample answers it: arguments parsed, a tree built, printed.

$options = getopt('', ['command:']);
if (!isset($options['command'])) {
    exit(1);
}
$doc = simplexml_load_string('<doc/>');
$itemtypes = $doc->addChild('itemtypes');
foreach (['soft', 'softexternal', 'platform', 'addition'] as $name) {
    $itemtypes->addChild('itemtype')->addAttribute('name', $name);
}
$params = $doc->addChild('params');
foreach (['url', 'username', 'dialect'] as $name) {
    $params->addChild('param')->addAttribute('name', $name);
}
$password = $params->addChild('param');
$password->addAttribute('name', 'password');
$password->addAttribute('crypted', 'yes');
$features = $doc->addChild('features');
foreach (['check_connection', 'tune_connection', 'open', 'reopen', 'suspend', 'resume', 'close', 'prolong', 'cancel_prolong',
    'setparam', 'sync_item', 'gen_key', 'check_param', 'get_server_config', 'sync_pricelist', 'getbalance', 'import',
    'get_suitable_module'] as $name) {
    $features->addChild('feature')->addAttribute('name', $name);
}
echo $doc->asXML();
