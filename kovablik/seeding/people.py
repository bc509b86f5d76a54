"""The people of the demo. Their addresses end in @demo.test, so that none of them can sign in outside of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.demo import ACCOUNTS, PASSWORD
from accounts.models import DEMO_DOMAIN, OPD, Appointment, Membership, MembershipRole, Office, User
from judging.models import UsualBody

SINCE = date(2020, 1, 1)
HOME_OPD = "Dispendukcapil"  # the agency of the demo's operator and kepala

OFFICES = {
    "sekretariat": Office.SECRETARIAT,
    "verifikator": Office.VERIFIER,
    "pimpinan": Office.LEADER,
    "auditor": Office.AUDITOR,
}
BODIES = {
    "operator": (HOME_OPD, MembershipRole.OPERATOR),
    "kepala": (HOME_OPD, MembershipRole.HEAD),
    "sekretariat": ("Setda", MembershipRole.STAFF),
    "verifikator": ("Setda", MembershipRole.STAFF),
    "auditor": ("Inspektorat", MembershipRole.STAFF),
    "juri1": ("Setda", MembershipRole.STAFF),
    "juri2": ("Inspektorat", MembershipRole.STAFF),
}
JURY = {
    "juri1": UsualBody.SAKIP,
    "juri2": UsualBody.INSPECTORATE,
    "juri3": UsualBody.ACADEMIC,
    "juri4": UsualBody.PRACTITIONER,
    "juri5": UsualBody.PROVINCE,
}
CHAIR = ("ketua", UsualBody.ACADEMIC)


@dataclass(frozen=True)
class Cast:
    """Everybody who acts in a seeded edition."""

    by_name: dict[str, User]
    heads: dict[str, User]
    operators: dict[str, User]

    def __getitem__(self, name: str) -> User:
        """The person as the database knows them now, asked afresh as a request would."""
        return User.objects.get(pk=self.by_name[name].pk)

    def jurors(self) -> list[User]:
        return [self[name] for name in JURY]


def make_cast(agencies: dict[str, OPD]) -> Cast:
    """The demo accounts, and an operator and a head for every agency that has none yet."""
    by_name = _demo_accounts()
    for name, role in OFFICES.items():
        Appointment.objects.get_or_create(user=by_name[name], role=role, defaults={"starts_on": SINCE})
    for name, (abbr, part) in BODIES.items():
        _join(by_name[name], agencies[abbr], part)
    others = {abbr: opd for abbr, opd in agencies.items() if abbr != HOME_OPD}
    heads = _people_of(others, MembershipRole.HEAD, "kepala")
    operators = _people_of(others, MembershipRole.OPERATOR, "operator")
    return Cast(
        by_name,
        heads | {HOME_OPD: by_name["kepala"]},
        operators | {HOME_OPD: by_name["operator"]},
    )


def _demo_accounts() -> dict[str, User]:
    password = make_password(PASSWORD)
    for name, label in ACCOUNTS:
        User.objects.get_or_create(
            username=name,
            defaults={
                "email": f"{name}{DEMO_DOMAIN}",
                "name": f"{label} (contoh)",
                "password": password,
                "is_staff": name == "admin",
                "is_superuser": name == "admin",
            },
        )
    return User.objects.in_bulk([name for name, _label in ACCOUNTS], field_name="username")


def _people_of(agencies: dict[str, OPD], part: MembershipRole, word: str) -> dict[str, User]:
    names = {abbr: f"{word}-{slugify(abbr)}" for abbr in agencies}
    _make_users(names.values(), word)
    users = User.objects.in_bulk(names.values(), field_name="username")
    for abbr, opd in agencies.items():
        _join(users[names[abbr]], opd, part)
    return {abbr: users[name] for abbr, name in names.items()}


def _make_users(names: Iterable[str], word: str) -> None:
    """People who do not sign in: the demo needs somebody who drafted and sent the other agencies' proposals."""
    users = [
        User(
            username=name,
            email=f"{name}{DEMO_DOMAIN}",
            name=f"{word.capitalize()} {name.removeprefix(word + '-')} (contoh)",
            password=make_password(None),
        )
        for name in names
    ]
    User.objects.bulk_create(users, ignore_conflicts=True)


def _join(user: User, opd: OPD, part: MembershipRole) -> None:
    Membership.objects.get_or_create(user=user, opd=opd, role=part, ends_on=None, defaults={"starts_on": SINCE})
