"""What an innovation is called, whose it is, and where it competes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from competitions.models import Category, Edition
from submissions.actions import Identity
from submissions.models import Group, Innovation, Proposal


class ProposalForm(forms.Form):
    """An innovation and its entry in an edition. The leading body is asked only of who belongs to several."""

    opd = forms.ModelChoiceField(OPD.objects.none(), label=_("OPD pemilik"), empty_label=None)
    title = forms.CharField(
        label=_("Judul inovasi"),
        max_length=Innovation._meta.get_field("title").max_length,
        help_text=_("Nama yang dikenal warga, misalnya “Jebol Pak Bahir”."),
    )
    long_title = forms.CharField(
        label=_("Kepanjangan atau penjelasan singkat"),
        max_length=Innovation._meta.get_field("long_title").max_length,
        required=False,
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("Kategori"),
        required=False,
        empty_label=_("Belum dipilih"),
        help_text=_("Harus terisi sebelum usulan dikirim."),
    )
    group = forms.ChoiceField(label=_("Kelompok"), choices=Group.choices, initial=Group.GENERAL)
    started_on = forms.DateField(
        label=_("Mulai diterapkan"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Hari pertama inovasi melayani warga. Harus terisi sebelum usulan dikirim."),
    )
    partners = forms.ModelMultipleChoiceField(
        OPD.objects.none(),
        label=_("OPD mitra"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("OPD lain yang ikut memiliki inovasi ini. Masing-masing menerima piagam bila menang."),
    )

    def __init__(
        self, *args: Any, edition: Edition, user: User, proposal: Proposal | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", identity_of(proposal) if proposal else None)
        super().__init__(*args, **kwargs)
        own = OPD.objects.filter(pk__in=user.opd_roles)
        self.leading = proposal.innovation.opd if proposal else own[0] if len(user.opd_roles) == 1 else None
        if self.leading:
            del self.fields["opd"]
        else:
            self._choices("opd", own)
        self._choices("partners", OPD.objects.exclude(pk=self.leading.pk if self.leading else 0))
        self._choices("category", edition.categories.all())
        if not edition.categories.all():
            del self.fields["category"]

    def _choices(self, name: str, rows: QuerySet) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # these fields are model choices

    def opd_chosen(self) -> OPD:
        return self.leading or self.cleaned_data["opd"]

    def identity(self) -> Identity:
        data = self.cleaned_data
        return Identity(
            title=data["title"],
            long_title=data["long_title"],
            partners=tuple(data["partners"]),
            category=data.get("category"),
            group=data["group"],
            started_on=data["started_on"],
        )


def identity_of(proposal: Proposal) -> dict[str, Any]:
    innovation = proposal.innovation
    return {
        "title": innovation.title,
        "long_title": innovation.long_title,
        "category": proposal.category_id,
        "group": proposal.group,
        "started_on": innovation.started_on,
        "partners": [opd.pk for opd in innovation.owners()[1:]],
    }
