"""What the watch's pages are asked: a filter that is an address, and whom to add."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from competitions.models import Stage

BEYOND = "lewat"


class SpreadFilter(forms.Form):
    """?saring=lewat leaves what lies beyond the limit; any other word leaves all."""

    saring = forms.ChoiceField(required=False, choices=[("", ""), (BEYOND, BEYOND)])

    def chosen(self) -> str:
        return self.cleaned_data["saring"] if self.is_valid() else ""


class ExtraForm(forms.Form):
    """The juror that the page proposed; nobody but those who sit in the stage can be chosen."""

    juror = forms.ModelChoiceField(
        User.objects.none(),
        error_messages={
            "required": _("Pilih jurinya dahulu."),
            "invalid_choice": _("Orang ini tidak duduk di panel tahap ini."),
        },
    )

    def __init__(self, *args: object, stage: Stage, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django passes them on
        self.fields["juror"].queryset = User.objects.filter(seats__panel__stage=stage).distinct()  # type: ignore[attr-defined]  # that of a ModelChoiceField
