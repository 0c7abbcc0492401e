"""What the device tests share: receipts to print, a listener that is waited for, a printer."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.simulators.printer import PrinterBody, SerialPrinter, TcpPrinter
from pos_member.domain.receipt import (
    Receipt,
    ReceiptAccount,
    ReceiptDeduction,
    ReceiptKind,
    ReceiptLine,
    ReceiptTender,
)

SALE = Receipt(
    kind=ReceiptKind.SALE,
    shop="锦绣年华美容美发生活馆（人民路店）",
    register="1号台",
    number="T01-1-000123",
    operation_code="8F3K-Q2M9",
    business_time="2026-03-05 14:02",
    cashier="王芳",
    member="林** 138 **** 6620",
    lines=(
        ReceiptLine("护发精油", "2", 3800, 7600),
        ReceiptLine(
            "海飞丝去屑洗发露清爽去油型 750ml 家庭装（买一送一活动装）Head & Shoulders Classic",
            "1",
            4990,
            4990,
            "金卡会员价",
        ),
        ReceiptLine("剪发", "1", 3800, 3800),
    ),
    deductions=(ReceiptDeduction("金卡 9 折", 700), ReceiptDeduction("满减：满 100 减 10", 1000)),
    total_minor=14690,
    tenders=(ReceiptTender("储值", 12000), ReceiptTender("现金", 3000, "4200001234567890")),
    change_minor=310,
    accounts=(
        ReceiptAccount("principal", 128650, 116650),
        ReceiptAccount("points", 1200, 1200, 146, money=False),
    ),
    footer=("谢谢惠顾，欢迎下次光临",),
)


@pytest.fixture
def sale() -> Receipt:
    return SALE


@pytest.fixture
def english_sale() -> Receipt:
    return replace(
        SALE,
        shop="Silk & Shears, People's Road",
        register="Till 1",
        cashier="Fang W.",
        member="Lin ** 138 **** 6620",
        lines=(
            ReceiptLine("Haircut", "1", 3800, 3800),
            ReceiptLine("Classic clean shampoo 750 ml, family pack with comb", "1", 9900, 9900),
        ),
        deductions=(ReceiptDeduction("Gold member, 10 % off", 1370),),
        tenders=(ReceiptTender("Cash", 12330),),
        footer=("Thank you",),
    )


class Heard:
    """Collects what a callback is told, and waits for it without sleeping."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self.all: list[tuple[object, ...]] = []

    def __call__(self, *told: object) -> None:
        with self._news:
            self.all.append(told)
            self._news.notify_all()

    def first(self, count: int, timeout_s: float = 10.0) -> list[tuple[object, ...]]:
        """Return the first ``count`` calls; fails when they do not come in time."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.all) >= count, timeout_s), self.all
            return self.all[:count]

    def until(self, wanted: tuple[object, ...], timeout_s: float = 10.0) -> None:
        """Wait until ``wanted`` was told."""
        with self._news:
            assert self._news.wait_for(lambda: wanted in self.all, timeout_s), self.all

    def forget(self) -> None:
        """Drop what was heard so far."""
        with self._news:
            self.all.clear()


@pytest.fixture
def heard() -> Callable[[], Heard]:
    return Heard


@pytest.fixture
def body(tmp_path: Path) -> PrinterBody:
    return PrinterBody(tmp_path / "received.bin")


@pytest.fixture
def tcp_printer(body: PrinterBody) -> Iterator[TcpPrinter]:
    printer = TcpPrinter(body)
    yield printer
    printer.close()


@pytest.fixture
def serial_printer(body: PrinterBody, tmp_path: Path) -> Iterator[SerialPrinter]:
    printer = SerialPrinter(tmp_path / "printer", body)
    yield printer
    printer.close()
