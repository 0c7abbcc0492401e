"""One page shows every screen in every look."""

from pathlib import Path

from tools import contact_sheet


def test_each_screen_stands_once_with_all_its_looks(tmp_path: Path, capsys) -> None:
    for look, names in {"zh light": ("sale", "paid"), "en-dark": ("sale",)}.items():
        (tmp_path / look).mkdir()
        for name in names:
            (tmp_path / look / f"{name}.png").write_bytes(b"")
    assert contact_sheet.main(str(tmp_path)) == 0
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() == str(tmp_path / "index.html")
    assert page.count("<h2") == 2
    assert page.count("<figure>") == 3
    assert 'src="zh%20light/sale.png"' in page
    assert "repeat(2, 1fr)" in page


def test_a_folder_without_pictures_is_an_empty_page(tmp_path: Path) -> None:
    assert "<h1>0 screens</h1>" in contact_sheet.page_of(tmp_path)
