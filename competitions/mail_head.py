"""In whose name the letters about an edition go out."""

from accounts.mail_head import MailHead, finder

from .models import Edition

PREFIX = "edition-"


@finder
def head_of(chain: str) -> MailHead:
    """The head of the edition whose ledger chain this is; for letters of no edition the city's, as last opened."""
    number = chain.removeprefix(PREFIX)
    if chain.startswith(PREFIX) and number.isdigit():
        edition = Edition.objects.filter(pk=number).first()
    else:
        edition = Edition.objects.opened().first()
    if edition is None:
        return MailHead()
    name = edition.name if chain else ""
    return MailHead(edition.government, edition.organiser, name, edition.contact, edition.reply_to)
