"""Starts the cashier's window: paint first, then load the rest, then open the lines.

The window is on the screen before the database is loaded. What the screens ask in the meantime
waits in the ledger's queue, behind the job that opens the files.
"""

import argparse
import errno
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pos_member import __version__, i18n
from pos_member.bootstrap.chance_and_time import mono_ms
from pos_member.bootstrap.export import own_command
from pos_member.bootstrap.late import LateDesk, late_actions
from pos_member.bootstrap.own_faults import OwnFaults
from pos_member.bootstrap.waking import Waking
from pos_member.domain.errors import PosError, Unavailable
from pos_member.domain.scale_labels import LabelPattern, read_patterns
from pos_member.services.identity import Identity, read_identity
from pos_member.services.settings import Settings, load_settings, save_settings
from pos_member.storage.instance import Instance
from ui.actions import Events, ShopFacts
from ui.main_window import MainWindow
from ui.theme.theme import start_look
from ui.worker import Worker

DONE, REFUSED = 0, 1
LOG_BYTES, LOG_FILES = 1_000_000, 5
HEARTBEAT_MS = 200
IDLE_WORK_MS = 30_000
FIRST_PAINT_MS = 30
"""From showing the window until it is painted; what is heavy is loaded from then on."""
SHOWN_WITHIN_S = 5.0
_DISK_FAULTS = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "disk_read_only",
    errno.EACCES: "disk_read_only",
}

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Open the window and stay until it is closed.

    Raises:
        Unavailable: ``already_running``, or the enrolment found no server.
        Refused: the enrolment code is not accepted; ``not_enrolled``.
        Damaged: the identity cannot be read.
    """
    folder = _folder(options)
    folder.mkdir(parents=True, exist_ok=True)
    instance = _only_one(folder)
    _log_to(folder / "logs")
    loaded = load_settings(folder)
    settings = _with_options(loaded.settings, options)
    identity = _identity(folder, options)
    try:
        return _Program(folder, identity, settings, options).run(loaded.warning)
    finally:
        instance.release()


class _Program:
    """One run of the till."""

    def __init__(
        self, folder: Path, identity: Identity, settings: Settings, options: argparse.Namespace
    ) -> None:
        self._folder = folder
        self._identity = identity
        self._settings = settings
        self._options = options
        self._late = LateDesk()
        self._ending: list[Callable[[], None]] = []
        self._faults = OwnFaults()
        self._faults.install()
        i18n.set_language(settings.language)
        self._application = QApplication(sys.argv[:1])
        start_look(self._application, settings.look, touch=settings.touch)
        self._events = Events()
        self._ledger = Worker("ledger")
        self._guard = Worker("guard")
        for worker in (self._ledger, self._guard):
            worker.failed_unexpectedly.connect(self._faults.take)
        shop = ShopFacts(
            identity.store_name, identity.register, identity.currency, identity.zone, __version__
        )
        self._shown = threading.Event()
        # The first job of the ledger: all that the screens ask comes behind it.
        self._ledger.submit(self._open_files, self._opened, self._not_opened)
        self._window = MainWindow(
            late_actions(self._late, shop, self._remember),
            self._events,
            ledger=self._ledger,
            guard=self._guard,
        )
        self._faults.told.connect(self._window.tell_fault)
        self._waking = Waking(mono_ms, self._window)
        self._waking.woke.connect(self._window.lock_up)
        self._window.lock_after(settings.lock_after_s)

    def run(self, warning: str) -> int:
        """Show the window and return the exit status when it is closed."""
        self._show()
        QTimer.singleShot(FIRST_PAINT_MS, self._shown.set)
        _end_on_signals(self._application)
        if warning:
            self._events.warned.emit(warning, {})
        status = self._application.exec()
        self._shown.set()  # closed before it was painted: nobody waits for that any more
        for end in reversed(self._ending):
            end()
        self._guard.stop()
        self._ledger.stop()
        if self._late.desk is not None:
            self._late.desk.till.close()
        return status

    def _show(self) -> None:
        if self._options.window:
            width, _, height = self._options.window.partition("x")
            self._window.resize(int(width), int(height))
            self._window.show()
        else:
            self._window.showFullScreen()

    # -- behind the window -----------------------------------------------------------------------

    def _open_files(self) -> None:
        """Load what is heavy and open the files; on the ledger's thread."""
        # Two threads that load modules slow one another down, and the window comes first.
        self._shown.wait(SHOWN_WITHIN_S)
        from pos_member.bootstrap.chance_and_time import Clock
        from pos_member.bootstrap.desk import Desk, Hands
        from pos_member.bootstrap.opening import open_till
        from pos_member.bootstrap.package_desk import PackageDesk
        from pos_member.bootstrap.receipt_desk import ReceiptDesk
        from pos_member.bootstrap.shift_desk import ShiftDesk

        import_module("PySide6.QtNetwork")  # slow to load, and wanted on the GUI thread soon
        till = open_till(self._folder, self._identity, language=_words_of(self._settings))
        till.labels = labels_of(self._settings, self._events)
        self._hands = Hands(till=till)
        self._clock = Clock(self._identity.zone)
        desk = Desk(self._hands, clock=self._clock, ledger=self._ledger)
        desk.refresh_program()
        self._late.receipts = ReceiptDesk(self._hands, clock=self._clock)
        self._late.packages = PackageDesk(self._hands, clock=self._clock)
        self._late.shift = ShiftDesk(
            self._hands, clock=self._clock, tolerance=lambda: self._settings.cash_tolerance_minor
        )
        self._late.desk = desk

    def _opened(self, _nothing: None) -> None:
        """Open the lines; on the GUI thread, after the first paint."""
        from pos_member.bootstrap.device_desk import DeviceDesk

        self._listen_for_second_starts()
        self._start_sync()
        self._tell_of_torn_receipt()
        assert self._late.desk is not None
        till = self._late.desk.till
        devices = DeviceDesk(lambda: till, self._ledger, self._events)
        self._hands.devices = devices
        self._ending.append(devices.close)
        devices.open(self._settings)
        self._start_idle_work()
        self._start_pilot()

    def _listen_for_second_starts(self) -> None:
        from pos_member.bootstrap.second_instance import Doorbell, bring_to_front

        bell = Doorbell(self._folder, self._window)
        bell.rung.connect(lambda: bring_to_front(self._window))
        self._ending.append(bell.close)

    def _tell_of_torn_receipt(self) -> None:
        """Offer a copy of the last receipt where it may not have come out."""
        desk = self._late.desk
        assert desk is not None

        def tell(receipt: str) -> None:
            if receipt:
                self._events.warned.emit("receipt_torn", {"receipt": receipt})

        self._ledger.submit(desk.torn_receipt, tell)

    def _start_sync(self) -> None:
        import secrets

        from pos_member.bootstrap.sync_desk import SyncDesk

        desk = self._late.desk
        assert desk is not None
        sync = SyncDesk(
            lambda: desk.till,
            ledger=self._ledger,
            events=self._events,
            moment=self._clock.moment,
            command=own_command("sync", "--data", str(self._folder)),
            chance=secrets.randbelow,
            on_replica=desk.refresh_program,
        )
        self._hands.sync = sync
        self._ending.append(sync.stop)
        sync.start()

    def _start_idle_work(self) -> None:
        """Do when nobody waits what no sale should pay for."""
        timer = QTimer(self._window, interval=IDLE_WORK_MS)
        timer.timeout.connect(lambda: self._ledger.submit(self._idle_work))
        timer.start()

    def _idle_work(self) -> None:
        from pos_member.services.leases import return_expired

        desk, sync = self._late.desk, self._hands.sync
        assert desk is not None
        if return_expired(desk.till, self._clock.moment()) and sync is not None:
            sync.grew()
        desk.till.journal.checkpoint()

    def _start_pilot(self) -> None:
        if not self._options.pilot:
            return
        from pos_member.bootstrap.pilot_line import PilotLine
        from ui.pilot import Pilot

        line = PilotLine(self._options.pilot, Pilot(self._window).perform)
        self._ending.append(line.close)

    def _not_opened(self, error: PosError) -> None:
        log.error("the till's files were not opened: %s", error)
        self._listen_for_second_starts()
        self._events.warned.emit(error.code, error.values)
        self._start_pilot()

    def _remember(self, name: str, value: str) -> None:
        from pos_member.services.settings import changed

        self._settings = changed(self._settings, name, value)
        desk = self._late.desk
        if desk is not None and name == "language":
            self._ledger.submit(lambda: desk.speak(_words_of(self._settings)))
        try:
            save_settings(self._folder, self._settings)
        except OSError as failed:
            # The choice holds until the end of this run; that the disk is ill must be known.
            code = _DISK_FAULTS.get(failed.errno or 0, "disk_error")
            self._events.warned.emit(code, {"file": self._folder.name})


