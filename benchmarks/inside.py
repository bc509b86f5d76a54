"""Tasks that need Django on the database of one site: `python -m benchmarks.inside TASK …` answers in JSON."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import django

django.setup()

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.template.loader import render_to_string
from django_redis import get_redis_connection

from accounts import clock
from accounts.models import User
from awards import documents
from awards.actions import certificates as acts
from awards.actions.plenary import confirm_plenary
from awards.actions.publication import publish_result
from awards.models import Certificate
from competitions.models import Edition
from judging.models import Score, ScoreSheet
from judging.ranking.actions import rebuild_ranking
from kovablik.seeding.facts import make_agencies
from kovablik.seeding.people import make_cast
from kovablik.seeding.synthetic import AT_REST, UNDER_WAY, name_of, seed_synthetic

from .export import take_marks  # noqa: F401  a task too
from .marking import markers, marks_kept, seed_marking  # noqa: F401  tasks too
from .plans import draw_plans, seat_jurors, seed_unassigned  # noqa: F401  tasks too
from .web import QueryCounter
from .writing import close_in, forget_files, kept, raise_file_limit, seed_writing, writers  # noqa: F401  tasks too

WARM = 3


def seed(kind: str, size: str) -> dict[str, Any]:
    if kind == "assignment":
        seed_unassigned(int(size))
    elif kind == "writing":
        seed_writing(int(size))
    elif kind == "marking":
        seed_marking(int(size))
    elif kind == "judged":
        call_command("seed", size=int(size), stage=UNDER_WAY)
        rebuild_ranking(edition=the_edition(), by=secretariat())
    else:
        agencies = make_agencies()
        everyone_wins = [{"name": f"Top {size}", "up_to_place": int(size), "prints_place": False}]
        seed_synthetic(int(size), agencies, make_cast(agencies), AT_REST, everyone_wins)
        confirm_plenary(edition=the_edition(), by=secretariat(), minutes_number="CONTOH", venue="Contoh")
        publish_result(edition=the_edition(), by=secretariat())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    get_redis_connection().flushdb()  # what seeding enqueued is measured later, if at all
    return {}


def facts() -> dict[str, Any]:
    edition = the_edition()
    return {
        "slug": edition.slug,
        "stage": edition.stages.get().pk,
        "proposals": edition.proposals.count(),
        "sheets": ScoreSheet.objects.in_edition(edition).count(),
        "marks": Score.objects.filter(sheet__assignment__stage__edition=edition).count(),
    }


def rebuild(rounds: str) -> dict[str, Any]:
    """How long building the ranking takes, the whole action with its ledger entry; the first is not counted."""
    edition, seconds = the_edition(), []
    rebuild_ranking(edition=edition, by=secretariat())
    for _round in range(int(rounds)):
        by, start = secretariat(), time.perf_counter()
        rebuild_ranking(edition=edition, by=by)
        seconds.append(time.perf_counter() - start)
    counter, by = QueryCounter(), secretariat()
    with connection.execute_wrapper(counter):
        rebuild_ranking(edition=edition, by=by)
    return {"seconds": seconds, "queries": counter.count}


def through_celery(count: str) -> dict[str, Any]:
    """From enqueueing to the last certificate drawn, by whatever workers there are."""
    ids = undraw(int(count))
    left, start = Certificate.objects.undrawn().filter(pk__in=ids), time.perf_counter()
    with transaction.atomic():
        acts.enqueue_drawing(ids)
    while left.exists():
        time.sleep(0.05)
    return {"seconds": time.perf_counter() - start}


def naive(count: str) -> dict[str, Any]:
    """One WeasyPrint document after the other in this process, sheet and words in one, from the same templates."""
    return _one_by_one(int(count), _naive_pdf)


def singly(count: str) -> dict[str, Any]:
    """The application's own drawing, but one certificate at a time and in this process alone."""
    return _one_by_one(int(count), lambda certificate: next(documents.draw([certificate]))[1])


def _one_by_one(count: int, draw: Callable[[Certificate], bytes]) -> dict[str, Any]:
    certificates = list(Certificate.objects.filter(pk__in=undraw(count + WARM)).with_print())
    for certificate in certificates[:WARM]:
        draw(certificate)
    start = time.perf_counter()
    for certificate in certificates[WARM:]:
        pdf = draw(certificate)
        certificate.pdf.save("", ContentFile(pdf), save=False)
        certificate.sha256, certificate.drawn_at = sha256(pdf).hexdigest(), clock.now()
        certificate.save(update_fields=["pdf", "sha256", "drawn_at"])
    return {"seconds": time.perf_counter() - start}


def _naive_pdf(certificate: Certificate) -> bytes:
    import weasyprint  # noqa: PLC0415  slow, and most tasks do without

    words = render_to_string("awards/pdf/certificates.html", {"sheets": [documents.sheet_of(certificate)]})
    sheet = render_to_string("awards/pdf/artwork.html", {"tiles": documents.border_tiles()})
    drawing = sheet[sheet.index("<svg") : sheet.index("</svg>")] + "</svg>"
    html = words.replace(
        "<header>", f'<div style="position: absolute; left: 0; top: 0; z-index: -1">{drawing}</div><header>'
    )
    style, fonts = _naive_style()
    return weasyprint.HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)


def _naive_style(made: list = []) -> tuple[Any, Any]:  # noqa: B006  made once; to read it every time would flatter us
    import weasyprint  # noqa: PLC0415  as above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  as above

    if not made:
        fonts = FontConfiguration()
        text = render_to_string("awards/pdf/certificate.css").replace("{fonts}", settings.NODE_MODULES.as_uri())
        made.append((weasyprint.CSS(string=text, font_config=fonts), fonts))
    return made[0]


def show(count: str, folder: str) -> dict[str, Any]:
    """Both ways of drawing side by side, for the eye: are they the same piagam?"""
    for certificate in Certificate.objects.with_print()[: int(count)]:
        for name, pdf in (("naive", _naive_pdf(certificate)), ("ours", next(documents.draw([certificate]))[1])):
            with open(f"{folder}/{certificate.sequence}-{name}.pdf", "wb") as target:  # noqa: PTH123
                target.write(pdf)
    return {}


def undraw(count: int) -> list[int]:
    ids = list(Certificate.objects.order_by("pk").values_list("pk", flat=True)[:count])
    Certificate.objects.filter(pk__in=ids).update(pdf="", sha256="", drawn_at=None)
    return ids


def the_edition() -> Edition:
    return Edition.objects.with_phases().get(short_name__in=[name_of(size) for size in _sizes()])


def _sizes() -> Iterator[int]:
    yield int(connection.settings_dict["NAME"].rpartition("_")[2])


def secretariat() -> User:
    return User.objects.get(username="sekretariat")


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    print(json.dumps(globals()[task](*arguments)))
