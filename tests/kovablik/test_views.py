"""The front page, the home of each role, the gallery, and the demo's way in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts import clock, demo, ledger
from accounts.models import MembershipRole, Office, User
from awards.models import Certificate, Plenary, Publication, Result, Revocation
from competitions.models import PhaseKind
from judging.models import Ranking, SeatRole
from tests.factories import (
    AppointmentFactory,
    AssignmentFactory,
    EditionFactory,
    ExtensionFactory,
    MembershipFactory,
    OPDFactory,
    PartnershipFactory,
    ProposalFactory,
    ScoreSheetFactory,
    SeatFactory,
    SectionFactory,
    SectionTemplateFactory,
    StageFactory,
    UserFactory,
)
from tests.moments import moment, opening
from tests.people import ROLES, everyone

pytestmark = pytest.mark.django_db


def at_home(client, user, when=PhaseKind.REGISTRATION):
    """The home page of a person in the middle of a phase."""
    client.force_login(user)
    with clock.at(moment(when)):
        return client.get(reverse("home"))


def waiting(response):
    """What the list says: titles with their action."""
    return [(item.title, str(item.action)) for item in response.context["waiting"].items]


def publish(edition, by, **certificate):
    """A published edition with one winner."""
    ranking = Ranking.objects.create(edition=edition, built_at=clock.now(), sheet_count=1, confirmed_at=clock.now())
    plenary = Plenary.objects.create(edition=edition, ranking=ranking, confirmed_at=clock.now(), confirmed_by=by)
    publication = Publication.objects.create(
        edition=edition, plenary=plenary, published_at=clock.now(), published_by=by, ledger_head="0" * 64
    )
    proposal = ProposalFactory(edition=edition, verified=True)
    result = Result.objects.create(
        publication=publication,
        proposal=proposal,
        place=1,
        score=Decimal("90.00"),
        tier="Top 5",
        prints_place=True,
        title="Jebol Pak Bahir",
        owners="Dispendukcapil",
    )
    Certificate.objects.create(
        publication=publication,
        result=result,
        recipient=proposal.innovation.opd,
        year=edition.year,
        sequence=edition.pk,
        number=f"188.45/{edition.pk}/KEP/2026",
        recipient_name="Dispendukcapil",
        honour="Top 5",
        **certificate,
    )
    return publication


# The front page


def test_the_front_page_is_there_from_the_first_day(client):
    response = client.get(reverse("landing"))

    assert response.status_code == 200
    assert "Belum ada lomba yang dibuka" in response.text


def test_the_front_page_shows_the_calendar_of_what_runs(client):
    EditionFactory(short_name="KOVABLIK Kota Batu 2026")

    with clock.at(moment(PhaseKind.JUDGING)):
        response = client.get(reverse("landing"))

    assert "Kalender KOVABLIK Kota Batu 2026" in response.text
    assert response.text.count('class="is-now"') == 1


def test_the_front_page_names_the_last_winners(client):
    publish(EditionFactory(short_name="KOVABLIK Kota Batu 2020"), UserFactory())

    response = client.get(reverse("landing"))

    assert "Pemenang KOVABLIK Kota Batu 2020" in response.text
    assert "Jebol Pak Bahir" in response.text


@pytest.mark.parametrize("is_sample", [True, False])
def test_the_front_page_marks_a_sample(client, is_sample):
    publish(EditionFactory(is_sample=is_sample), UserFactory())

    assert ("CONTOH" in client.get(reverse("landing")).text) is is_sample


def test_the_front_page_keeps_silent_about_an_edition_that_is_not_open(client):
    EditionFactory(opened_at=None, short_name="Rahasia")

    with clock.at(moment(PhaseKind.REGISTRATION)):
        assert "Rahasia" not in client.get(reverse("landing")).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_costs_the_same_for_any_number_of_editions(client, count, django_assert_num_queries):
    user = UserFactory()
    for edition in EditionFactory.create_batch(count):
        publish(edition, user)

    with django_assert_num_queries(4):
        client.get(reverse("landing"))


# Home


@pytest.mark.parametrize(
    "when", [PhaseKind.REGISTRATION, PhaseKind.ADMINISTRATION, PhaseKind.JUDGING, PhaseKind.PLENARY]
)
@pytest.mark.parametrize("role", ROLES)
def test_everyone_has_a_home_in_every_phase(client, role, when):
    stage = StageFactory()
    people = everyone(ProposalFactory(edition=stage.edition, verified=True), stage)

    assert at_home(client, people[role], when).status_code == 200


def test_home_asks_strangers_to_sign_in(client):
    response = client.get(reverse("home"))

    assert response.headers["Location"] == f"{reverse('account_login')}?next={reverse('home')}"


def test_an_agency_without_an_entry_is_called_to_enter(client):
    EditionFactory()

    response = at_home(client, MembershipFactory().user)

    assert waiting(response) == [("Daftarkan inovasi OPD Anda", "Daftarkan inovasi")]


@pytest.mark.parametrize(
    ("role", "state", "when", "action"),
    [
        (MembershipRole.OPERATOR, "draft", PhaseKind.REGISTRATION, "Lengkapi usulan"),
        (MembershipRole.HEAD, "draft", PhaseKind.REGISTRATION, "Buka usulan"),
        (MembershipRole.OPERATOR, "handed", PhaseKind.REGISTRATION, ""),
        (MembershipRole.HEAD, "handed", PhaseKind.REGISTRATION, "Periksa dan kirim"),
        (MembershipRole.OPERATOR, "returned", PhaseKind.ADMINISTRATION, "Perbaiki usulan"),
        (MembershipRole.HEAD, "returned", PhaseKind.ADMINISTRATION, "Perbaiki dan kirim"),
        (MembershipRole.HEAD, "draft", PhaseKind.ADMINISTRATION, ""),
        (MembershipRole.HEAD, "sent", PhaseKind.ADMINISTRATION, ""),
        (MembershipRole.HEAD, "verified", PhaseKind.JUDGING, ""),
    ],
)
def test_an_agency_sees_the_next_step_of_its_entry(client, role, state, when, action):
    proposal = ProposalFactory(**{} if state == "draft" else {state: True})
    user = MembershipFactory(opd=proposal.innovation.opd, role=role).user

    assert waiting(at_home(client, user, when)) == [(proposal.innovation.title, action)]


def test_a_partner_sees_the_entry_without_an_action(client):
    proposal = ProposalFactory()
    partner = PartnershipFactory(innovation=proposal.innovation).opd

    response = at_home(client, MembershipFactory(opd=partner).user)

    asked = ("Benarkan peran OPD Anda", "Baca dan jawab")
    assert waiting(response) == [asked, (proposal.innovation.title, "")]
    assert f"Sedang disusun oleh {proposal.innovation.opd.abbr}." in response.text


def test_who_answered_as_a_partner_is_not_asked_again(client):
    proposal = ProposalFactory()
    partner = PartnershipFactory(
        innovation=proposal.innovation,
        is_confirmed=True,
        answered_at=moment(PhaseKind.REGISTRATION),
        answered_by=proposal.created_by,
    )

    assert waiting(at_home(client, MembershipFactory(opd=partner.opd).user)) == [(proposal.innovation.title, "")]


def items_of(client, proposal, role, when=PhaseKind.REGISTRATION):
    user = MembershipFactory(opd=proposal.innovation.opd, role=role).user
    return at_home(client, user, when).context["waiting"].items


def test_what_was_handed_over_says_for_whom_it_waits_and_since_when(client):
    proposal = ProposalFactory(handed=True, handed_at=moment(PhaseKind.REGISTRATION))

    (operators,) = items_of(client, proposal, MembershipRole.OPERATOR)
    (heads,) = items_of(client, proposal, MembershipRole.HEAD)

    since = "Kamis 15 Januari 2026 pukul 20.00 WIB"
    assert operators.detail == f"Diserahkan; menunggu kepala OPD sejak {since}."
    assert heads.detail == f"Diserahkan kepada Anda {since}."
    assert operators.due == heads.due == opening(PhaseKind.ADMINISTRATION)


def test_what_was_handed_over_stands_first_for_the_head(client):
    handed, soon = ProposalFactory(handed=True), ProposalFactory()
    soon.edition.phases.filter(kind=PhaseKind.REGISTRATION).update(
        closes_at=moment(PhaseKind.REGISTRATION) + timedelta(hours=1)
    )
    head = MembershipFactory(opd=handed.innovation.opd, role=MembershipRole.HEAD).user
    MembershipFactory(user=head, opd=soon.innovation.opd, role=MembershipRole.HEAD)

    assert waiting(at_home(client, head))[0] == (handed.innovation.title, "Periksa dan kirim")


def test_what_the_head_gave_back_shows_the_note(client):
    proposal = ProposalFactory(head_note="Lengkapi <dampak>.")

    (operators,) = items_of(client, proposal, MembershipRole.OPERATOR)
    (heads,) = items_of(client, proposal, MembershipRole.HEAD)

    assert (operators.action, operators.detail) == (
        "Perbaiki usulan",
        "Kepala OPD meminta perbaikan: Lengkapi <dampak>.",
    )
    assert heads.detail == "Anda meminta perbaikan; operator mengerjakannya."


def test_a_draft_says_how_much_is_written(client):
    section = SectionFactory()
    SectionTemplateFactory(edition=section.proposal.edition)

    (item,) = items_of(client, section.proposal, MembershipRole.OPERATOR)

    assert str(item.detail).startswith("1 dari 2 bagian terisi.")


@pytest.mark.parametrize(
    ("mend_until", "due"),
    [
        (None, opening(PhaseKind.JUDGING)),
        (moment(PhaseKind.ADMINISTRATION) + timedelta(hours=5), moment(PhaseKind.ADMINISTRATION) + timedelta(hours=5)),
    ],
)
def test_what_came_back_says_until_when_it_is_mended(client, mend_until, due):
    proposal = ProposalFactory(returned=True, mend_until=mend_until)

    (item,) = items_of(client, proposal, MembershipRole.OPERATOR, PhaseKind.ADMINISTRATION)

    assert (item.action, item.due) == ("Perbaiki usulan", due)


@pytest.mark.parametrize("has_entry", [True, False])
def test_an_extension_has_its_own_end_and_says_so(client, has_entry):
    extension = ExtensionFactory()
    extension.edition.phases.filter(kind=PhaseKind.ADMINISTRATION).update(closes_at=opening(PhaseKind.PRESENTATION))
    extension.until = moment(PhaseKind.ADMINISTRATION) + timedelta(days=1)
    extension.save()
    if has_entry:
        ProposalFactory(edition=extension.edition, innovation__opd=extension.opd)
    user = MembershipFactory(opd=extension.opd).user

    (item,) = at_home(client, user, PhaseKind.ADMINISTRATION).context["waiting"].items

    assert str(item.action) == ("Lengkapi usulan" if has_entry else "Daftarkan inovasi")
    assert (item.due, str(item.note)) == (extension.until, "Waktu OPD Anda diperpanjang.")


def test_the_secretariat_is_led_to_those_who_have_not_sent(client):
    user = AppointmentFactory().user
    edition = EditionFactory()
    ProposalFactory(edition=edition)
    ProposalFactory(edition=edition, handed=True)
    ProposalFactory(edition=edition, returned=True)

    assert waiting(at_home(client, user)) == [("2 usulan belum dikirim", "Ingatkan OPD")]
    later = waiting(at_home(client, user, PhaseKind.ADMINISTRATION))
    assert ("1 usulan menunggu perbaikan OPD", "Ingatkan OPD") in later


def test_an_agency_is_told_of_the_result_and_led_to_its_piagam(client):
    user = UserFactory()
    drawn = {"drawn_at": clock.now(), "sha256": "0" * 64, "pdf": "piagam/1.pdf"}
    publication = publish(EditionFactory(), user, **drawn)
    certificate = publication.certificates.get()
    winner = MembershipFactory(opd=certificate.recipient).user
    loser = MembershipFactory(
        opd=ProposalFactory(edition=publication.edition, verified=True, innovation__title="Lain").innovation.opd
    ).user

    title = certificate.result.proposal.innovation.title
    honour = (certificate.recipient_name, "Buka piagam")
    assert waiting(at_home(client, winner, PhaseKind.ANNOUNCEMENT)) == [honour, (title, "Lihat hasil")]
    assert waiting(at_home(client, loser, PhaseKind.ANNOUNCEMENT)) == [("Lain", "Lihat hasil")]

    Revocation.objects.create(certificate=certificate, revoked_at=clock.now(), reason="Nama keliru.", revoked_by=user)
    assert waiting(at_home(client, winner, PhaseKind.ANNOUNCEMENT)) == [(title, "Lihat hasil")]


def test_an_agency_sees_nothing_of_others(client):
    ProposalFactory(innovation__title="Punya orang lain")

    assert "Punya orang lain" not in at_home(client, MembershipFactory().user).text


def test_what_is_due_first_stands_first(client):
    late, soon = ProposalFactory(), ProposalFactory(innovation__title="Segera")
    soon.edition.phases.filter(kind=PhaseKind.REGISTRATION).update(
        closes_at=moment(PhaseKind.REGISTRATION) + timedelta(hours=1)
    )
    user = MembershipFactory(opd=late.innovation.opd).user
    MembershipFactory(user=user, opd=soon.innovation.opd)

    assert waiting(at_home(client, user))[0] == ("Segera", "Lengkapi usulan")


def test_a_verifier_sees_the_queue_without_the_own_family(client):
    edition = EditionFactory()
    ProposalFactory.create_batch(2, edition=edition, sent=True)
    own = ProposalFactory(edition=edition, sent=True)
    user = AppointmentFactory(role=Office.VERIFIER).user
    MembershipFactory(user=user, opd=OPDFactory(parent=own.innovation.opd))

    response = at_home(client, user, PhaseKind.ADMINISTRATION)

    assert ("2 usulan menunggu pemeriksaan", "Periksa usulan") in waiting(response)


def test_a_juror_sees_how_many_sheets_are_left(client):
    stage = StageFactory()
    juror = SeatFactory(panel__stage=stage, accepted=True).user
    for final in (True, False, False):
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror), final=final)

    response = at_home(client, juror, PhaseKind.JUDGING)

    assert waiting(response) == [("2 lembar belum dikunci", "Lanjutkan penilaian")]
    assert "Penilaian proposal · 1 dari 3 lembar selesai" in response.text


def test_a_juror_who_is_done_waits_for_nothing(client):
    stage = StageFactory()
    juror = SeatFactory(panel__stage=stage, accepted=True).user
    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, juror=juror), final=True)

    assert waiting(at_home(client, juror, PhaseKind.JUDGING)) == []


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (PhaseKind.ADMINISTRATION, []),
        (PhaseKind.JUDGING, [("Peringkat sementara", "Lihat peringkat")]),
        (PhaseKind.PLENARY, [("Pleno sedang berjalan", "Buka pleno")]),
    ],
)
def test_a_chair_sees_the_ranking_and_then_the_plenary(client, when, found):
    chair = SeatFactory(role=SeatRole.CHAIR, accepted=True).user

    assert waiting(at_home(client, chair, when)) == found


def test_the_secretariat_is_led_through_the_edition(client):
    user = AppointmentFactory().user
    stage = StageFactory()
    edition = stage.edition
    ProposalFactory(edition=edition, sent=True)
    verified = ProposalFactory(edition=edition, verified=True)

    check = ("1 usulan belum diperiksa", "Lihat pemeriksaan")
    assign = ("1 usulan belum punya juri", "Tugaskan juri")
    assert waiting(at_home(client, user, PhaseKind.ADMINISTRATION)) == [check, assign]
    assert waiting(at_home(client, user, PhaseKind.JUDGING)) == [assign]

    ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=verified))
    judged = at_home(client, user, PhaseKind.JUDGING)
    assert waiting(judged) == [("1 lembar belum dikunci juri", "Lihat kemajuan juri")]
    assert f"Penilaian proposal · {edition}" in judged.text
    assert waiting(at_home(client, user, PhaseKind.PLENARY)) == [("Peringkat belum ditetapkan", "Buka pleno")]


def test_the_secretariat_is_led_from_the_plenary_to_the_certificates(client):
    user = AppointmentFactory().user
    edition = EditionFactory()
    publication = publish(edition, user)
    certificates = publication.certificates.all()

    assert waiting(at_home(client, user, PhaseKind.ANNOUNCEMENT)) == [("1 piagam sedang digambar", "Lihat kemajuan")]

    certificates.update(drawn_at=clock.now(), sha256="0" * 64, pdf="piagam/1.pdf")
    ready = ("Hasil sudah terbit dan semua piagam siap", "Buka piagam")
    assert waiting(at_home(client, user, PhaseKind.ANNOUNCEMENT)) == [ready]

    certificates.delete()
    publication.results.all().delete()
    publication.delete()
    assert waiting(at_home(client, user, PhaseKind.ANNOUNCEMENT)) == [("Hasil belum diterbitkan", "Terbitkan hasil")]


@pytest.mark.parametrize(
    ("when", "line"),
    [
        (PhaseKind.SOCIALISATION, ("Menunggu tahapan berikutnya", "Buka kalender")),
        (PhaseKind.REGISTRATION, ("Pendaftaran sedang berlangsung", "Buka rekap usulan")),
        (PhaseKind.ADMINISTRATION, ("Tidak ada usulan yang menunggu pemeriksaan", "Buka kalender")),
        (PhaseKind.JUDGING, ("Tidak ada lembar yang menunggu juri", "Lihat peringkat")),
    ],
)
def test_an_edition_that_waits_for_nobody_still_names_the_next_act(client, when, line):
    EditionFactory()

    response = at_home(client, AppointmentFactory().user, when)

    assert waiting(response) == [line]
    assert "berikutnya" in response.text


@pytest.mark.parametrize(
    ("role", "phase"), [("verifier", "Seleksi administrasi"), ("juror", "Penilaian proposal"), ("operator", "")]
)
def test_who_has_nothing_to_do_reads_when_the_own_turn_comes(client, role, phase):
    stage = StageFactory()
    person = everyone(ProposalFactory(edition=stage.edition, verified=True), stage)[role]

    response = at_home(client, person)

    assert (f"Giliran Anda tiba pada tahapan {phase}" in response.text) is bool(phase)


def test_the_menu_shows_whose_work_a_page_belongs_to(client):
    stage = StageFactory()
    people = everyone(ProposalFactory(edition=stage.edition, verified=True), stage)
    for role, place in (("secretariat", "Edisi"), ("auditor", "Penilaian")):
        client.force_login(people[role])
        page = client.get(reverse("judging:ranking-detail", args=[stage.edition.slug]))
        bar = page.text.partition("</header>")[0]
        assert f'aria-current="page">{place}</a>' in bar
        assert bar.count('aria-current="page"') == 1


def test_the_secretariat_is_called_to_make_and_to_open_an_edition(client):
    user = AppointmentFactory().user
    assert waiting(at_home(client, user)) == [("Tidak ada edisi yang berjalan", "Buat edisi")]

    EditionFactory(opened_at=None, short_name="KOVABLIK Baru")
    assert waiting(at_home(client, user)) == [("KOVABLIK Baru", "Lengkapi dan buka")]


@pytest.mark.parametrize("role", [Office.LEADER, Office.SECRETARIAT])
def test_who_takes_part_is_counted_with_partners_and_without_drafts(client, role):
    edition = EditionFactory()
    sent = ProposalFactory(edition=edition, sent=True)
    PartnershipFactory(innovation=sent.innovation)
    ProposalFactory(edition=edition)
    OPDFactory(is_participant=False)

    response = at_home(client, AppointmentFactory(role=role).user)

    assert "2 dari 3 OPD sudah mengirim usulan" in response.text
    assert "1 OPD belum mengirim" in response.text


def test_the_auditor_is_led_to_the_ledger(client):
    edition = EditionFactory()

    response = at_home(client, AppointmentFactory(role=Office.AUDITOR).user)

    assert reverse("ledger-list", args=[edition.slug]) in response.text


def test_the_administrator_is_led_to_the_admin(client):
    response = at_home(client, UserFactory(is_staff=True, is_superuser=True))

    assert response.text.count(reverse("admin:index")) == 2
    assert waiting(response) == []


def test_home_tells_an_agency_what_happened_to_its_entry_alone(client):
    proposal, other = ProposalFactory(sent=True), ProposalFactory(innovation__title="Punya orang lain")
    user = MembershipFactory(opd=proposal.innovation.opd).user
    for row in (proposal, other):
        ledger.record("proposal.submit", row, by=user, chain=row.edition.ledger_chain)

    response = at_home(client, user)

    assert f"Usulan “{proposal.innovation.title}”" in response.text
    assert len(response.context["happened"]) == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("role", "queries"),
    [
        ("operator", 15),
        ("verifier", 5),
        ("juror", 8),
        ("chair", 8),
        ("secretariat", 17),
        ("leader", 8),
        ("auditor", 6),
    ],
)
def test_home_costs_the_same_for_any_number_of_things(client, role, queries, count, django_assert_num_queries):
    stage = StageFactory()
    people = everyone(ProposalFactory(edition=stage.edition, verified=True), stage)
    opd = people["operator"].memberships.get().opd
    for _ in range(count):
        ProposalFactory(edition=stage.edition, sent=True)
        proposal = ProposalFactory(edition=stage.edition, verified=True, innovation__opd=opd)
        judged = ProposalFactory(edition=stage.edition, verified=True)
        ScoreSheetFactory(assignment=AssignmentFactory(stage=stage, proposal=judged, juror=people["juror"]))
        ledger.record("proposal.submit", proposal, by=people["head"], chain=stage.edition.ledger_chain)
    for edition in EditionFactory.create_batch(count):
        ProposalFactory(edition=edition, innovation__opd=opd)
    client.force_login(people[role])

    with clock.at(moment(PhaseKind.JUDGING)), django_assert_num_queries(queries):
        client.get(reverse("home"))


# The demo's way in


@pytest.fixture
def juror():
    return User.objects.create_user("juri1", "juri1@demo.test", demo.PASSWORD, name="Juri 1")


def test_the_demo_signs_in_with_one_button(client, juror, settings):
    settings.DEMO = True
    assert 'value="juri1"' in client.get(reverse("account_login")).text

    response = client.post(reverse("demo-login"), {"username": "juri1"})

    assert response.headers["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(juror.pk)


def test_outside_the_demo_there_is_no_such_button_and_no_such_page(client, juror):
    page = client.get(reverse("account_login"))

    assert reverse("demo-login") not in page.text
    assert demo.PASSWORD not in page.text
    assert client.post(reverse("demo-login"), {"username": "juri1"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("username", ["siti", "", "sekretariat"])
def test_the_demo_signs_in_nobody_else(client, settings, username):
    settings.DEMO = True
    UserFactory(username="siti")
    UserFactory(username="sekretariat", email="sekretariat@contoh.example")

    assert client.post(reverse("demo-login"), {"username": username}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_signs_in_by_a_form_of_ours_only(juror, settings):
    settings.DEMO = True
    client = Client(enforce_csrf_checks=True)

    assert client.post(reverse("demo-login"), {"username": "juri1"}).status_code == 403
    assert client.get(reverse("demo-login")).status_code == 405


# Error pages, language, gallery


def test_what_does_not_exist_is_said_in_words(client):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert "Halaman ini tidak ada" in response.text


def test_a_stale_form_is_said_in_words():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a"})

    assert response.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in response.text


def test_the_language_is_switched_in_the_foot(client):
    response = client.post(reverse("set_language"), {"language": "en", "next": reverse("landing")}, follow=True)

    assert '<html lang="en">' in response.text


def test_the_gallery_is_for_developers_only(client):
    assert client.get("/_gaya/").status_code == 404


def test_no_page_holds_script_or_style_inside(client):
    publish(EditionFactory(), UserFactory())

    for url in (reverse("landing"), reverse("account_login"), "/tidak-ada/"):
        text = client.get(url).text
        assert " style=" not in text
        assert "<style" not in text
        assert " onclick" not in text
        assert text.count("<script") == text.count("<script src") + text.count('<script type="module" src')


def test_names_are_escaped(client):
    EditionFactory()
    user = MembershipFactory(user__name="<b>Siti</b>").user

    assert escape("<b>Siti</b>") in at_home(client, user).text
