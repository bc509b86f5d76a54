"""Letters to agencies that are late, and to those that got more time."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.addressees import people_of_agency
from accounts.mail import Mailing, address, deliver, post
from accounts.models import OPD, MembershipRole, User
from accounts.queue import task
from competitions.models import Edition
from submissions.models import Extension, Reached, Reminder
from submissions.outstanding import Owed, owed


@task("submissions.send_extension_mail")
def send_extension_mail(extension_id: int) -> None:
    """Tell operators and heads of an agency until when it may enter and send now."""
    extension = Extension.objects.select_related("edition", "opd").get(pk=extension_id)
    earlier = Extension.objects.filter(edition=extension.edition_id, opd=extension.opd_id, pk__lt=extension.pk).last()
    is_shorter = earlier is not None and earlier.until > extension.until
    said = _("Waktu %(opd)s dipersingkat") if is_shorter else _("Waktu %(opd)s diperpanjang")
    context = {
        "extension": extension,
        "agency": extension.opd,
        "address": address(reverse("submissions:proposal-list")),
    }
    subject = said % {"opd": extension.opd.abbr}
    people = people_of_agency(extension.opd_id)
    template, chain = "submissions/funnel/mail/extension", extension.edition.ledger_chain
    deliver(f"extension:{extension.pk}", people, subject, template, context, chain=chain, about=extension.edition)


@task("submissions.send_extension_ended_mail")
def send_extension_ended_mail(extension_id: int) -> None:
    """Tell operators and heads of an agency that its extra time is over, and why."""
    extension = Extension.objects.select_related("edition", "opd").get(pk=extension_id)
    context = {
        "extension": extension,
        "agency": extension.opd,
        "address": address(reverse("submissions:proposal-list")),
    }
    subject = _("Perpanjangan waktu %(opd)s diakhiri") % {"opd": extension.opd.abbr}
    people, edition = people_of_agency(extension.opd_id), extension.edition
    key, template = f"extension-ended:{extension.pk}", "submissions/funnel/mail/extension_ended"
    deliver(key, people, subject, template, context, chain=edition.ledger_chain, about=edition)


@task("submissions.send_reminder")
def send_reminder(reminder_id: int) -> None:
    """Say to an agency what it still owes as the letter is written; one that has done it meanwhile hears nothing."""
    reminder = Reminder.objects.select_related("edition", "opd").get(pk=reminder_id)
    edition = reminder.edition
    things = owed(edition, [reminder.opd_id]).get(reminder.opd_id, [])
    if not things:
        return
    role = MembershipRole.OPERATOR if reminder.reached == Reached.OPERATORS else None
    people = people_of_agency(reminder.opd_id, role)
    post(reminder_mailing(edition, reminder.opd, things, people, f"reminder:{reminder.pk}"))


def reminder_mailing(edition: Edition, opd: OPD, things: list[Owed], people: list[User], key: str = "") -> Mailing:
    context = {"edition": edition, "things": things, "agency": opd, "address": address(reverse("home"))}
    subject = _("Pengingat %(edition)s untuk %(opd)s") % {"edition": edition, "opd": opd.abbr}
    about = [thing.proposal for thing in things if thing.proposal]
    return Mailing(key, people, subject, "submissions/funnel/mail/reminder", context, edition.ledger_chain, about)
