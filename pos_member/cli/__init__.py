"""The command line: one small parser, and each command's own module loaded only when it runs.

Exit status: 0 done, 1 refused or found wrong, 2 bad usage or unreadable input, always with one
clear line on standard error. ``--json`` output is UTF-8 JSON on standard output.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from pos_member.domain.errors import Damaged, PosError

DONE, REFUSED, BAD_USAGE = 0, 1, 2

_SIGNALS_OF_INTERRUPT = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that ``arguments`` name and return the exit status."""
    options = _parser().parse_args(arguments)
    run = _commands()[options.command or "till"]
    try:
        return run(options)
    except Damaged as error:
        return _say(error, BAD_USAGE)
    except PosError as error:
        return _say(error, REFUSED)
    except BrokenPipeError:
        return DONE  # who listened has gone; before OSError, of which it is one
    except (OSError, UnicodeDecodeError) as error:
        print(f"pos-member: {error}", file=sys.stderr)
        return BAD_USAGE
    except KeyboardInterrupt:
        return _SIGNALS_OF_INTERRUPT


def _say(error: PosError, status: int) -> int:
    from pos_member.cli.text import explained

    print(f"pos-member: {explained(error)}", file=sys.stderr)
    return status


def _commands() -> dict[str, Callable[[argparse.Namespace], int]]:
    return {
        "till": _till,
        "sync": _sync,
        "server": _server,
        "demo": _demo,
        "program": _program,
        "quote": _quote,
        "ledger": _ledger,
        "scan": _scan,
        "receipt": _receipt,
        "simulate": _simulate,
        "torture": _torture,
        "verify": _verify,
        "backup": _backup,
        "restore": _restore,
        "rescue": _rescue,
        "admit": _admit,
        "import": _import,
        "doctor": _doctor,
        "devices": _devices,
        "cards": _cards,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pos-member",
        description="Member terminal: without a command it opens the cashier's window.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_till(commands.add_parser("till", help="open the cashier's window"))
    _add_server(commands.add_parser("server", help="run the central server"))
    _add_demo(commands.add_parser("demo", help="sample shop: server, till and simulated devices"))
    _add_torture(commands.add_parser("torture", help="try to break real tills and their server"))
    _add_readers(commands)
    _add_keepers(commands)
    _add_devices(
        commands.add_parser("devices", help="what hangs on this till: find, try, simulate")
    )
    _add_cards(commands.add_parser("cards", help="member cards as sheets to print and cut"))
    sync = commands.add_parser("sync", help="the sync process beside a window (started by it)")
    sync.add_argument("--data", required=True, help="the till's data folder")
    return parser


def _add_till(till: argparse.ArgumentParser) -> None:
    till.add_argument("--data", help="the till's data folder")
    till.add_argument("--server", help="address of the central server, for enrolment")
    till.add_argument("--enrol", metavar="CODE", help="one-time code that makes this a till")
    till.add_argument("--anew", action="store_true", help="enrol again what was this till before")
    till.add_argument("--scanner", metavar="PORT", help="serial port of the scanner")
    till.add_argument("--printer", metavar="LINE", help="serial:PORT or tcp:HOST:PORT")
    till.add_argument("--language", choices=("zh_CN", "en"))
    till.add_argument("--theme", choices=("light", "dark"))
    till.add_argument("--window", metavar="WxH", help="size of the window, else full screen")
    till.add_argument("--pilot", metavar="HOST:PORT", help="let a script play this window")


def _add_server(server: argparse.ArgumentParser) -> None:
    server.add_argument("task", nargs="?", help="a manager's task instead of serving")
    server.add_argument("operation", nargs="?", help="the operation that a decision is about")
    for option, decision in (
        ("void", "voided"),
        ("write-off", "written_off"),
        ("apply", "applied"),
    ):
        server.add_argument(f"--{option}", dest="decision", action="store_const", const=decision)
    server.add_argument("--by", metavar="NAME", help="who decides")
    server.add_argument("--reason", metavar="TEXT", help="why")
    server.add_argument("--data", required=True, help="the server's data folder")
    server.add_argument("--terminal", metavar="TILL", help="what a task is about: id or register")
    server.add_argument("--register", help="of the new till that a code is for")
    server.add_argument("--replace", metavar="TILL", help="a code for a new device in its place")
    server.add_argument("--member", metavar="ID", help="whose coupon a task gives")
    server.add_argument("--template", metavar="ID", help="of a coupon, in the program in force")
    server.add_argument("--first-day", metavar="DAY", help="of a coupon; default: at once")
    server.add_argument("--last-day", metavar="DAY", help="of a coupon; default: for ever")
    server.add_argument("--coupon", metavar="ID", help="the coupon that a task is about")
    server.add_argument("--database", help="database URL; default: SQLite in the data folder")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8770, help="0 picks a free one")
    server.add_argument("--sample", type=int, metavar="MEMBERS", help="fill with the sample shop")
    server.add_argument("--codes", type=int, default=0, help="print so many enrolment codes")
    server.add_argument(
        "--announce", action="store_true", help="print one line of JSON when it listens"
    )


