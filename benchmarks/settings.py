"""The settings of the demo, whose accounts exist, without DEBUG; and two things that only benchmarks need."""

from kovablik.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.web.count_queries", *MIDDLEWARE]  # noqa: F405
