"""Which parts of an open edition are simply corrected, and which are changed by an act, with a reason (ADR 29).

Every field that a page of the edition can change stands here once, and so does adding and removing a row of its lists.
"""

from enum import Enum

ADDED, REMOVED = "added", "removed"


class Topic(Enum):
    """What a change is about. It decides whom the change can touch, and what forbids it."""

    WORDING = "wording"  # how things are called and explained: a correction, it touches nobody's chances
    ENTRY = "entry"  # what is asked of a proposal
    MARKS = "marks"  # how the marks of a sheet add up, and what they mean
    SCORES = "scores"  # how sheets become places
    TIERS = "tiers"  # which places win what
    PROMOTION = "promotion"  # who goes on to the next stage
    JURY = "jury"  # who judges how many, and what a sheet asks of a juror
    BLIND = "blind"  # whether jurors see whose a proposal is
    CONFLICTS = "conflicts"  # who must not judge what


TOPICS: dict[str, dict[str, Topic]] = {
    "edition": {
        **dict.fromkeys(
            (
                "name",
                "short_name",
                "year",
                "government",
                "city",
                "organiser",
                "contact",
                "reply_to",
                "signatory_position",
                "signatory_name",
                "signatory_nip",
                "awarded_on",
                "certificate_number",
            ),
            Topic.WORDING,
        ),
        "averaging": Topic.SCORES,
        "tiers_per_category": Topic.TIERS,
        "winners_per_opd": Topic.TIERS,
        "max_file_mb": Topic.ENTRY,
        "correction_days": Topic.ENTRY,
        "conflict_years": Topic.CONFLICTS,
    },
    # A category that nobody has chosen touches nobody; one that is in use is not removed.
    "category": dict.fromkeys(("number", "name", ADDED, REMOVED), Topic.WORDING),
    "section": {
        **dict.fromkeys(("number", "name", "prompt"), Topic.WORDING),
        **dict.fromkeys(("min_words", "max_words", "evidence_required", ADDED, REMOVED), Topic.ENTRY),
    },
    "document": {
        **dict.fromkeys(("number", "name", "help_text"), Topic.WORDING),
        **dict.fromkeys(("is_required", "letter", ADDED, REMOVED), Topic.ENTRY),
    },
    "rule": dict.fromkeys(("level", "value"), Topic.ENTRY),
    # A rubric that no stage uses yet touches nobody; one that is in use is not removed.
    "rubric": dict.fromkeys(("name", ADDED, REMOVED), Topic.WORDING),
    "criterion": {
        **dict.fromkeys(("aspect", "name", "guidance"), Topic.WORDING),
        # The order parts equals where two criteria weigh the same.
        **dict.fromkeys(("number", "section", "weight", ADDED, REMOVED), Topic.MARKS),
    },
    "band": {
        **dict.fromkeys(("name", "text"), Topic.WORDING),
        **dict.fromkeys((ADDED, REMOVED), Topic.MARKS),
    },
    "stage": {
        **dict.fromkeys(("kind", "rubric", "share", "quorum", "passing_grade", ADDED, REMOVED), Topic.SCORES),
        **dict.fromkeys(
            (
                "jurors_per_proposal",
                "required_bodies",
                "calibration_size",
                "has_discussion",
                "comment_below",
                "comment_above",
                "needs_overall_comment",
                "spread_limit",
            ),
            Topic.JURY,
        ),
        "promotes": Topic.PROMOTION,
        "is_blind": Topic.BLIND,
    },
    "tier": {
        "name": Topic.WORDING,
        **dict.fromkeys(("up_to_place", "prints_place", ADDED, REMOVED), Topic.TIERS),
    },
}


def topic_of(part: str, field: str) -> Topic:
    return TOPICS[part][field]