def _add_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--script", action="store_true", help="play a whole day without a person")
    demo.add_argument("--out", metavar="DIR", help="where receipts, pictures and report go")
    demo.add_argument("--members", type=int, default=3_000)
    demo.add_argument("--database", help="database URL of the server; default: SQLite")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--kills", type=int, metavar="N", help="kill selling tills N times instead")


def _add_torture(torture: argparse.ArgumentParser) -> None:
    torture.add_argument("--minutes", type=float, default=10.0)
    torture.add_argument("--tills", type=int, default=8)
    torture.add_argument("--database", help="database URL of the server; default: SQLite")
    torture.add_argument("--out", metavar="DIR", help="where everything goes")
    torture.add_argument("--seed", type=int, default=1)


def _add_readers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    program = commands.add_parser("program", help="say what a program's rules decide")
    program.add_argument(
        "question",
        choices=("tier", "lint"),
        help="tier: a member's standing; lint: what nobody means",
    )
    program.add_argument("file", help="JSON file, or - for standard input")
    quote = commands.add_parser("quote", help="price a basket: every deduction and its reason")
    quote.add_argument("file", help="JSON file, or - for standard input")
    ledger = commands.add_parser("ledger", help="what happens to accounts and lots, step by step")
    ledger.add_argument("file", help="JSON file, or - for standard input")
    ledger.add_argument("--table", action="store_true", help="a table for people instead of JSON")
    scan = commands.add_parser("scan", help="say what a scanned string is, and why")
    scan.add_argument("text", nargs="?", help="the string; - reads standard input")
    scan.add_argument("--hex", metavar="BYTES", help="raw bytes as the line delivers them")
    scan.add_argument("--keys", metavar="FILE", help="JSON object: key id to public key in hex")
    scan.add_argument("--labels", metavar="PATTERNS", help="of the shop's own scale labels")
    receipt = commands.add_parser("receipt", help="show a receipt as a printer would")
    _add_receipt(receipt)
    simulate = commands.add_parser("simulate", help="try to break the protocol, seed by seed")
    simulate.add_argument("--seeds", metavar="A-B", help="default: 1-50; of policies 1-4")
    simulate.add_argument(
        "--sweep",
        type=int,
        default=0,
        metavar="N",
        help="strike each N-th write of every scenario instead of playing seeds; 1 is every write",
    )
    simulate.add_argument(
        "--only", metavar="PARTS", help="play one seed with these parts alone, as a broken one says"
    )
    simulate.add_argument(
        "--shrink",
        type=int,
        default=100,
        metavar="N",
        help="worlds to play for cutting broken seeds down; 0 for not at all",
    )
    simulate.add_argument("--policy", metavar="NAMES", help="compare lease policies: all, or names")
    simulate.add_argument("--members", type=int, help="for a quick look at policies: fewer")
    simulate.add_argument("--server", choices=("sqlite", "postgresql"), default="sqlite")
    verify = commands.add_parser("verify", help="check a till's or a server's data, row by row")
    verify.add_argument("database", help="the file, its data folder, or a database URL")
    doctor = commands.add_parser("doctor", help="say what is well and what is not on this machine")
    doctor.add_argument("--data", help="the till's data folder")
    for command in (program, quote, ledger, scan, simulate, verify, doctor):
        command.add_argument("--json", action="store_true", help="JSON on standard output")


def _add_receipt(receipt: argparse.ArgumentParser) -> None:
    receipt.add_argument("file", help="JSON file or -; or preview, layouts, samples")
    receipt.add_argument("layout", nargs="?", help="of preview: the shop's layout file")
    receipt.add_argument("--format", choices=("escpos", "text", "png"), help="preview: png")
    receipt.add_argument("--columns", type=int, choices=(32, 42, 48), default=48)
    receipt.add_argument("--language", choices=("zh_CN", "en"), default="zh_CN")
    receipt.add_argument("--out", metavar="FILE", help="file or folder")
    receipt.add_argument("--kind", metavar="KIND", help="of preview: else the file's name says it")
    receipt.add_argument("--receipt", metavar="FILE", help="of preview: this one, not a sample")
    receipt.add_argument("--copy", action="store_true", help="of preview: as a reprint")
    receipt.add_argument("--logo", metavar="FILE", help="picture for the logo")