def _words_of(settings: Settings) -> str:
    """Return the language of the texts that the till's services word."""
    return "en" if settings.language == "en" else "zh"


def labels_of(settings: Settings, events: Events) -> tuple[LabelPattern, ...]:
    """Return how the shop's own scale labels read; none, and a warning, where that is unclear."""
    try:
        return read_patterns(settings.scale_labels.split())
    except PosError as wrong:
        events.warned.emit(wrong.code, wrong.values)
        return ()


def _only_one(folder: Path) -> Instance:
    """Claim ``folder``; where another till has it, ask that one to show its window.

    Raises:
        Unavailable: ``already_running``.
    """
    try:
        return Instance(folder)
    except Unavailable as taken:
        if taken.code == "already_running":
            from pos_member.bootstrap.second_instance import ring

            ring(folder)
        raise


def _folder(options: argparse.Namespace) -> Path:
    if options.data:
        return Path(options.data)
    from pos_member.bootstrap.folders import data_folder

    return data_folder()


def _with_options(settings: Settings, options: argparse.Namespace) -> Settings:
    given = {
        "scanner": options.scanner,
        "printer": options.printer,
        "language": options.language,
        "look": options.theme,
    }
    return replace(settings, **{name: value for name, value in given.items() if value})


def _identity(folder: Path, options: argparse.Namespace) -> Identity:
    found = read_identity(folder)
    if found is not None and not options.anew:
        return found
    if not (options.server and options.enrol):
        raise Unavailable("not_enrolled", folder=str(folder))
    import secrets

    from sync.client.enrol import enrol

    # What was a till before has its journal, and goes on with it.
    anew = found is not None
    return enrol(folder, options.server, options.enrol, random_bytes=secrets.token_bytes, anew=anew)


def _log_to(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        folder / "till.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells how it was put together


def _end_on_signals(application: QApplication) -> None:
    """End in good order when the system asks; Python sees a signal only while it runs."""
    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, lambda *_: application.quit())
    heartbeat = QTimer(application, interval=HEARTBEAT_MS)
    heartbeat.timeout.connect(os.getpid)
    heartbeat.start()
