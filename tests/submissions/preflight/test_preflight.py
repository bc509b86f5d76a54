"""The pre-flight over real rows: facts gathered, levels of the edition, places that are closed, what it costs."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import clock
from accounts.models import MembershipRole, User
from awards.models import Publication
from competitions.models import EntryRule, PhaseKind, RuleKind
from submissions.letters import letter_key
from submissions.models import Approval, Attachment, CheckItem, Group, Proposal, Scan, State
from submissions.preflight.findings import findings
from submissions.proposal_parts import proposal_parts
from submissions.steps import workflow
from tests import threads
from tests.awards.ranked import make_edition, publish, rank
from tests.factories import (
    CategoryFactory,
    DocumentRequirementFactory,
    EditionFactory,
    InnovationFactory,
    InnovatorFactory,
    MembershipFactory,
    PartnershipFactory,
    ProposalFactory,
    SectionFactory,
    SectionTemplateFactory,
)
from tests.moments import START, moment

at_once = partial(threads.at_once, when=PhaseKind.REGISTRATION)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    """Nothing to find: a category, a start, a section with its evidence, a required document, an innovator, a video."""
    proposal = ProposalFactory(video_url="https://video.example/1")
    proposal.category = CategoryFactory(edition=proposal.edition)
    proposal.save()
    template = SectionTemplateFactory(edition=proposal.edition, name="Kebaruan", evidence_required=True)
    SectionFactory(proposal=proposal, template=template)
    attach(proposal, section=template)
    attach(proposal, requirement=DocumentRequirementFactory(edition=proposal.edition, name="Surat Pernyataan"))
    InnovatorFactory(proposal=proposal)
    return proposal


def attach(proposal, **place):
    return Attachment.objects.create(
        proposal=proposal,
        file=ContentFile(b"%PDF-", name="a.pdf"),
        name="a.pdf",
        content_type="application/pdf",
        size=5,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
        **place,
    )


def set_rule(edition, kind, level, value=None):
    EntryRule.objects.update_or_create(edition=edition, kind=kind, defaults={"level": level, "value": value})


def look(proposal, **options):
    """As a request reads it."""
    proposal = Proposal.objects.with_details().get(pk=proposal.pk)
    return findings(proposal, proposal_parts(proposal), **options)


def found(proposal, **options):
    return [(finding.kind, finding.anchor, finding.blocks) for finding in look(proposal, **options)]


def test_nothing_is_found(proposal):
    assert found(proposal) == []
    assert found(proposal, fresh=True) == []


def test_a_category_is_missing_only_where_there_are_categories(proposal):
    Proposal.objects.update(category=None)

    assert found(proposal) == [("kategori", "identitas", True)]

    proposal.edition.categories.all().delete()
    assert found(proposal) == []


@pytest.mark.parametrize("text", ["", " \n – • "])
def test_a_section_is_empty_or_was_never_touched(proposal, text):
    section = proposal.sections.get()
    section.text = text
    section.count()
    section.save()
    other = SectionTemplateFactory(edition=proposal.edition)

    assert found(proposal) == [
        ("sections", f"bagian-{section.template_id}", True),
        ("sections", f"bagian-{other.pk}", True),
    ]


def test_a_text_that_was_stored_over_its_limit_blocks(proposal):
    proposal.edition.section_templates.update(max_words=2)

    assert [kind for kind, _anchor, _blocks in found(proposal)] == ["length"]


def test_a_file_with_a_virus_does_not_count(proposal):
    Attachment.objects.update(scan=Scan.WAITING)
    assert found(proposal) == []

    Attachment.objects.update(scan=Scan.INFECTED, scanned_at=clock.now())

    assert [kind for kind, _anchor, _blocks in found(proposal)] == ["documents", "documents"]


def test_a_statement_that_the_head_approved_inside_counts_until_what_it_says_changes(proposal):
    requirement = DocumentRequirementFactory(edition=proposal.edition, letter="implementation")
    assert found(proposal) == [("documents", f"dokumen-{requirement.pk}", True)]

    fresh = Proposal.objects.with_details().get(pk=proposal.pk)
    Approval.objects.create(
        proposal=proposal,
        requirement=requirement,
        key=letter_key(fresh, requirement),
        approved_by=proposal.created_by,
    )
    assert found(proposal) == []

    proposal.innovation.started_on = date(2023, 5, 1)
    proposal.innovation.save()
    assert found(proposal) == [("documents", f"dokumen-{requirement.pk}", True)]


@pytest.mark.parametrize(("days", "kinds"), [(0, []), (1, ["age"])])
def test_the_age_counts_from_the_close_in_the_citys_own_date(proposal, days, kinds):
    """The close lies on 19 January, 01.00 WIB: in UTC it is still the 18th."""
    proposal.edition.phases.filter(kind=PhaseKind.REGISTRATION).update(
        closes_at=START.replace(day=18, hour=18), opens_at=START
    )
    proposal.innovation.started_on = date(2025, 1, 19) + timedelta(days)
    proposal.innovation.save()

    assert [kind for kind, _anchor, _blocks in found(proposal)] == kinds


def test_each_rule_is_asked_at_the_level_of_the_edition(proposal):
    proposal.innovators.all().delete()

    for level, expected in (("warn", [False]), ("block", [True]), ("off", [])):
        set_rule(proposal.edition, RuleKind.INNOVATORS, level)
        assert [blocks for _kind, _anchor, blocks in found(proposal)] == expected


def test_what_blocks_comes_first_and_else_the_order_of_the_page(proposal):
    first = proposal.edition.section_templates.get()
    second = SectionTemplateFactory(edition=proposal.edition, number=first.number + 1)
    proposal.sections.update(text="Hubungi 081234567890")
    proposal.innovation.started_on = None
    proposal.innovation.save()
    proposal.innovators.all().delete()

    assert found(proposal) == [
        ("age", "identitas", True),
        ("sections", f"bagian-{second.pk}", True),
        ("innovators", "inovator", False),
        ("pribadi", f"bagian-{first.pk}", False),
    ]


def test_partners_are_asked_even_where_the_rule_is_off_if_they_declined(proposal):
    partnership = PartnershipFactory(innovation=proposal.innovation)
    assert found(proposal) == [("partners", "mitra", False)]

    partnership.is_confirmed, partnership.reason = False, "Tidak pernah terlibat."
    partnership.answered_at, partnership.answered_by = START, proposal.created_by
    partnership.save()
    set_rule(proposal.edition, RuleKind.PARTNERS, "off")

    assert found(proposal) == [("partners", "mitra", True)]


def namesake(proposal, title, **state):
    """Another body's proposal in the same edition."""
    return ProposalFactory(edition=proposal.edition, innovation=InnovationFactory(title=title), **state)


