"""Conflicts of interest, and reasons to excuse a juror."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import OPD, User
from competitions.models import Edition
from judging.models import Conflict

from .jury import PersonField


class ConflictForm(forms.ModelForm):
    class Meta:
        model = Conflict
        fields = ["user", "opd", "reason"]

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jurors = User.objects.filter(seats__panel__stage__edition=edition).distinct()
        self.fields["user"] = PersonField(label=_("Juri"), queryset=jurors)
        self.fields["opd"] = forms.ModelChoiceField(label=_("OPD"), queryset=OPD.objects.all())
        self.fields["reason"].help_text = _("Misalnya: saudara kandung kepala dinas. Tercatat di jejak edisi.")


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan dibebaskan"), max_length=300, help_text=_("Misalnya: sakit. Tercatat di jejak edisi.")
    )
