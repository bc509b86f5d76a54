"""The Celery application: what can wait runs in the worker."""

import os
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kovablik.settings")

app = Celery("kovablik")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class SignOfLife(bootsteps.StartStopStep):
    """While a worker takes tasks from the queue it says so every few seconds; /sehat/ listens."""

    requires = ("celery.worker.consumer.tasks:Tasks",)
    timer: Any = None

    def start(self, parent: Any) -> None:
        from .health import BEAT_SECONDS, worker_lives  # noqa: PLC0415  needs Django, which Celery sets up later

        worker_lives()
        self.timer = parent.timer.call_repeatedly(BEAT_SECONDS, worker_lives)

    def stop(self, parent: Any) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None


app.steps["consumer"].add(SignOfLife)
