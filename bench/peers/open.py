#!/usr/bin/env python3
"""
The opening of a license as ISPsystem's Python modules carry out an operation: the service is read from BILLmanager's database,
whose settings mgrctl tells; one mgrctl after another, a new connection for each request, each parameter saved by a call of its own; and one SQLite transaction, for what is bought must be noted somewhere.
"""

import argparse
import http.client
import os
import sqlite3
import ssl
import subprocess
import urllib.parse
import xml.etree.ElementTree as ET

import MySQLdb

ROOT = os.environ["CPBILLMGR_ROOT"]


def mgrctl(func, **params):
    words = [os.path.join(ROOT, "sbin/mgrctl"), "-m", "billmgr", "-o", "xml", func]
    words += [f"{key}={value}" for key, value in params.items()]
    answer = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    return ET.fromstring(answer)


def panel_database():
    settings = {param.tag: param.text or "" for elem in mgrctl("paramlist") for param in elem}
    return MySQLdb.connect(
        host=settings["DBHost"], user=settings["DBUser"], passwd=settings["DBPassword"], db=settings["DBName"],
        unix_socket=settings["DBSocket"],
    ).cursor()


def upstream(module, func, **params):
    url = urllib.parse.urlsplit(module.findtext("url"))
    if url.scheme == "https":
        context = ssl.create_default_context(cafile=os.environ.get("BENCH_CA"))
        connection = http.client.HTTPSConnection(url.hostname, url.port, context=context)
    else:
        connection = http.client.HTTPConnection(url.hostname, url.port)
    login = f"{module.findtext('username')}:{module.findtext('password')}"
    form = urllib.parse.urlencode({"func": func, "out": "xml", "authinfo": login, **params})
    connection.request("POST", url.path, form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = ET.fromstring(connection.getresponse().read())
    connection.close()
    if answer.find("error") is not None:
        raise SystemExit(f"{func}: {answer.findtext('error/msg')}")
    return answer


def note(item, license_id):
    database = sqlite3.connect(os.path.join(ROOT, "var/peer.db"))
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("CREATE TABLE IF NOT EXISTS license (item TEXT, license TEXT)")
    with database:
        database.execute("INSERT INTO license VALUES (?, ?)", (item, license_id))
    database.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.add_argument("--item", required=True)
    item = parser.parse_known_args()[0].item
    database = panel_database()
    database.execute(
        "SELECT i.processingmodule, p.intname FROM item i JOIN pricelist p ON p.id = i.pricelist WHERE i.id = %s", [item]
    )
    processingmodule, intname = database.fetchone()
    database.execute("SELECT intname, value FROM itemparam WHERE item = %s", [item])
    params = dict(database.fetchall())
    module = mgrctl("processing.edit", elid=processingmodule)
    order = {"pricelist": intname.split("-")[0], "period": "1", "ip": params["ip"]}
    upstream(module, "soft.checkip", **order)
    ordered = upstream(
        module, "soft.order.param", **order, licname=params["licname"], remoteid=item,
        autoprolong="null", skipbasket="on", clicked_button="finish", sok="ok",
    )
    license_id = ordered.findtext("id")
    note(item, license_id)
    bought = upstream(module, "soft.edit", elid=license_id)
    mgrctl("service.saveparam", elid=item, name="license_id", value=license_id, sok="ok")
    mgrctl("service.saveparam", elid=item, name="lickey", value=bought.findtext("lickey"), sok="ok")
    mgrctl("service.saveparam", elid=item, name="license_expiredate", value=bought.findtext("expiredate"), sok="ok")
    mgrctl("soft.open", elid=item, sok="ok")


main()
