"""Reads answers as JSON, {name: headers}, and writes what drHEADer finds about each: its own rules, all of them."""

import json
import sys

from drheader import Drheader

answers = json.load(sys.stdin)
json.dump({name: Drheader(headers=headers).analyze(cross_origin_isolated=True) for name, headers in answers.items()}, sys.stdout)
