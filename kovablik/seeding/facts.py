"""The printed facts of the KOVABLIK Kota Batu 2020, from kovablik/data/kota-batu-2020.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import OPD

DATA = Path(__file__).resolve().parent.parent / "data" / "kota-batu-2020.toml"


@cache
def facts() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def make_agencies() -> dict[str, OPD]:
    """All bodies that the texts name, by abbreviation. Those that exist stay as they are."""
    for agency in facts()["agencies"]:
        OPD.objects.get_or_create(
            abbr=agency["abbr"],
            defaults={
                "name": agency["name"],
                "kind": agency["kind"],
                "is_participant": agency["kind"] != "lembaga",
            },
        )
    return {opd.abbr: opd for opd in OPD.objects.filter(abbr__in=[agency["abbr"] for agency in facts()["agencies"]])}
