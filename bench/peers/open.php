<?php
// The opening of a license as ISPsystem's PHP sample carries out an operation: the service is read from BILLmanager's database, whose
// settings mgrctl tells; one mgrctl after another, a new connection for each request, each parameter saved by a call of its own; and one
// SQLite transaction, for what is bought must be noted somewhere.

$root = getenv('CPBILLMGR_ROOT');

function mgrctl(string $func, array $params): SimpleXMLElement
{
    global $root;
    $command = escapeshellarg("$root/sbin/mgrctl") . ' -m billmgr -o xml ' . escapeshellarg($func);
    foreach ($params as $key => $value) {
        $command .= ' ' . escapeshellarg("$key=$value");
    }
    $out = [];
    exec($command, $out);
    return simplexml_load_string(implode("\n", $out));
}

function panelDatabase(): mysqli
{
    $settings = [];
    foreach (mgrctl('paramlist', [])->xpath('//elem/*') as $param) {
        $settings[$param->getName()] = (string)$param;
    }
    return new mysqli(
        $settings['DBHost'], $settings['DBUser'], $settings['DBPassword'], $settings['DBName'], 0, $settings['DBSocket']
    );
}

function row(mysqli $database, string $sql): array
{
    return $database->query($sql)->fetch_assoc();
}

function params(mysqli $database, string $sql): array
{
    return array_column($database->query($sql)->fetch_all(MYSQLI_ASSOC), 'value', 'intname');
}

function upstream(SimpleXMLElement $module, string $func, array $params): SimpleXMLElement
{
    $form = ['func' => $func, 'out' => 'xml', 'authinfo' => "$module->username:$module->password"] + $params;
    $curl = curl_init((string)$module->url);
    curl_setopt_array($curl, [
        CURLOPT_POST => true,
        CURLOPT_POSTFIELDS => http_build_query($form),
        CURLOPT_RETURNTRANSFER => true,
    ]);
    if (getenv('BENCH_CA')) {
        curl_setopt($curl, CURLOPT_CAINFO, getenv('BENCH_CA'));
    }
    $answer = curl_exec($curl);
    if ($answer === false) {
        fwrite(STDERR, curl_error($curl) . "\n");
        exit(1);
    }
    curl_close($curl);
    $document = simplexml_load_string($answer);
    if (isset($document->error)) {
        fwrite(STDERR, "$func: {$document->error->msg}\n");
        exit(1);
    }
    return $document;
}

function note(string $item, string $license): void
{
    global $root;
    $database = new SQLite3("$root/var/peer.db");
    $database->exec('PRAGMA journal_mode = WAL');
    $database->exec('CREATE TABLE IF NOT EXISTS license (item TEXT, license TEXT)');
    $database->exec('BEGIN');
    $statement = $database->prepare('INSERT INTO license VALUES (?, ?)');
    $statement->bindValue(1, $item);
    $statement->bindValue(2, $license);
    $statement->execute();
    $database->exec('COMMIT');
    $database->close();
}

$item = getopt('', ['command:', 'item:'])['item'];
$database = panelDatabase();
$service = row($database, "SELECT i.processingmodule, p.intname FROM item i JOIN pricelist p ON p.id = i.pricelist WHERE i.id = $item");
$params = params($database, "SELECT intname, value FROM itemparam WHERE item = $item");
$module = mgrctl('processing.edit', ['elid' => $service['processingmodule']]);
$order = ['pricelist' => explode('-', $service['intname'])[0], 'period' => '1', 'ip' => $params['ip']];
upstream($module, 'soft.checkip', $order);
$ordered = upstream($module, 'soft.order.param', $order + [
    'licname' => $params['licname'],
    'remoteid' => $item,
    'autoprolong' => 'null',
    'skipbasket' => 'on',
    'clicked_button' => 'finish',
    'sok' => 'ok',
]);
$license = (string)$ordered->id;
note($item, $license);
$bought = upstream($module, 'soft.edit', ['elid' => $license]);
mgrctl('service.saveparam', ['elid' => $item, 'name' => 'license_id', 'value' => $license, 'sok' => 'ok']);
mgrctl('service.saveparam', ['elid' => $item, 'name' => 'lickey', 'value' => $bought->lickey, 'sok' => 'ok']);
mgrctl('service.saveparam', ['elid' => $item, 'name' => 'license_expiredate', 'value' => $bought->expiredate, 'sok' => 'ok']);
mgrctl('soft.open', ['elid' => $item, 'sok' => 'ok']);
