"""What every test runs under: no display needed, no deadline that a busy machine could miss."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("house", deadline=None, print_blob=True)
# Of a night: PROPERTIES=nightly, and as many examples as the hours allow.
settings.register_profile("nightly", settings.get_profile("house"), max_examples=20_000)
settings.load_profile(os.environ.get("PROPERTIES", "house"))