@pytest.mark.parametrize("title", ["Sapa Warga", "SAPA  warga"])
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"sent": True}, [("title", True)]),
        ({"verified": True}, [("title", True)]),
        ({"sent": True, "state": State.REJECTED}, [("title", True)]),
        ({}, [("title", False)]),
        ({"state": State.WITHDRAWN}, []),
    ],
)
def test_a_title_stands_once_in_an_edition(proposal, title, state, expected):
    set_rule(proposal.edition, RuleKind.SIMILAR, "off", 60)
    proposal.innovation.title = "Sapa Warga"
    proposal.innovation.save()
    namesake(proposal, title, **state)
    ProposalFactory(innovation=InnovationFactory(title="Sapa Warga"), sent=True)  # in another edition

    assert [(kind, blocks) for kind, _anchor, blocks in found(proposal)] == expected


def named(proposal, title, long_title=""):
    proposal.innovation.title, proposal.innovation.long_title = title, long_title
    proposal.innovation.save()


def test_a_title_like_that_of_another_innovation_is_named_with_agency_and_year(proposal):
    named(proposal, "Sapa Warga")
    earlier = InnovationFactory(title="Sapa Warga Kota", long_title="", opd__abbr="Diskominfo")
    ProposalFactory(innovation=earlier, edition__year=2024, sent=True)

    (finding,) = look(proposal)

    assert finding.text == "Judul mirip (68%) dengan “Sapa Warga Kota”, Diskominfo, 2024"
    assert (finding.kind, finding.anchor, finding.blocks) == ("similar", "identitas", False)


@pytest.mark.parametrize(("percent", "count"), [(68, 1), (69, 0)])
def test_the_likeness_begins_at_the_percentage_of_the_edition(proposal, percent, count):
    named(proposal, "Sapa Warga")
    InnovationFactory(title="Sapa Warga Kota", long_title="")
    set_rule(proposal.edition, RuleKind.SIMILAR, "warn", percent)

    assert len(look(proposal)) == count


