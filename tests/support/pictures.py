"""Pictures for tests: a ramp from black to white, as a file."""

import io

from PIL import Image


def picture_file(width: int, height: int, *, kind: str = "PNG", clear: bool = False) -> bytes:
    """Return a picture file; ``clear`` makes all of it transparent black."""
    ramp = Image.linear_gradient("L").resize((width, height))
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0)) if clear else ramp
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()
