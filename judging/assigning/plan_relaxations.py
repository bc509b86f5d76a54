"""What forbids a plan, and each change that would free it, as a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from judging.assigning.solver.answer import RelaxationKind, Rule
from judging.models import Plan
from submissions.models import Proposal

from . import planning

NAMED = 5  # proposals that a sentence names before it counts the others

RULES = {
    Rule.TOO_MANY: gettext_lazy("Juri per usulan lebih banyak daripada juri yang duduk di panel."),
    Rule.JURORS: gettext_lazy("Sebagian usulan tidak punya cukup juri tanpa benturan kepentingan."),
    Rule.BODY: gettext_lazy("Sebagian usulan tidak dapat dinilai juri dari unsur yang wajib ada."),
    Rule.PLACES: gettext_lazy(
        "Unsur yang wajib ada tidak kebagian tempat: sudah terisi, atau unsurnya lebih banyak daripada jurinya."
    ),
    Rule.CAPACITY: gettext_lazy("Batas lembar per juri terlalu rendah untuk semua usulan."),
}


@dataclass(frozen=True)
class Way:
    """A way out as a sentence, with the address where it is made, or the number under which it can be asked for."""

    sentence: str
    number: int
    can_be_asked_for: bool
    url: str = ""


def lacks_of(plan: Plan) -> list[str]:
    """What each proposal lacks, of the first ones by name."""
    lacks = plan.part("lacks")
    shown = sorted({one[1] for one in lacks})
    titles = titles_of(shown[: 4 * NAMED])
    found = [_lack(plan, rule, titles[one], body, short) for rule, one, body, short in lacks if one in titles]
    if len(shown) > len(titles):
        found.append(_("… dan %(count)d usulan lain.") % {"count": len(shown) - len(titles)})
    return found


def titles_of(proposals: Sequence[int]) -> dict[int, str]:
    found = Proposal.objects.filter(pk__in=proposals).order_by("pk")
    return dict(found.values_list("pk", "innovation__title"))


def _lack(plan: Plan, rule: str, title: str, body: str, short: int) -> str:
    if rule == Rule.BODY:
        sentence = _("“%(title)s”: tidak ada juri dari unsur %(body)s yang tanpa benturan.")
        return sentence % {"title": title, "body": _body(plan, body)}
    if rule == Rule.PLACES:
        return _("“%(title)s”: kurang %(short)d tempat untuk unsur yang wajib.") % {"title": title, "short": short}
    return _("“%(title)s”: kurang %(short)d juri tanpa benturan.") % {"title": title, "short": short}


def _body(plan: Plan, body: str) -> str:
    return plan.body_names.get(body, _("mana pun"))


def way_of(plan: Plan, number: int, way: list[dict[str, Any]]) -> Way:
    kinds = {change["kind"] for change in way}
    url = ""
    if RelaxationKind.SEAT in kinds:
        url = reverse("judging:panel-update", args=[plan.stage.edition.slug])
    elif RelaxationKind.UNPIN in kinds:
        pinned = way[0]["released"][0][1]
        url = reverse("judging:juror-detail", args=[plan.stage.edition.slug, plan.stage_id, pinned])
    sentence = " ".join(_in_words(plan, change) for change in way)
    return Way(sentence, number, planning.can_be_asked_for(way), url)


def _in_words(plan: Plan, change: dict[str, Any]) -> str:
    return SENTENCES[RelaxationKind(change["kind"])](plan, change)


def _fewer(plan: Plan, change: dict[str, Any]) -> str:
    by_number: dict[int, list[int]] = {}
    for proposal, wanted in change["fewer"]:
        by_number.setdefault(wanted, []).append(proposal)
    return " ".join(
        ngettext(
            "Turunkan juri per usulan menjadi %(wanted)d untuk %(count)d usulan ini: %(titles)s.",
            "Turunkan juri per usulan menjadi %(wanted)d untuk %(count)d usulan ini: %(titles)s.",
            len(proposals),
        )
        % {"wanted": wanted, "count": len(proposals), "titles": _named(proposals)}
        for wanted, proposals in sorted(by_number.items(), reverse=True)
    )


def _named(proposals: Sequence[int]) -> str:
    titles = ", ".join(f"“{title}”" for title in titles_of(proposals[:NAMED]).values())
    more = len(proposals) - NAMED
    return titles + (_(", dan %(count)d lagi") % {"count": more} if more > 0 else "")


def _waive(plan: Plan, change: dict[str, Any]) -> str:
    by_body: dict[str, list[int]] = {}
    for proposal, body in change["waived"]:
        by_body.setdefault(body, []).append(proposal)
    return " ".join(
        _("Jangan wajibkan unsur %(body)s untuk %(count)d usulan ini: %(titles)s.")
        % {"body": _body(plan, body), "count": len(proposals), "titles": _named(proposals)}
        for body, proposals in by_body.items()
    )


def _seat(plan: Plan, change: dict[str, Any]) -> str:
    return " ".join(
        ngettext(
            "Tambah seorang juri dari unsur %(body)s yang tidak berbenturan.",
            "Tambah %(count)d juri dari unsur %(body)s yang tidak berbenturan.",
            count,
        )
        % {"count": count, "body": _body(plan, body)}
        for body, count in change["seats"]
    )


def _unpin(plan: Plan, change: dict[str, Any]) -> str:
    people = dict(User.objects.filter(pk__in=[juror for _one, juror in change["released"]]).values_list("pk", "name"))
    titles = titles_of([proposal for proposal, _juror in change["released"]])
    pins = [
        f"{people.get(juror, '–')} / “{titles.get(proposal, '–')}”" for proposal, juror in change["released"][:NAMED]
    ]
    sentence = _("Lepaskan %(count)d sematan, lalu cabut lembarnya: %(pins)s.")
    return sentence % {"count": len(change["released"]), "pins": ", ".join(pins)}


def _capacity(plan: Plan, change: dict[str, Any]) -> str:
    return _("Naikkan batas lembar per juri menjadi %(most)d.") % {"most": change["capacity"]}


def _calibration(plan: Plan, change: dict[str, Any]) -> str:
    return _("Kurangi usulan kalibrasi menjadi %(size)d.") % {"size": change["calibration"]}


SENTENCES = {
    RelaxationKind.FEWER: _fewer,
    RelaxationKind.WAIVE: _waive,
    RelaxationKind.SEAT: _seat,
    RelaxationKind.UNPIN: _unpin,
    RelaxationKind.CAPACITY: _capacity,
    RelaxationKind.CALIBRATION: _calibration,
}
