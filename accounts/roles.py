"""The offices that do something together, each set under one name."""

from .models import Office

CHECKERS = (Office.SECRETARIAT, Office.VERIFIER)  # ask an agency back about what it wrote
WATCHERS = (Office.SECRETARIAT, Office.AUDITOR)  # see all of the making and the judging, sheet by sheet
READERS = (*CHECKERS, Office.AUDITOR)  # read what the agencies sent
OVERSEERS = (*WATCHERS, Office.LEADER)  # answer for the result: they know names and places before the public does
OFFICERS = tuple(Office)  # know that a proposal exists
