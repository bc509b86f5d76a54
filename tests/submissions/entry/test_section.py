"""Storing a section: what is kept, what is never overwritten, and how its history grows."""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import clock
from accounts.concurrency import tokens
from accounts.models import User
from competitions.models import PhaseKind
from submissions.entry.actions_section import LONGEST, SITTING, ChangedMeanwhileError, restore_revision, save_section
from submissions.models import CheckItem, Revision, Section, State
from submissions.texts.merging import merge
from tests import threads
from tests.extent import examples
from tests.factories import MembershipFactory, ProposalFactory, SectionFactory, SectionTemplateFactory
from tests.moments import START, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registration")]
NOW = moment(PhaseKind.REGISTRATION)

at_once = partial(threads.at_once, when=PhaseKind.REGISTRATION)


@pytest.fixture
def writer(proposal):
    return MembershipFactory(opd=proposal.innovation.opd, user__name="Sari").user


@pytest.fixture
def colleague(proposal):
    return MembershipFactory(opd=proposal.innovation.opd, user__name="Rekan").user


@pytest.fixture
def save(proposal, template):
    """Store a text in the section; `after` minutes later than the start."""

    def save(text, by, *, after=0, **more):
        with clock.at(NOW + timedelta(minutes=after)):
            return save_section(proposal=proposal, template=template, text=text, by=by, **more)

    return save


def history():
    return list(Revision.objects.order_by("pk").values_list("text", "written_by__name"))


def test_a_text_is_stored_with_its_count_its_writer_and_its_time(save, writer):
    section = save("Tiga kata\r\nsaja – ya", writer)

    section.refresh_from_db()
    assert (section.text, section.words, section.updated_by) == ("Tiga kata\nsaja – ya", 4, writer)
    assert section.updated_at == NOW


def test_a_text_over_the_limit_is_kept(save, writer):
    section = save("satu dua tiga empat lima enam", writer)

    assert section.words == 6


def test_a_text_beyond_all_measure_is_refused_in_words_and_keeps_what_was_there(save, writer):
    save("pendek", writer)

    with pytest.raises(ValidationError, match="paling banyak 100000") as refused:
        save("a" * (LONGEST + 1), writer)

    assert refused.value.code == "too_big"
    assert Section.objects.get().text == "pendek"


def test_what_the_database_refuses_is_left_out(save, writer):
    assert save("a\x00b\rc", writer).text == "ab\nc"


def test_nothing_is_stored_when_nothing_was_written(save, writer):
    assert save("", writer).pk is None
    assert not Section.objects.exists()


def test_nobody_is_overwritten_silently(save, writer, colleague):
    started = tokens({"text": ""})
    save("milik rekan", colleague, seen=started)

    with pytest.raises(ChangedMeanwhileError, match="Rekan juga mengubah bagian ini") as refused:
        save("milik saya", writer, seen=started)

    assert refused.value.code == "changed_meanwhile"
    assert (refused.value.section.text, refused.value.section.updated_by) == ("milik rekan", colleague)
    assert Section.objects.get().text == "milik rekan"


def test_nor_is_oneself_from_another_tab(save, writer):
    started = tokens({"text": ""})
    save("tab pertama", writer, seen=started)

    with pytest.raises(ChangedMeanwhileError, match="tab atau perangkat lain"):
        save("tab kedua", writer, seen=started)


def test_the_same_text_twice_is_no_conflict(save, writer, colleague):
    save("sama", colleague, seen=tokens({"text": ""}))

    assert save("sama", writer, seen={"text": "apa saja"}).updated_by == colleague


def test_an_explicit_overwrite_starts_from_what_stands_and_the_other_text_stays_in_the_history(save, writer, colleague):
    save("milik rekan", colleague)

    save("milik saya", writer, seen=tokens({"text": "milik rekan"}), apart=True)

    assert history() == [("milik rekan", "Rekan"), ("milik saya", "Sari")]


def test_one_sitting_is_one_row_that_grows(save, writer):
    for minute in range(0, 60, 10):
        save(f"teks pada menit {minute}", writer, after=minute)

    revision = Revision.objects.get()
    assert (revision.text, revision.words) == ("teks pada menit 50", 4)
    assert (revision.begun_at, revision.written_at) == (NOW, NOW + timedelta(minutes=50))


def test_a_pause_begins_a_new_row(save, writer):
    minutes = SITTING.total_seconds() / 60
    save("satu", writer)
    save("dua", writer, after=minutes - 1 / 60)
    save("tiga", writer, after=2 * minutes)

    assert history() == [("dua", "Sari"), ("tiga", "Sari")]


def test_another_person_begins_a_new_row(save, writer, colleague):
    save("satu", writer)
    save("dua", colleague)
    save("tiga", writer)

    assert history() == [("satu", "Sari"), ("dua", "Rekan"), ("tiga", "Sari")]


def test_a_passage_that_goes_at_a_stroke_can_be_found_again(save, writer):
    save("kata " * 30, writer)
    save("terhapus semua", writer, after=1)

    assert [text for text, _name in history()] == ["kata " * 30, "terhapus semua"]


def test_a_text_from_before_the_history_is_kept_first(save, proposal, template, writer, colleague):
    SectionFactory(proposal=proposal, template=template, text="dari dulu", updated_by=colleague, updated_at=START)

    save("yang baru", writer)

    assert history() == [("dari dulu", "Rekan"), ("yang baru", "Sari")]
    assert Revision.objects.first().written_at == START


