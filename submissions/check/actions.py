"""Passing the proposals that neither the rules nor a checker had anything to say about, together."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queue import enqueue
from submissions.locks import lock_proposal
from submissions.models import Proposal
from submissions.steps import workflow
from submissions.steps.mail import send_passed_mail
from submissions.steps.workflow import Note

TOGETHER = _("Diloloskan bersama: tanpa temuan, belum pernah dikembalikan.")


@dataclass(frozen=True)
class Passed:
    """Which proposals passed, and which did not and why."""

    passed: list[Proposal] = field(default_factory=list)
    refused: list[tuple[Proposal, str]] = field(default_factory=list)


def verify_all(*, proposals: Iterable[Proposal], by: User) -> Passed:
    """Pass each in a transaction of its own, so that one that cannot go holds up none of the others.

    An agency hears once of all that passed together.
    """
    result = Passed()
    for proposal in proposals:
        try:
            result.passed.append(_verify_clean(proposal, by))
        except ValidationError as error:
            result.refused.append((proposal, " ".join(error.messages)))
        except PermissionDenied as error:
            result.refused.append((proposal, str(error)))
    if result.passed:
        enqueue(send_passed_mail, [one.pk for one in result.passed], workflow.act_of(result.passed[0]))
    return result


@transaction.atomic
def _verify_clean(proposal: Proposal, by: User) -> Proposal:
    """The row is locked before it is asked whether it is clean; whose turn it is asks the step itself."""
    proposal = lock_proposal(proposal.pk)
    is_clean = Proposal.objects.clean().filter(pk=proposal.pk).exists()
    if by.has_perm("submissions.verify_proposal", proposal) and not is_clean:
        raise ValidationError(_("Ada temuan, atau pernah dikembalikan; periksa satu per satu."), code="not_clean")
    return workflow.take("verify", proposal=proposal, by=by, notes=[Note(str(TOGETHER), is_ok=True)], tells=False)
