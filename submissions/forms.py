"""What comes in about a proposal. Forms clean it; the actions decide."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from competitions.models import Category, DocumentRequirement, Edition, SectionTemplate

from .actions import Identity
from .models import Group, Innovation, Proposal, ProposalQuerySet, State
from .workflow import Note

SORTS = {
    "judul": ("innovation__title", "pk"),
    "opd": ("innovation__opd__name", "pk"),
    "status": ("state", "innovation__title"),
    "dikirim": ("submitted_at", "pk"),
    "-dikirim": ("-submitted_at", "pk"),
}


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


class SectionForm(forms.Form):
    text = forms.CharField(required=False, strip=False)
    version = forms.CharField(required=False)


class AttachmentForm(forms.Form):
    """A file and the one place it is for: a section, or a document that the edition asks for."""

    file = forms.FileField(
        allow_empty_file=True, max_length=255, error_messages={"required": _("Pilih dahulu berkasnya.")}
    )
    section = forms.ModelChoiceField(SectionTemplate.objects.none(), required=False)
    requirement = forms.ModelChoiceField(DocumentRequirement.objects.none(), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = edition.section_templates.all()  # type: ignore[attr-defined]  # model choice
        self.fields["requirement"].queryset = edition.document_requirements.all()  # type: ignore[attr-defined]  # too

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("section")) == bool(data.get("requirement")):
            raise forms.ValidationError(_("Tempat berkas ini tidak dikenal. Muat ulang halaman, lalu ulangi."))
        return data


class ReturnForm(forms.Form):
    """A note for every place that wants one, and one for the proposal as a whole."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: list[tuple[str, Any, dict[str, Any]]] = [
            *((f"section_{row.pk}", row, {"section": row}) for row in edition.section_templates.all()),
            *((f"requirement_{row.pk}", row, {"requirement": row}) for row in edition.document_requirements.all()),
            ("general", _("Usulan secara umum"), {}),
        ]
        for name, label, _place in self.places:
            self.fields[name] = forms.CharField(
                label=str(label), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
            )

    def notes(self) -> list[Note]:
        return [
            Note(self.cleaned_data[name], **place) for name, _label, place in self.places if self.cleaned_data[name]
        ]


class RejectForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan penolakan"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dibaca OPD dan tercatat dalam jejak."),
    )


class ProposalFilter(forms.Form):
    """The filters of a list, as they stand in its address. What is not understood does not filter."""

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
            innovation = Innovation.objects.filter(
                Q(title__icontains=query)
                | Q(long_title__icontains=query)
                | Q(opd__name__icontains=query)
                | Q(opd__abbr__icontains=query)
            )
            proposals = proposals.filter(innovation__in=innovation)
        return proposals

    def ordering(self, default: str) -> tuple[str, ...]:
        return SORTS[self.value("urut") or default]
