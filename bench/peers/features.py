#!/usr/bin/env python3
"""The features document as ISPsystem's Python modules answer it: arguments parsed, a tree built, printed."""

import argparse
import sys
import xml.etree.ElementTree as ET

ITEMTYPES = ["soft", "softexternal", "platform", "addition"]
PARAMS = ["url", "username", "dialect"]
FEATURES = [
    "check_connection", "tune_connection", "open", "reopen", "suspend", "resume", "close", "prolong", "cancel_prolong",
    "setparam", "sync_item", "gen_key", "check_param", "get_server_config", "sync_pricelist", "getbalance", "import",
    "get_suitable_module",
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", required=True)
    parser.parse_known_args()
    doc = ET.Element("doc")
    itemtypes = ET.SubElement(doc, "itemtypes")
    for name in ITEMTYPES:
        ET.SubElement(itemtypes, "itemtype", name=name)
    params = ET.SubElement(doc, "params")
    for name in PARAMS:
        ET.SubElement(params, "param", name=name)
    ET.SubElement(params, "param", name="password", crypted="yes")
    features = ET.SubElement(doc, "features")
    for name in FEATURES:
        ET.SubElement(features, "feature", name=name)
    sys.stdout.write(ET.tostring(doc, encoding="unicode") + "\n")


main()
