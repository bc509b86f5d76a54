"""Awards to a body or a person's body, besides the ranking."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ledger
from accounts.models import OPD, User
from awards.models import SpecialAward
from competitions.locks import lock_edition
from competitions.models import Edition


@transaction.atomic
def add_special_award(*, edition: Edition, name: str, holder: OPD, by: User, reason: str = "") -> SpecialAward:
    edition = lock_edition(edition.pk)
    if not by.has_perm("awards.manage_special_awards", edition):
        raise PermissionDenied
    if SpecialAward.objects.filter(edition=edition, name=name, holder=holder).exists():
        raise ValidationError({"name": _("Penghargaan ini sudah tercatat untuk penerima yang sama.")})

    award = SpecialAward.objects.create(edition=edition, name=name, holder=holder, reason=reason, created_by=by)
    after = {"name": name, "holder": holder.pk}
    ledger.record("specialaward.add", award, by=by, chain=edition.ledger_chain, after=after, note=reason)
    return award


@transaction.atomic
def remove_special_award(*, award: SpecialAward, by: User) -> None:
    edition = lock_edition(award.edition.pk)
    if not by.has_perm("awards.manage_special_awards", edition):
        raise PermissionDenied
    if not SpecialAward.objects.filter(pk=award.pk).exists():
        return  # anyone who comes second finds it gone

    before = {"name": award.name, "holder": award.holder_id}
    ledger.record("specialaward.remove", award, by=by, chain=edition.ledger_chain, before=before)
    award.delete()
