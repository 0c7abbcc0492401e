"""Writes one page with every picture of the screens, for people to look through.

``python -m tools.contact_sheet FOLDER``: a folder below it for each look, in it a picture for each
screen. The page stands in ``FOLDER/index.html`` and needs nothing but its pictures.
"""

import html
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

_HEAD = """<!doctype html><meta charset="utf-8"><title>Screens</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 24px; background: #f4f5f7; color: #16181d }
section { display: grid; grid-template-columns: repeat(COLUMNS, 1fr); gap: 12px; margin: 0 0 28px }
h2 { font-size: 15px; margin: 0 0 6px; text-transform: capitalize }
figure { margin: 0 } figcaption { color: #5b6270 }
img { width: 100%; border: 1px solid #d5d9e0; border-radius: 6px; display: block }
</style>
"""


def page_of(folder: Path) -> str:
    """Return the page of the pictures in ``folder``: a heading a screen, a column a look."""
    looks = sorted(each.name for each in folder.iterdir() if each.is_dir())
    screens: dict[str, dict[str, Path]] = defaultdict(dict)
    for look in looks:
        for path in sorted((folder / look).glob("*.png")):
            screens[path.stem][look] = path.relative_to(folder)
    parts = [_HEAD.replace("COLUMNS", str(max(1, len(looks)))), f"<h1>{len(screens)} screens</h1>"]
    for screen, shown in sorted(screens.items()):
        name = html.escape(screen.replace("-", " "))
        parts.append(f'<h2 id="{html.escape(screen)}">{name}</h2><section>')
        parts += [_figure(look, shown[look]) for look in looks if look in shown]
        parts.append("</section>")
    return "\n".join(parts) + "\n"


def _figure(look: str, path: Path) -> str:
    address = quote(path.as_posix())
    picture = f'<a href="{address}"><img loading="lazy" src="{address}"></a>'
    return f"<figure>{picture}<figcaption>{html.escape(look)}</figcaption></figure>"


def main(folder: str) -> int:
    """Write the page and say where it stands."""
    page = Path(folder) / "index.html"
    page.write_text(page_of(Path(folder)), encoding="utf-8")
    sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
