"""The door for the application server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.config.settings")
django_application = get_wsgi_application()

from gongkai.faces.portal.pagecache import in_front_of  # noqa: E402
from gongkai.faces.secondfactor import must_be_asked_for  # noqa: E402  (needs the applications)

must_be_asked_for()
application = in_front_of(django_application)
