"""What a plan is asked for, and jurors given proposals by hand."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from competitions.models import Stage
from judging.entrants import entrants

from . import planning
from .planning import Wishes

MOST_SEED = 999_999_999


class PlanForm(forms.Form):
    per_proposal = forms.IntegerField(label=_("Juri per usulan"), min_value=1, max_value=1_000)
    bodies = forms.MultipleChoiceField(
        label=_("Unsur yang wajib ada"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Setiap usulan dinilai sedikitnya seorang juri dari tiap unsur ini."),
    )
    calibration_size = forms.IntegerField(
        label=_("Usulan kalibrasi"),
        min_value=0,
        max_value=1_000,
        help_text=_("Sejumlah usulan yang dinilai semua juri, agar nilai mereka dapat dibandingkan."),
    )
    most = forms.IntegerField(
        label=_("Paling banyak lembar per juri"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Beban selalu dibagi rata; isi hanya bila ada batasnya."),
    )
    keeps = forms.BooleanField(
        label=_("Pertahankan penugasan yang ada"),
        required=False,
        initial=True,
        help_text=_("Tanpa ini, lembar yang masih kosong dan tidak disematkan boleh berpindah."),
    )
    seed = forms.IntegerField(
        label=_("Nomor undian"),
        min_value=0,
        max_value=MOST_SEED,
        help_text=_("Nomor dan keadaan yang sama selalu menghasilkan rencana yang sama."),
    )

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["bodies"]
        bodies.choices = list(stage.edition.jury_bodies.values_list("code", "name"))

    @classmethod
    def asking_for(cls, stage: Stage) -> dict[str, Any]:
        """What the stage's own settings ask for; the number of the draw is the stage's, until another is typed."""
        return {
            "per_proposal": stage.jurors_per_proposal or stage.quorum,
            "bodies": stage.required_bodies,
            "calibration_size": stage.calibration_size,
            "keeps": True,
            "seed": stage.pk,
        }

    def wishes(self) -> Wishes:
        return Wishes(**{**self.cleaned_data, "bodies": tuple(self.cleaned_data["bodies"])})


class WayForm(forms.Form):
    """Which of the ways out that a plan names is to be tried."""

    way = forms.IntegerField(min_value=0)

    def __init__(self, *args: Any, ways: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways

    def clean_way(self) -> list[dict[str, Any]]:
        number = self.cleaned_data["way"]
        if number >= len(self.ways) or not planning.can_be_asked_for(self.ways[number]):
            raise ValidationError(_("Perubahan ini tidak ada lagi."))
        return cast("list[dict[str, Any]]", self.ways[number])


class HandForm(forms.Form):
    """Several jurors for several proposals. Their names come with the page; here they are only looked for."""

    proposals = forms.TypedMultipleChoiceField(
        label=_("Usulan"), coerce=int, error_messages={"required": _("Centang sedikitnya satu usulan.")}
    )
    jurors = forms.TypedMultipleChoiceField(
        label=_("Juri"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Centang sedikitnya seorang juri.")},
    )
    reason = forms.CharField(
        label=_("Alasan memberikannya lagi"),
        max_length=300,
        required=False,
        help_text=_("Hanya bila juri itu pernah dibebaskan. Tercatat di jejak edisi."),
    )

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = planning.members(stage).select_related("user", "body").order_by("user__name")
        jurors = {seat.user_id: f"{seat.user} · {seat.body}" for seat in seats}
        self._field("jurors").choices = list(jurors.items())
        typed = self.data.getlist("proposals") if isinstance(self.data, QueryDict) else []
        found = entrants(stage).filter(pk__in=[one for one in typed if one.isdecimal() and len(one) < MOST_DIGITS])
        self._field("proposals").choices = [(pk, pk) for pk in found.values_list("pk", flat=True)]

    @property
    def asks_reason(self) -> bool:
        """Once somebody was picked who had been freed; what was typed stays."""
        return bool(self["reason"].errors or self["reason"].value())

    def _field(self, name: str) -> forms.TypedMultipleChoiceField:
        return cast("forms.TypedMultipleChoiceField", self.fields[name])


MOST_DIGITS = 18


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan dibebaskan"), max_length=300, help_text=_("Misalnya: sakit. Tercatat di jejak edisi.")
    )


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan pembatalan"),
        max_length=300,
        help_text=_("Misalnya: keliru memilih juri. Tercatat di jejak edisi dan dibaca juri."),
    )
