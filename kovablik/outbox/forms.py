"""The filters of the outbox are its address: ?status=ditolak&jenis=verdict&opd=3&q=siti."""

from operator import itemgetter

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.ledger import name_of
from accounts.models import OPD, DeliveryQuerySet, User

from .kinds import KINDS

STATES = {
    "terkirim": gettext_lazy("Terkirim"),
    "menunggu": gettext_lazy("Menunggu"),
    "ditolak": gettext_lazy("Ditolak"),
}
LARGEST_KEY = 2**63 - 1
SELECT = forms.Select(attrs={"class": "form-select"})
SEARCH = forms.TextInput(attrs={"class": "form-control", "type": "search", "autocomplete": "off"})


def kind_choices() -> list[tuple[str, str]]:
    named = sorted(((key, str(name)) for key, name in KINDS.items()), key=itemgetter(1))
    return [("", _("Semua jenis")), *named]


class OutboxFilter(forms.Form):
    """Somebody is found by a part of the name or the address; an agency and a person by their keys, from a link."""

    status = forms.ChoiceField(required=False, choices=[("", ""), *STATES.items()], widget=forms.HiddenInput)
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False, choices=kind_choices, widget=SELECT)
    opd = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    orang = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)
    q = forms.CharField(
        label=gettext_lazy("Cari orang, alamat, OPD, atau perihal"), required=False, max_length=150, widget=SEARCH
    )

    def apply(self, letters: DeliveryQuerySet) -> DeliveryQuerySet:
        chosen = self.chosen
        states = {"terkirim": letters.sent, "menunggu": letters.waiting, "ditolak": letters.refused}
        if chosen.get("status"):
            letters = states[chosen["status"]]()
        if chosen.get("jenis"):
            letters = letters.filter(kind=chosen["jenis"])
        if chosen.get("orang"):
            letters = letters.filter(reader=chosen["orang"])
        if chosen.get("opd"):
            letters = letters.naming(name_of(OPD(pk=chosen["opd"])))
        if words := chosen.get("q"):
            letters = letters.filter(self._found(words))
        return letters

    @property
    def chosen(self) -> dict:
        return self.cleaned_data if self.is_valid() else {}

    @property
    def person(self) -> User | None:
        return User.objects.filter(pk=self.chosen["orang"]).first() if self.chosen.get("orang") else None

    @property
    def agency(self) -> OPD | None:
        return OPD.objects.filter(pk=self.chosen["opd"]).first() if self.chosen.get("opd") else None

    def in_words(self) -> str:
        chosen = self.chosen
        words = [STATES.get(chosen.get("status", ""), ""), KINDS.get(chosen.get("jenis", ""), ""), chosen.get("q", "")]
        return " · ".join(str(word) for word in [*words, self.agency or "", self.person or ""] if word)

    @staticmethod
    def _found(words: str) -> Q:
        bodies = OPD.objects.filter(Q(name__icontains=words) | Q(abbr__icontains=words))
        named = [name_of(opd) for opd in bodies.only("pk")[:100]]
        people = Q(reader__name__icontains=words) | Q(address__icontains=words)
        return people | Q(subject__icontains=words) | (Q(about__overlap=named) if named else Q(pk__in=[]))
