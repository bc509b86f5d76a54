"""What comes in from the plenary and the secretariat."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OPD
from judging.models import Place
from submissions.models import Proposal

from .models import Plenary, SpecialAward
from .plenary import Tie


class DecisionForm(forms.Form):
    """A turn for each proposal of a tie, and the reason."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Tercatat dalam jejak dan berita acara."),
    )

    def __init__(self, tie: Tie, data: Any = None) -> None:
        initial = {"reason": tie.reason}
        super().__init__(data, prefix=f"seri-{tie.key}", initial=initial)
        self.tie = tie
        for turn, place in enumerate(tie.places, start=1):
            self.fields[self.name_of(place)] = forms.IntegerField(
                label=str(place.proposal),
                min_value=1,
                max_value=len(tie.places),
                initial=turn if tie.is_decided else None,
                error_messages={"invalid": _("Tulis urutan sebagai bilangan bulat.")},
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.order_fields([*(self.name_of(place) for place in tie.places), "reason"])

    @staticmethod
    def name_of(place: Place) -> str:
        return f"urutan-{place.proposal_id}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        turns = [cleaned[name] for name in map(self.name_of, self.tie.places) if name in cleaned]
        for name in map(self.name_of, self.tie.places):
            if name in cleaned and turns.count(cleaned[name]) > 1:
                self.add_error(name, ValidationError(_("Setiap usulan perlu urutan tersendiri.")))
        return cleaned

    def order(self) -> list[Proposal]:
        places = sorted(self.tie.places, key=lambda place: self.cleaned_data[self.name_of(place)])
        return [place.proposal for place in places]


class ConfirmPlenaryForm(forms.ModelForm):
    class Meta:
        model = Plenary
        fields = ["minutes_number", "held_on", "venue"]
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class WithdrawPlenaryForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan pembatalan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Tercatat di jejak edisi dan dibaca ketua panel."),
    )


class SpecialAwardForm(forms.ModelForm):
    class Meta:
        model = SpecialAward
        fields = ["name", "holder", "reason"]
        help_texts = {
            "name": gettext_lazy("Seperti tercetak di piagam, misalnya Best Support Inovasi Pelayanan Publik."),
            "holder": gettext_lazy("Lembaga mana pun; tidak harus peserta."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = OPD.objects.all()  # type: ignore[attr-defined]  # a ModelChoiceField


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan pencabutan"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Tampil di halaman pemeriksaan piagam; jangan tulis data pribadi."),
    )
