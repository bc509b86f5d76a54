"""The plenary, the certificates, and what the public sees of the result."""

from .certificates import (
    archive_detail,
    certificate_detail,
    certificate_list,
    certificate_progress,
    certificate_redraw,
    certificate_revoke,
)
from .plenary import decision_create, plenary_confirm, plenary_detail, publication_create
from .public import innovation_detail, innovation_list, opd_list, result_detail, result_list
from .special import specialaward_create, specialaward_delete, specialaward_list
from .verification import certificate_lookup, certificate_verify

__all__ = [
    "archive_detail",
    "certificate_detail",
    "certificate_list",
    "certificate_lookup",
    "certificate_progress",
    "certificate_redraw",
    "certificate_revoke",
    "certificate_verify",
    "decision_create",
    "innovation_detail",
    "innovation_list",
    "opd_list",
    "plenary_confirm",
    "plenary_detail",
    "publication_create",
    "result_detail",
    "result_list",
    "specialaward_create",
    "specialaward_delete",
    "specialaward_list",
]
