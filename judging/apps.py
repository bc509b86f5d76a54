from django.apps import AppConfig


class JudgingConfig(AppConfig):
    name = "judging"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  register what an edition asks of its jury
            calendar_changes,
            checklist,
            drafts,
            rule_changes,
            rule_effects,
            seats_held,
            unfinished,
        )
        from .assigning import actions_release  # noqa: F401, PLC0415  registers what stands on a proposal
        from .ownership import merging  # noqa: F401, PLC0415  registers what a merger of agencies does to jurors
        from .panels import copying  # noqa: F401, PLC0415  registers what a new edition may take over
        from .presentations import mail  # noqa: F401, PLC0415  the clock asks for its task, no act does
