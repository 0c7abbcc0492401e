"""A simulated display shows what it gets, in whatever pieces that comes."""

from devices.simulators.display import Glass, SimulatedDisplay


def test_pieces_make_the_same_picture():
    whole, pieces = Glass("led8"), Glass("led8")
    sent = b"\x1b@\x0c\x1bs3\x1bQA45.60\r"
    whole.feed(sent)
    for byte in sent:
        pieces.feed(bytes((byte,)))
    assert (whole.light, whole.lines) == (pieces.light, pieces.lines) == (3, ["45.60", ""])


def test_it_tells_of_each_change(tmp_path, heard):
    changes = heard()
    far = SimulatedDisplay(tmp_path / "display", Glass("epson"), changes)
    with far.line.path.open("wb", buffering=0) as near:
        near.write(b"\x1f$\x01\x02" + b"12.00".rjust(20))
        changes.first(1)
    far.close()
    assert far.glass.lines == ["", "12.00"]
