"""What was changed of an open edition by an act that touches fairness, why, and whom it touched."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import clock
from accounts.models import User
from competitions.fairness import Topic

from .edition import Edition


class RuleChange(models.Model):
    """One act, in the words in which it was shown before it was done, announced and kept.

    `what` lists the fields: label, before, after. `touched` lists whom it touched: a heading, and its lines.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rule_changes")
    action = models.CharField(max_length=40, editable=False)
    topics = ArrayField(models.CharField(max_length=20, choices=[(topic.value, topic.value) for topic in Topic]))
    what = models.JSONField(_("perubahan"), editable=False)
    touched = models.JSONField(_("yang tersentuh"), editable=False)
    reason = models.CharField(_("alasan"), max_length=300)
    made_at = models.DateTimeField(_("diubah pada"), default=clock.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, editable=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("perubahan ketentuan")
        verbose_name_plural = _("perubahan ketentuan")
        constraints = [
            models.CheckConstraint(name="competitions_rulechange_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="competitions_rulechange_topics_known",
                condition=Q(topics__contained_by=[topic.value for topic in Topic]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} / {self.made_at:%Y-%m-%d}"
