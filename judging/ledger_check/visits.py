"""The words of filed visit reports: does each still say what the ledger sealed?"""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from competitions.models import Edition
from judging.models import Visit

from .registers import DIGEST
from .replay import BATCH, Expected


def compare_reports(edition: Edition, expected: Expected) -> Iterator[str]:
    """A sentence for each filed report whose answers, findings or names are others than when it was filed.

    Its questions count as words of it: none may change once a report of their stage is filed.
    """
    known = expected.rows[Visit._meta.label_lower].known
    filed = Visit.objects.filter(stage__edition=edition, filed_at__isnull=False).order_by("stage", "pk")
    for stage, visits in groupby(filed.select_related("stage").iterator(BATCH), key=lambda visit: visit.stage):
        questions = list(stage.visit_questions.all())
        for visit in visits:
            digest = known.get(visit.pk, {}).get(DIGEST)
            if digest and digest != visit.digest(questions):
                names = {"noun": _("Laporan kunjungan"), "pk": visit.pk}
                yield _("%(noun)s %(pk)d: kata-katanya lain daripada jejak.") % names
