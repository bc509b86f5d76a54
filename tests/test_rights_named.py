"""Each right stands in the table of its app, no table speaks of one that is not there, docs/hak.md prints them."""

import pytest
import rules

from tests import rights_page
from tests.rights import rights


@pytest.mark.parametrize("app", rights_page.TABLES)
def test_each_right_is_named_in_the_table_of_its_app(app):
    known = {right for right in rules.permissions.permissions if right.startswith(f"{app}.")}

    assert set(rights(rights_page.TABLES[app])) == known


def test_each_right_belongs_to_an_app_and_has_its_words():
    known = set(rules.permissions.permissions)

    assert {right.partition(".")[0] for right in known} == set(rights_page.TABLES)
    assert set(rights_page.WORDS) == known


def test_the_page_of_rights_is_current():
    assert rights_page.PAGE.read_text() == rights_page.text(), "tests.rights_page.write() brings it up to date"
