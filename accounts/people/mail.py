"""The letter about a new address, to it and to the old one: who did not ask for it must hear of it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.mail import Mailing, address, written
from accounts.models import Delivery, User
from accounts.outbox import TO_OLD_ADDRESS, is_reached, send_waiting
from accounts.queue import enqueue

TO_NEW_ADDRESS = "new_address"


def write_of_new_address(user: User, old: str) -> None:
    """Put both letters into the outbox with the change itself, and have them sent once it stands."""
    if not is_reached(user):
        return
    context = {"old": old, "new": user.email, "address": address(reverse("account_login"))}
    subject, template = _("Alamat e-mail Anda di Kovablik diubah"), "accounts/mail/new_address"
    letters = []
    for kind, to in ((TO_NEW_ADDRESS, user.email), (TO_OLD_ADDRESS, old)):
        number = Delivery.objects.filter(reader=user, kind=kind).count() + 1
        (letter,) = written(Mailing(f"{kind}:{user.pk}:{number}", [user], subject, template, context), [user])
        letter.address = to
        letters.append(letter)
    Delivery.objects.bulk_create(letters)
    enqueue(send_waiting)