def test_an_earlier_text_is_put_back_and_the_later_one_stays(save, writer, colleague):
    save("dulu", colleague)
    save("kini", writer)

    section = restore_revision(revision=Revision.objects.first(), by=writer)

    assert section.text == "dulu"
    assert history() == [("dulu", "Rekan"), ("kini", "Sari"), ("dulu", "Sari")]


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.tuples(st.text(max_size=20), st.booleans(), st.integers(0, 40)), max_size=12))
def test_the_history_ends_with_what_stands_and_loses_nobodys_last_text(steps):
    proposal, minute = ProposalFactory(), 0
    template = SectionTemplateFactory(edition=proposal.edition)
    people = [MembershipFactory(opd=proposal.innovation.opd).user for _ in range(2)]
    left = []

    for text, other, pause in steps:
        minute += pause
        before = Section.objects.filter(proposal=proposal).first()
        with clock.at(NOW + timedelta(minutes=minute)):
            save_section(proposal=proposal, template=template, text=text, by=people[other])
        if before and before.updated_by != people[other]:
            left.append(before.text)

    section = Section.objects.filter(proposal=proposal).first()
    texts = list(section.revisions.order_by("pk").values_list("text", flat=True)) if section else []
    assert texts[-1:] == ([section.text] if section else [])
    assert set(left) <= set(texts)


@pytest.mark.parametrize("rows", [1, 30])
def test_storing_costs_the_same_however_long_the_history_is(save, writer, rows, django_assert_num_queries):
    for row in range(rows):
        save(f"teks {row}", writer, after=20 * row)
    again = User.objects.get(pk=writer.pk)

    # savepoint, proposal, its phases, who writes, the extensions, the section, its last revision, both stored, release
    with django_assert_num_queries(11):
        save("yang terakhir", again, after=20 * rows - 15)


@pytest.mark.parametrize("kind", [PhaseKind.SOCIALISATION, PhaseKind.ADMINISTRATION])
def test_outside_the_registration_nothing_is_stored(proposal, template, writer, kind):
    with clock.at(moment(kind)), pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=template, text="terlambat", by=writer)

    assert not Section.objects.exists()


def test_the_very_second_of_the_close_is_too_late(proposal, template, writer):
    closes = proposal.edition.phase(PhaseKind.REGISTRATION).closes_at

    with clock.at(closes), pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=template, text="terlambat", by=writer)


def test_strangers_and_sections_of_another_edition_are_refused(proposal, template, writer):
    with pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=template, text="x", by=MembershipFactory().user)
    with pytest.raises(PermissionDenied):
        save_section(proposal=proposal, template=SectionTemplateFactory(), text="x", by=writer)


def test_of_what_came_back_only_the_places_to_mend_are_open(template, writer, proposal):
    other = SectionTemplateFactory(edition=proposal.edition)
    proposal.state, proposal.submitted_at, proposal.submitted_by = State.RETURNED, START, writer
    proposal.save()
    CheckItem.objects.create(proposal=proposal, section=template, round=1, note="Kurang jelas", created_by=writer)

    with clock.at(moment(PhaseKind.ADMINISTRATION)):
        save_section(proposal=proposal, template=template, text="lebih jelas", by=writer)
        with pytest.raises(PermissionDenied, match="tidak perlu diperbaiki"):
            save_section(proposal=proposal, template=other, text="x", by=writer)

    assert Section.objects.get().text == "lebih jelas"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_store_at_the_same_moment_one_is_told(proposal, template, writer, colleague):
    blank = tokens({"text": ""})
    texts = {"milik Sari": writer, "milik Rekan": colleague}

    raised = at_once(
        *(
            lambda text=text, by=by: save_section(
                proposal=proposal,
                template=template,
                text=text,
                by=User.objects.get(pk=by.pk),
                seen=blank,
            )
            for text, by in texts.items()
        )
    )

    told = [error for error in raised if error]
    assert [type(error) for error in told] == [ChangedMeanwhileError]
    assert told[0].section.text == Section.objects.get().text
    assert Revision.objects.count() == 1


def test_joining_takes_what_is_shared_once_and_leaves_nothing_out():
    assert merge("awal\nmilik rekan\nakhir", "awal\nmilik saya\nakhir") == "awal\nmilik rekan\nmilik saya\nakhir"


def test_joining_many_short_lines_holds_up_nobody():
    """Two people alternate two letters in 4,000 lines: compared one by one that took minutes."""
    theirs, mine = ("\n".join(letters * 1_000) for letters in (["a", "b", "a", "b"], ["b", "b", "a", "c"]))
    begun = time.monotonic()

    joined = merge(theirs, mine).split("\n")

    assert set(joined) == {"a", "b", "c"}
    assert time.monotonic() - begun < 5


LINES = st.lists(st.sampled_from(["satu", "dua", "tiga", ""]), max_size=6).map("\n".join)


@given(LINES, LINES)
def test_joining_keeps_every_line_of_both(theirs, mine):
    joined = merge(theirs, mine).split("\n")

    assert set(theirs.split("\n")) | set(mine.split("\n")) == set(joined)


@given(st.text())
def test_joining_a_text_with_itself_changes_nothing(text):
    assert merge(text, text) == text
