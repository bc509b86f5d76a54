"""Panels, seats and who sits in them."""

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from competitions.models import Category, Edition, Stage
from judging.models import Panel, Seat, SeatRole
from judging.narrowed_choice import MOST_OFFERED

from .actions_seat import Newcomer

PEOPLE = "orang"  # the id of the list on the page that the field offers
NARROWING = {  # while one types, the list is read again from the page of the panels
    "hx-trigger": "input changed delay:300ms",
    "hx-target": f"#{PEOPLE}",
    "hx-select": f"#{PEOPLE} > option",
    "hx-sync": "this:replace",
}
NAMED = re.compile(r".*\((?P<username>[^()]+)\)")


class PanelForm(forms.ModelForm):
    class Meta:
        model = Panel
        fields = ["name"]


class BodyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nama unsur"), max_length=60)


class JurorForm(forms.Form):
    """Somebody found by typing a name, or somebody new with an e-mail address."""

    user = forms.CharField(
        label=gettext_lazy("Juri"),
        max_length=300,
        help_text=gettext_lazy("Ketik nama, lalu pilih dari daftar."),
        widget=forms.TextInput(attrs={"list": PEOPLE, "autocomplete": "off", **NARROWING}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Alamat e-mail"),
        required=False,
        help_text=gettext_lazy("Hanya bagi yang belum punya akun: undangan membuat akun dikirim ke sini."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    expertise = forms.MultipleChoiceField(
        label=gettext_lazy("Keahlian"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        """Of many forms on a page each asks the edition for its categories: prefetch them."""
        super().__init__(*args, **kwargs)
        self.fields["user"].widget.attrs["hx-get"] = reverse("judging:panel-update", args=[edition.slug])
        self.categories = {str(category.pk): category for category in edition.categories.all()}
        choices: Any = self.fields["expertise"]
        choices.choices = [(pk, category.name) for pk, category in self.categories.items()]
        if not self.categories:
            del self.fields["expertise"]

    @property
    def typed(self) -> str:
        """The name as it was sent, whatever came of it."""
        return str(self.data.get(self.add_prefix("user"), ""))

    def clean_expertise(self) -> list[Category]:
        return [self.categories[pk] for pk in self.cleaned_data["expertise"]]

    def clean(self) -> dict[str, Any]:
        """Puts a User or a Newcomer under `user`."""
        data = super().clean() or {}
        typed, email = data.get("user", ""), data.pop("email", "")
        if not typed or "email" in self.errors:
            return data
        found = list(people_called(typed)[:2])
        if len(found) > 1:
            self.add_error("user", _("Ada beberapa orang bernama “%(name)s”. Pilih dari daftar.") % {"name": typed})
        elif found and email and email.lower() != found[0].email.lower():
            self.add_error("email", _("%(name)s sudah punya akun. Kosongkan alamat ini.") % {"name": found[0]})
        elif found:
            data["user"] = found[0]
        elif not email:
            sentence = _("Belum ada akun bernama “%(name)s”. Tulis alamat e-mailnya untuk mengundangnya.")
            self.add_error("user", sentence % {"name": typed})
        else:
            self._welcome(data, typed, email)
        return data

    def _welcome(self, data: dict[str, Any], name: str, email: str) -> None:
        if owner := User.objects.filter(email__iexact=email).first():
            self.add_error("email", _("Alamat ini milik %(name)s. Pilih namanya di atas.") % {"name": written(owner)})
        elif len(name) > User._meta.get_field("name").max_length:  # type: ignore[operator]  # it has one
            self.add_error("user", _("Nama ini terlalu panjang."))
        else:
            data["user"] = Newcomer(name, email)


class PersonField(forms.ModelChoiceField):
    """A person of a short list; the account beside the name tells two of the same name apart."""

    def label_from_instance(self, obj: Any) -> str:
        return written(obj)


class SeatForm(JurorForm):
    body = forms.ChoiceField(label=gettext_lazy("Unsur"))
    role = forms.ChoiceField(label=gettext_lazy("Peran"), choices=SeatRole.choices, initial=SeatRole.MEMBER)

    field_order = ("user", "email", "body", "role", "expertise")

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, edition=edition, **kwargs)
        bodies: Any = self.fields["body"]
        bodies.choices = [("", "–"), *((body.code, body.name) for body in edition.jury_bodies.all())]


class ExpertiseForm(forms.ModelForm):
    class Meta:
        model = Seat
        fields = ["expertise"]
        widgets = {"expertise": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["expertise"]
        choices.queryset = self.instance.panel.stage.edition.categories.all()


class DeclineSeatForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan tidak bersedia"),
        max_length=300,
        help_text=gettext_lazy("Hanya dibaca Bagian Organisasi dan auditor."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Tuliskan alasannya.")},
    )


class TakeOverForm(forms.Form):
    """To which stage the jurors of a panel go as well, and which of them."""

    stage = forms.ModelChoiceField(label=gettext_lazy("Ke tahap"), queryset=Stage.objects.none())
    seats = forms.MultipleChoiceField(
        label=gettext_lazy("Juri"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Centang sedikitnya seorang juri.")},
    )

    def __init__(self, *args: Any, panel: Panel, **kwargs: Any) -> None:
        standing = panel.seats.standing().select_related("user").order_by("pk")
        super().__init__(*args, **kwargs)
        self.initial = {"seats": [seat.pk for seat in standing]}
        stages: Any = self.fields["stage"]
        stages.queryset = panel.stage.edition.stages.exclude(pk=panel.stage_id)
        seats: Any = self.fields["seats"]
        seats.choices = [(seat.pk, f"{seat.user} · {seat.get_role_display()}") for seat in standing]


class OfferForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan menawarkannya lagi"),
        max_length=300,
        help_text=gettext_lazy("Misalnya: jadwalnya bergeser. Tercatat di jejak edisi."),
    )


def people_called(typed: str) -> QuerySet[User]:
    """Whom these words mean: the account in brackets behind a name, an account, an address, or a whole name."""
    people, typed = User.objects.filter(is_active=True), typed.strip()
    if match := NAMED.fullmatch(typed):
        return people.filter(username=match["username"])
    for field in ("username", "email", "name"):
        found = people.filter(**{f"{field}__iexact": typed})
        if found.exists():
            return found
    return people.none()


def people_like(typed: str) -> list[tuple[str, bool]]:
    """A few who can be seated, as the field writes them, and whether they sat before; those first."""
    people = User.objects.filter(is_active=True)
    if words := typed.replace("\x00", "").strip():
        people = people.filter(Q(name__icontains=words) | Q(username__icontains=words))
    sat = Seat.objects.order_by().values("user")
    found = people.annotate(sat=Q(pk__in=sat)).order_by("-sat", "name", "pk")[:MOST_OFFERED]
    return [(written(person), person.sat) for person in found.only("name", "username")]


def written(person: User) -> str:
    """A person by name; the account behind it tells two of the same name apart."""
    return f"{person} ({person.username})"


class PledgeForm(forms.Form):
    agreed = forms.BooleanField(
        label=gettext_lazy("Saya telah membaca dan menyetujui pakta integritas ini."),
        error_messages={"required": gettext_lazy("Centang dahulu bahwa Anda menyetujui pakta ini.")},
    )
    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
