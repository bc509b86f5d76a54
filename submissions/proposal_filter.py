"""The filters of the lists, as they are in an address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.searching import matching
from competitions.models import Edition

from .models import Innovation, ProposalQuerySet, State

SORTS = {
    "judul": ("innovation__title", "pk"),
    "opd": ("innovation__opd__name", "pk"),
    "status": ("state", "innovation__title"),
    "dikirim": ("submitted_at", "pk"),
    "-dikirim": ("-submitted_at", "pk"),
}


class ProposalFilter(forms.Form):
    """The filters of a list, as they are in its address. What is not understood does not filter."""

    status = forms.ChoiceField(choices=State.choices, required=False)
    edisi = forms.ModelChoiceField(Edition.objects.opened(), to_field_name="slug", required=False)
    q = forms.CharField(label=_("Cari judul atau OPD"), required=False, max_length=100)
    urut = forms.ChoiceField(choices=[(key, key) for key in SORTS], required=False)

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or None

    def apply(self, proposals: ProposalQuerySet) -> ProposalQuerySet:
        if edition := self.value("edisi"):
            proposals = proposals.filter(edition=edition)
        if query := self.value("q"):
            found = matching(Innovation.objects.all(), query, "title", "long_title", "opd__name", "opd__abbr")
            proposals = proposals.filter(innovation__in=found)
        return proposals

    def ordering(self, default: str) -> tuple[str, ...]:
        return SORTS[self.value("urut") or default]
