import os

from django.core.wsgi import get_wsgi_application

from .wsgi_charset import only_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kovablik.settings")

application = only_utf8(get_wsgi_application())