def test_long_titles_are_compared_too_and_the_likest_three_are_named(proposal):
    named(proposal, "Alpha", "Sistem Aplikasi Pelayanan Administrasi Warga")
    for number in range(5):
        InnovationFactory(
            title=f"Zeta{number}", long_title="Sistem Aplikasi Pelayanan Administrasi Warga" + "x" * number
        )

    titles = [finding.text for finding in look(proposal)]

    assert len(titles) == 3
    assert titles[0].startswith("Judul mirip (100%) dengan “Zeta0”")


def test_what_others_only_drafted_is_theirs_to_tell(proposal):
    named(proposal, "Sapa Warga")
    drafted = ProposalFactory(innovation=InnovationFactory(title="Sapa Warga Kota", long_title=""))
    assert look(proposal) == []

    Proposal.objects.filter(pk=drafted.pk).update(state=State.WITHDRAWN)
    cache.clear()
    assert look(proposal) == []

    own = InnovationFactory(title="Sapa Warga Desa", long_title="", opd=proposal.innovation.opd)
    ProposalFactory(innovation=own)
    cache.clear()
    assert len(look(proposal)) == 1


@pytest.mark.parametrize("title", ["★★★", "' OR 1=1 --", "100% \\ Ceria %s", "ŞAPA ﬁ"])
def test_no_title_breaks_the_comparison(proposal, title):
    named(proposal, title)
    InnovationFactory(title=title, long_title="")

    assert [finding.kind for finding in look(proposal, fresh=True)] in ([], ["similar"])


@pytest.mark.parametrize(("group", "expected"), [(Group.GENERAL, ["winner"]), (Group.SPECIAL, [])])
def test_an_award_on_the_organisers_list(proposal, group, expected):
    proposal.innovation.past_award = "Top 45 KIPP 2021"
    proposal.innovation.save()
    Proposal.objects.update(group=group)

    assert [kind for kind, _anchor, _blocks in found(proposal)] == expected


def test_a_tier_in_a_published_earlier_edition_is_an_award(proposal):
    set_rule(proposal.edition, RuleKind.SIMILAR, "off", 60)
    earlier = make_edition(tiers=[(1, True)])
    rank(earlier, [1], innovation=proposal.innovation)
    rank_below = InnovationFactory()
    assert found(proposal) == []

    publish(earlier)
    cache.clear()

    (finding,) = look(proposal)
    assert finding.kind == "winner"
    assert f"Top 1 {earlier}" in finding.text
    assert Publication.objects.count() == 1
    assert not rank_below.proposals.exists()


@pytest.mark.parametrize(
    ("state", "counts"),
    [("submitted", 1), ("returned", 1), ("verified", 1), ("rejected", 0), ("withdrawn", 0), ("draft", 0)],
)
def test_the_quota_counts_what_the_leading_body_has_under_way(proposal, state, counts):
    set_rule(proposal.edition, RuleKind.QUOTA, "block", 1)
    set_rule(proposal.edition, RuleKind.SIMILAR, "off", 60)
    other = ProposalFactory(edition=proposal.edition, innovation__opd=proposal.innovation.opd, sent=True)
    Proposal.objects.filter(pk=other.pk).update(state=state)
    ProposalFactory(sent=True, innovation__opd=proposal.innovation.opd)  # in another edition
    ProposalFactory(edition=proposal.edition, sent=True)  # of another body

    assert [kind for kind, _anchor, _blocks in found(proposal)] == ["quota"] * counts


def returned(proposal, **place):
    Proposal.objects.filter(pk=proposal.pk).update(
        state=State.RETURNED, submitted_at=START, submitted_by=proposal.created_by
    )
    CheckItem.objects.create(proposal=proposal, round=1, note="Lengkapi.", created_by=proposal.created_by, **place)


def test_while_it_is_mended_a_closed_place_only_warns(proposal):
    first = proposal.edition.section_templates.get()
    second = SectionTemplateFactory(edition=proposal.edition, number=first.number + 1)
    third = SectionTemplateFactory(edition=proposal.edition, number=first.number + 2)
    proposal.innovation.started_on = None
    proposal.innovation.save()
    returned(proposal, section=second)

    assert found(proposal) == [
        ("sections", f"bagian-{second.pk}", True),
        ("age", "identitas", False),
        ("sections", f"bagian-{third.pk}", False),
    ]

    Proposal.objects.update(state=State.SUBMITTED)  # a verifier is told what there is
    assert [blocks for _kind, _anchor, blocks in found(proposal)] == [True, True, True]


def test_while_the_whole_is_mended_everything_blocks(proposal):
    proposal.innovation.started_on = None
    proposal.innovation.save()
    returned(proposal)

    assert found(proposal) == [("age", "identitas", True)]