def _add_keepers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="copy a till's or a server's data, and check it")
    backup.add_argument("folder", help="the data folder; what runs on it may go on")
    backup.add_argument("file", help="where the copy goes; it must not exist")
    restore = commands.add_parser("restore", help="bring a backup back")
    restore.add_argument("folder", help="the data folder; nothing may run on it")
    restore.add_argument("file", nargs="?", help="the backup")
    restore.add_argument("--database", help="URL of a server's books, brought back already")
    rescue = commands.add_parser("rescue", help="save operations out of a till's broken journal")
    rescue.add_argument("folder", help="the till's data folder, with its identity")
    rescue.add_argument("file", help="where the signed file goes; it must not exist")
    rescue.add_argument("--journal", metavar="FILE", help="the journal, when it lies elsewhere")
    admit = commands.add_parser("admit", help="take a rescue into a server's books")
    admit.add_argument("file", help="what rescue wrote")
    admit.add_argument("--data", required=True, help="the server's data folder")
    admit.add_argument("--database", help="database URL; default: SQLite in the data folder")
    table = commands.add_parser("import", help="members with opening balances out of a table")
    table.add_argument("file", help="CSV as UTF-8 or GB18030")
    table.add_argument("--data", required=True, help="the server's data folder")
    table.add_argument("--database", help="database URL; default: SQLite in the data folder")
    table.add_argument("--apply", action="store_true", help="do it; else only say what it would do")
    for command in (backup, restore, rescue, admit, table):
        command.add_argument("--json", action="store_true", help="JSON on standard output")


def _add_devices(devices: argparse.ArgumentParser) -> None:
    devices.add_argument("task", choices=("list", "try", "simulate"))
    devices.add_argument(
        "subject", nargs="?", help="of try: scans, replugs, receipts or fuzz; of simulate: a script"
    )
    devices.add_argument("count", nargs="?", type=int, metavar="N", help="of try: how often")
    devices.add_argument("--folder", metavar="DIR", help="where simulated devices are found")
    devices.add_argument("--family", choices=("led8", "cd5220", "epson"), default="led8")
    devices.add_argument("--json", action="store_true", help="JSON on standard output")


def _add_cards(cards: argparse.ArgumentParser) -> None:
    cards.add_argument("file", help="JSON file of the cards, or - for standard input")
    cards.add_argument("--out", required=True, metavar="DIR", help="where the sheets go")
    cards.add_argument("--format", choices=("pdf", "png"), default="pdf")


def _till(options: argparse.Namespace) -> int:
    from pos_member.bootstrap.till import run

    return run(options)


def _sync(options: argparse.Namespace) -> int:
    import logging
    import os
    from pathlib import Path

    from sync.client.process import run

    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # Unbuffered: a thread that waits in a buffered read would abort the end of this process.
    with os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as lines:
        run(Path(options.data), lines, sys.stdout.buffer)
    return DONE


def _server(options: argparse.Namespace) -> int:
    from pos_member.cli import server

    return server.run(options)


def _demo(options: argparse.Namespace) -> int:
    from pos_member.demo import day

    return day.run(options)


def _torture(options: argparse.Namespace) -> int:
    from pos_member.demo import torture

    return torture.play(options)


def _program(options: argparse.Namespace) -> int:
    from pos_member.cli import program

    return program.run(options)


def _quote(options: argparse.Namespace) -> int:
    from pos_member.cli import quote

    return quote.run(options)


def _ledger(options: argparse.Namespace) -> int:
    from pos_member.cli import ledger

    return ledger.run(options)


def _scan(options: argparse.Namespace) -> int:
    from pos_member.cli import scan

    return scan.run(options)


def _receipt(options: argparse.Namespace) -> int:
    from pos_member.cli import receipt

    return receipt.run(options)


def _simulate(options: argparse.Namespace) -> int:
    from pos_member.cli import policy_table, simulate

    if options.policy:
        return policy_table.run(options, simulate.span(options.seeds or "1-4"))
    return simulate.run(options)


def _verify(options: argparse.Namespace) -> int:
    from pos_member.cli import verify

    return verify.run(options)


def _backup(options: argparse.Namespace) -> int:
    from pos_member.cli import backup

    return backup.back_up(options)


def _restore(options: argparse.Namespace) -> int:
    from pos_member.cli import backup

    return backup.restore(options)


def _rescue(options: argparse.Namespace) -> int:
    from pos_member.cli import rescue

    return rescue.save(options)


def _admit(options: argparse.Namespace) -> int:
    from pos_member.cli import rescue

    return rescue.bring(options)


def _import(options: argparse.Namespace) -> int:
    from pos_member.cli import importing

    return importing.run(options)


def _doctor(options: argparse.Namespace) -> int:
    from pos_member.cli import doctor

    return doctor.run(options)


def _devices(options: argparse.Namespace) -> int:
    from pos_member.cli import devices

    return devices.run(options)


def _cards(options: argparse.Namespace) -> int:
    from pos_member.cli import cards

    return cards.run(options)
