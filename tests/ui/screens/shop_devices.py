"""What hangs on the shop in memory: what is plugged in, tried, and what the customer saw."""

from dataclasses import dataclass, field

from ui.actions import FoundDevice


@dataclass
class ShopDevices:
    """The devices, and a note of everything that was asked of them."""

    plugged: list[FoundDevice] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    tried: list[dict[str, str]] = field(default_factory=list)
    customer_saw: list[tuple[str, int]] = field(default_factory=list)

    def actions(self) -> dict[str, object]:
        """Return the actions of the devices by name."""
        return {
            "find_devices": lambda: list(self.plugged),
            "device_lines": lambda: dict(self.lines),
            "try_devices": self.tried.append,
            "show_customer": lambda kind, minor: self.customer_saw.append((kind, minor)),
        }