def cost(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_look_costs_the_same_for_any_number_of_others(proposal):
    set_rule(proposal.edition, RuleKind.QUOTA, "block", 3)

    def fresh_look():
        cache.clear()
        look(proposal)

    alone = cost(fresh_look)
    for number in range(30):
        namesake(proposal, f"Inovasi Lain {number}", sent=True)
        SectionFactory(proposal=proposal)

    assert cost(fresh_look) == alone <= 24


def test_the_desk_costs_the_same_for_any_number_of_others(client, proposal):
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    def open_desk():
        cache.clear()
        client.force_login(User.objects.get(pk=client.session["_auth_user_id"]))
        assert client.get(reverse("submissions:proposal-detail", args=[proposal.pk])).status_code == 200

    with clock.at(moment(PhaseKind.REGISTRATION)):
        open_desk()
        alone = cost(open_desk)
        for number in range(30):
            namesake(proposal, f"Inovasi Lain {number}", sent=True)

        assert cost(open_desk) == alone


def test_a_look_again_asks_nothing_of_the_others(proposal):
    first, again = cost(lambda: look(proposal)), cost(lambda: look(proposal))

    assert again == first - 3  # namesakes, likenesses, awards


def test_sending_asks_anew_what_a_look_remembers(proposal):
    proposal.innovation.title = "Sapa Warga"
    proposal.innovation.save()
    assert found(proposal) == []
    namesake(proposal, "Sapa Warga", sent=True)

    assert found(proposal) == []
    assert ("title", "identitas", True) in found(proposal, fresh=True)


def test_a_new_title_is_compared_at_once(proposal):
    assert found(proposal) == []
    namesake(proposal, "Sapa Warga", sent=True)

    named(proposal, "sapa warga")

    assert ("title", "identitas", True) in found(proposal)


def test_the_desk_shows_both_kinds_with_a_link_to_each_place(client, proposal):
    proposal.sections.update(text="", words=0)
    proposal.innovators.all().delete()
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        text = client.get(reverse("submissions:proposal-detail", args=[proposal.pk])).text

    template = proposal.edition.section_templates.get()
    assert text.index("Menghalangi penyerahan") < text.index("Kebaruan belum diisi") < text.index("Perlu diperhatikan")
    assert text.index("Perlu diperhatikan") < text.index("Inovator belum disebutkan")
    assert f'<a href="#bagian-{template.pk}">' in text
    assert f'id="bagian-{template.pk}"' in text
    assert '<a href="#inovator">' in text


def test_the_desk_says_when_nothing_is_in_the_way(client, proposal):
    client.force_login(MembershipFactory(opd=proposal.innovation.opd).user)

    with clock.at(moment(PhaseKind.REGISTRATION)):
        text = client.get(reverse("submissions:proposal-detail", args=[proposal.pk])).text

    assert "Tidak ada yang menghalangi pengiriman." in text
    assert "Perlu diperhatikan" not in text


def send(proposal, head):
    workflow.take("submit", proposal=proposal, by=User.objects.get(pk=head.pk))


@pytest.mark.django_db(transaction=True)
def test_of_two_heads_who_send_one_title_at_the_same_second_one_does():
    edition = EditionFactory()
    proposals = [
        ProposalFactory(edition=edition, innovation=InnovationFactory(title=title, long_title=""))
        for title in ("Sapa Warga", "sapa  warga", "SAPA WARGA", "Sapa  Warga")
    ]
    heads = [MembershipFactory(opd=one.innovation.opd, role=MembershipRole.HEAD).user for one in proposals]

    raised = at_once(*(lambda pair=pair: send(*pair) for pair in zip(proposals, heads, strict=True)))

    assert sum(error is None for error in raised) == 1
    assert all("Judul ini sudah dipakai" in error.messages[0] for error in raised if error)
    assert Proposal.objects.filter(state=State.SUBMITTED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_that_one_body_sends_at_the_same_second_the_quota_lets_one_through():
    edition = EditionFactory()
    set_rule(edition, RuleKind.QUOTA, "block", 1)
    head = MembershipFactory(role=MembershipRole.HEAD)
    titles = ("Sapa Warga", "Peta Banjir", "Lentera Desa")
    proposals = [
        ProposalFactory(edition=edition, innovation=InnovationFactory(title=title, opd=head.opd)) for title in titles
    ]

    raised = at_once(*(lambda one=one: send(one, head.user) for one in proposals))

    assert sum(error is None for error in raised) == 1
    assert all("Kuota" in error.messages[0] for error in raised if error)
