"""What the pages of people send, cleaned."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.acting import DayInput
from accounts.keys import containing, reading
from accounts.models import OPD, Appointment, Membership, MembershipRole, Office, User
from accounts.text_fields import AddressFormField

STANDINGS = (
    ("", _("Semua")),
    ("belum-masuk", _("Belum pernah masuk")),
    ("tanpa-sandi", _("Belum ada kata sandi")),
    ("nonaktif", _("Nonaktif")),
)
PARTS = [("", _("Semua peran")), *MembershipRole.choices, *Office.choices]


class PersonFilter(forms.Form):
    """The filters are the address. What is not understood does not filter."""

    q = forms.CharField(label=_("Cari nama atau e-mail"), required=False, max_length=100)
    opd = forms.ModelChoiceField(OPD.objects.all(), label=_("OPD"), required=False, empty_label=_("Semua OPD"))
    peran = forms.ChoiceField(label=_("Peran"), required=False, choices=PARTS)
    saring = forms.ChoiceField(required=False, choices=STANDINGS)

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    def apply(self, people: Any) -> Any:
        people = self._standing(people)
        if role := self.value("peran"):
            kind = Appointment if role in Office.values else Membership
            people = people.filter(pk__in=kind.objects.current().filter(role=role).values("user"))
        if opd := self.value("opd"):
            people = people.filter(pk__in=Membership.objects.current().filter(opd=opd).values("user"))
        return containing(people, ("name", "email"), self.value("q"))

    def _standing(self, people: Any) -> Any:
        state = self.value("saring")
        people = people.filter(is_active=state != "nonaktif")
        if state == "belum-masuk":
            people = people.filter(last_login=None)
        if state == "tanpa-sandi":
            people = people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        return people

    @property
    def narrows(self) -> bool:
        return any(self.value(name) for name in self.fields)


class CorrectionForm(forms.ModelForm):
    class Meta:
        model = User
        fields: tuple[str, ...] = ("name", "nip", "phone")


class PersonForm(CorrectionForm):
    """A new person, with the first post if there is one."""

    opd = forms.ModelChoiceField(OPD.objects.none(), label=_("OPD"), required=False, empty_label=_("Belum ada"))
    role = forms.ChoiceField(label=_("Peran"), choices=MembershipRole, required=False)
    starts_on = forms.DateField(label=_("Mulai"), widget=DayInput(), required=False)

    class Meta(CorrectionForm.Meta):
        fields = ("name", "email", "nip", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_open(self)

    def account(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def post(self) -> dict[str, Any] | None:
        """The first post; today where no day is given."""
        values = self.cleaned_data
        if not values["opd"]:
            return None
        return {"opd": values["opd"], "role": values["role"], "starts_on": values["starts_on"] or clock.today()}


class AddressForm(forms.Form):
    email = AddressFormField(label=_("Alamat e-mail baru"), max_length=254)


class PostForm(forms.Form):
    opd = forms.ModelChoiceField(OPD.objects.none(), label=_("OPD"))
    role = forms.ChoiceField(label=_("Peran"), choices=MembershipRole)
    starts_on = forms.DateField(label=_("Mulai"), widget=DayInput(), initial=clock.today)
    ends_on = forms.DateField(label=_("Sampai"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_open(self)


class AppointForm(forms.Form):
    role = forms.ChoiceField(label=_("Jabatan"), choices=Office)
    starts_on = forms.DateField(label=_("Mulai"), widget=DayInput(), initial=clock.today)
    ends_on = forms.DateField(label=_("Sampai"), widget=DayInput(), required=False)


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Berakhir"), widget=DayInput(), initial=clock.today, help_text=_("Hari pertama tanpa tugas ini.")
    )


class HeadForm(forms.Form):
    email = AddressFormField(label=_("Alamat e-mail kepala yang baru"), max_length=254)
    on = forms.DateField(label=_("Mulai bertugas"), widget=DayInput(), initial=clock.today)

    def clean_email(self) -> User:
        user = reading(User.objects.filter(is_active=True), "email", self.cleaned_data["email"]).first()
        if user is None:
            raise ValidationError(_("Belum ada orang dengan alamat ini. Tambahkan orangnya dahulu."))
        return user


def _offer_open(form: forms.BaseForm) -> None:
    opd = form.fields["opd"]
    assert isinstance(opd, forms.ModelChoiceField)
    opd.queryset = OPD.objects.open()
