"""Storing the text under one heading, as often as somebody pauses in writing."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.models import SectionTemplate
from submissions.documents import text_version
from submissions.models import Proposal, Section
from submissions.places import require_open


@transaction.atomic
def save_section(
    *, proposal: Proposal, template: SectionTemplate, text: str, by: User, version: str | None = None
) -> Section:
    """Store a section's text with its count of words; the limit is held here, whatever the page said.

    `version` marks the text from which the writer started. If somebody else has written meanwhile, nothing is
    overwritten. Texts are not in the ledger one by one: sending records the fingerprint of them all.
    """
    proposal = Proposal.objects.select_for_update(of=("self",)).with_details().get(pk=proposal.pk)
    if not by.has_perm("submissions.change_proposal", proposal) or template.edition_id != proposal.edition_id:
        raise PermissionDenied(_("Usulan ini sedang tidak dapat diubah."))
    require_open(proposal, section=template)
    section = proposal.sections.filter(template=template).select_related("updated_by").first() or Section(
        proposal=proposal, template=template, updated_by=by
    )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check_version(section, text, version, by)
    if section.pk and section.text == text:
        return section

    section.text, section.updated_by, section.updated_at = text, by, clock.now()
    section.count()
    _check_length(section)
    section.save()
    return section


def _check_version(section: Section, text: str, version: str | None, by: User) -> None:
    if version is None or section.updated_by == by or text == section.text:
        return
    if version != text_version(section.text):
        raise ValidationError(
            _(
                "%(name)s baru saja mengubah bagian ini. Salin tulisan Anda, lalu muat ulang halaman ini "
                "untuk menggabungkan keduanya."
            ),
            params={"name": section.updated_by},
            code="changed_meanwhile",
        )


def _check_length(section: Section) -> None:
    limit = section.template.max_words
    if section.words > limit:
        raise ValidationError(
            _("Belum tersimpan: paling banyak %(limit)d kata, tulisan Anda %(words)d kata."),
            params={"limit": limit, "words": section.words},
            code="too_long",
        )
