import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts import clock
from awards.models import Certificate, Decision, Plenary, Publication, Result, Revocation, SpecialAward
from tests.awards.ranked import published, secretary
from tests.factories import OPDFactory, PlenaryFactory, ProposalFactory, UserFactory

pytestmark = pytest.mark.django_db


def refuses(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def test_one_plenary_is_at_work():
    plenary = PlenaryFactory()

    with refuses("awards_plenary_one_at_work"):
        PlenaryFactory(edition=plenary.edition)


@pytest.mark.parametrize("values", [{"confirmed_at": clock.now()}, {"confirmed_by": True}])
def test_a_confirmed_plenary_has_a_time_a_person_and_a_ranking(values):
    plenary = PlenaryFactory()
    if "confirmed_by" in values:
        values = {"confirmed_by": UserFactory()}

    with refuses("awards_plenary_confirmed_by_someone"):
        Plenary.objects.filter(pk=plenary.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"reason": ""}, "awards_decision_says_why"), ({"order": 0}, "awards_decision_from_one")],
)
def test_a_decision_has_a_reason_and_a_turn(values, constraint):
    row = {"order": 1, "reason": "Dampak.", **values}

    with refuses(constraint):
        Decision.objects.create(plenary=PlenaryFactory(), proposal=ProposalFactory(), decided_by=UserFactory(), **row)


def test_a_proposal_is_ordered_once_in_a_plenary():
    row = {"plenary": PlenaryFactory(), "proposal": ProposalFactory(), "decided_by": UserFactory(), "reason": "x"}
    Decision.objects.create(order=1, **row)

    with refuses("awards_decision_once"):
        Decision.objects.create(order=2, **row)


def test_a_version_is_published_once():
    publication = published()
    plenary = PlenaryFactory(edition=publication.edition)

    with refuses("awards_publication_version"):
        Publication.objects.create(
            edition=publication.edition, plenary=plenary, published_at=clock.now(), published_by=secretary()
        )


@pytest.mark.parametrize("values", [{"place": 0}, {"score": 101}, {"score": -1}])
def test_a_result_lies_in_its_range(values):
    result = published().results.first()

    with refuses("awards_result_range|out of range|violates check"):
        Result.objects.filter(pk=result.pk).update(**values)


def test_a_proposal_has_one_result_in_a_publication():
    first, second = published((1, 2)).results.all()

    with refuses("awards_result_once"):
        Result.objects.filter(pk=second.pk).update(proposal=first.proposal)


@pytest.mark.parametrize("field", ["number", "sequence"])
def test_a_number_is_given_once_a_year(field):
    first, second, *_ = published().certificates.all()

    with refuses(f"awards_certificate_{field}"):
        Certificate.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})


def test_an_owner_gets_one_certificate_for_a_result():
    certificate = published().certificates.first()

    certificate.pk, certificate.token, certificate.number, certificate.sequence = None, "lain", "lain", 99
    with refuses("awards_certificate_once_per_owner"):
        certificate.save(force_insert=True)


@pytest.mark.parametrize("both", [True, False])
def test_a_certificate_is_for_a_result_or_for_a_special_award(both):
    publication = published()
    award = SpecialAward.objects.create(
        edition=publication.edition, name="Khusus", holder=OPDFactory(), created_by=secretary()
    )

    with refuses("awards_certificate_for_one_thing"):
        values = {"special_award": award} if both else {"result": None}
        Certificate.objects.filter(pk=publication.certificates.first().pk).update(**values)


def test_a_drawn_certificate_has_a_file_and_its_hash():
    certificate = published().certificates.first()

    with refuses("awards_certificate_drawn_with_hash"):
        Certificate.objects.filter(pk=certificate.pk).update(drawn_at=clock.now())


def test_an_award_is_given_once_to_a_holder():
    award = {"edition": published().edition, "name": "Khusus", "holder": OPDFactory(), "created_by": secretary()}
    SpecialAward.objects.create(**award)

    with refuses("awards_specialaward_once"):
        SpecialAward.objects.create(**award)


def test_a_revocation_says_why_and_happens_once():
    certificate = published().certificates.first()

    with refuses("awards_revocation_says_why"), transaction.atomic():
        Revocation.objects.create(certificate=certificate, reason="", revoked_by=secretary())
    Revocation.objects.create(certificate=certificate, reason="Salah.", revoked_by=secretary())
    with refuses("unique"):
        Revocation.objects.create(certificate=certificate, reason="Lagi.", revoked_by=secretary())


def test_what_was_published_is_not_deleted():
    publication = published()

    for row in (publication, publication.results.first(), publication.edition):
        with pytest.raises(ProtectedError):
            row.delete()
