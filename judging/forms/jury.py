"""Panels, seats and who sits in them."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from judging.models import JuryBody, Panel, Seat, SeatRole


class PanelForm(forms.ModelForm):
    class Meta:
        model = Panel
        fields = ["name"]


class SeatForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ["user", "body", "role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = PersonField(label=_("Juri"), queryset=User.objects.filter(is_active=True))
        self.fields["role"].initial = SeatRole.MEMBER
        self.fields["body"] = forms.ChoiceField(label=_("Unsur"), choices=[("", "–"), *JuryBody.choices])


class PersonField(forms.ModelChoiceField):
    """A person by name; the account beside it tells two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.username})"


def everybody() -> list[tuple[Any, str]]:
    """Who can be seated, as choices; read once for many forms on a page."""
    people = User.objects.filter(is_active=True)
    return [("", "–"), *((person.pk, f"{person} ({person.username})") for person in people)]


def person_field(form: SeatForm) -> PersonField:
    return cast("PersonField", form.fields["user"])
