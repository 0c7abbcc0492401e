"""What every test runs under: no display needed, no deadline that a busy machine could miss."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
