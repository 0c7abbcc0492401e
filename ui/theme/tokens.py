"""Every colour, size and type step of the till; nothing else in ``ui`` names one.

Lengths are device-independent pixels at 100 % (the scale setting multiplies them all at once).
A theme is one frozen value, so that switching is an assignment and a screenshot is reproducible.
"""

from dataclasses import dataclass
from typing import Final

Gradient = tuple[str, ...]
"""Colour stops at equal distances, first to last."""


@dataclass(frozen=True, slots=True)
class TierRamp:
    """The colours of one membership card: decoration only, the tier's word is always beside it."""

    stops: Gradient
    text: str
    text2: str


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one theme. Pairs that carry text are kept at 4.5:1, parts at 3:1."""

    dark: bool
    bg: str
    surface: str
    inset: str
    border: str
    line: str
    strong: str
    text: str
    text2: str
    text3: str
    primary: str
    hover: str
    onprimary: str
    primary_soft: str
    primary_text: str
    success: str
    success_soft: str
    warn: str
    warn_soft: str
    warn_solid: str
    onwarn: str
    danger: str
    danger_soft: str
    ondanger: str
    info: str
    info_soft: str
    rail: str
    rail_text: str
    rail_selected: str
    onrail: str
    focus: str
    scrim: str
    shadow: str
    charts: tuple[str, str, str, str, str]
    logo: Gradient
    hero: Gradient
    hero_panel: str
    hero_text: str
    hero_text2: str
    hero_ok: str


LIGHT: Final = Colours(
    dark=False,
    bg="#F2F4F8",
    surface="#FFFFFF",
    inset="#F6F8FB",
    border="#E1E6EE",
    line="#EDF0F5",
    strong="#7C8799",
    text="#111827",
    text2="#475467",
    text3="#5F6B7E",
    primary="#1D55DB",
    hover="#1747BB",
    onprimary="#FFFFFF",
    primary_soft="#E9F0FF",
    primary_text="#1A4BC4",
    success="#0B7A48",
    success_soft="#E3F5EB",
    warn="#8F5200",
    warn_soft="#FFF2D9",
    warn_solid="#FFB020",
    onwarn="#2A1A00",
    danger="#C0262C",
    danger_soft="#FDEBEB",
    ondanger="#FFFFFF",
    info="#0B6E99",
    info_soft="#E2F3FA",
    rail="#111B2E",
    rail_text="#A9B6CC",
    rail_selected="#24406F",
    onrail="#FFFFFF",
    focus="#1D55DB",
    scrim="#960A101C",
    shadow="#78000000",
    charts=("#1D55DB", "#0E8F80", "#B27D00", "#7C57DE", "#8492A6"),
    logo=("#6C9BFF", "#1D55DB"),
    hero=("#17305F", "#0F1A33", "#0B1326"),
    hero_panel="#2B3547",
    hero_text="#FFFFFF",
    hero_text2="#B9C6DC",
    hero_ok="#6BE0A6",
)

DARK: Final = Colours(
    dark=True,
    bg="#0C1119",
    surface="#151C27",
    inset="#1B2431",
    border="#2B3648",
    line="#222C3B",
    strong="#7A889D",
    text="#F1F4F9",
    text2="#B7C2D2",
    text3="#93A1B5",
    primary="#7BA2FF",
    hover="#98B7FF",
    onprimary="#08152F",
    primary_soft="#1A2A4C",
    primary_text="#9DBBFF",
    success="#4FD494",
    success_soft="#11301F",
    warn="#FFC35C",
    warn_soft="#35280F",
    warn_solid="#FFB020",
    onwarn="#2A1A00",
    danger="#FF8A86",
    danger_soft="#3C1B1D",
    ondanger="#2B0505",
    info="#6CCBEF",
    info_soft="#102F3D",
    rail="#0A0E15",
    rail_text="#8F9DB3",
    rail_selected="#22365C",
    onrail="#FFFFFF",
    focus="#9DBBFF",
    scrim="#AA04070C",
    shadow="#96000000",
    charts=("#7BA2FF", "#3CCBB9", "#F2B93B", "#B195FF", "#66758C"),
    logo=("#6C9BFF", "#1D55DB"),
    hero=("#132347", "#0C1428", "#080D18"),
    hero_panel="#1C2637",
    hero_text="#FFFFFF",
    hero_text2="#B9C6DC",
    hero_ok="#6BE0A6",
)

TIERS: Final = {
    "plain": TierRamp(("#E6EEFF", "#CCDBFB", "#B3C8F5"), "#122A5E", "#2B4685"),
    "silver": TierRamp(("#F1F4F8", "#D3DBE6", "#B9C5D4"), "#1B2533", "#3A475A"),
    "gold": TierRamp(("#FBE9BD", "#EBCB85", "#D9AE55"), "#3A2703", "#5B4109"),
    "platinum": TierRamp(("#3B4A66", "#26334B", "#1A2438"), "#FFFFFF", "#C9D5EA"),
    "black": TierRamp(("#2B2B30", "#17171B", "#0C0C0F"), "#F6E3B4", "#C9B88E"),
}
"""The five ramps that any programme's tiers choose from, by name."""

QR_DARK: Final = "#000000"
QR_LIGHT: Final = "#FFFFFF"
"""A code is dark on white in every theme, or scanners do not read it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A type step: size and line box in px, and its usual weight.

    The line box is fixed, because a Chinese label is naturally taller than a Latin one and
    neighbouring columns would not align.
    """

    px: int
    line: int
    weight: int


REGULAR, MEDIUM, SEMIBOLD, BOLD = 400, 500, 600, 700

STEPS: Final = {
    "display_wide": Step(60, 72, BOLD),
    "display": Step(44, 52, BOLD),
    "amount": Step(36, 44, BOLD),
    "tile_amount": Step(26, 34, BOLD),
    "title_large": Step(24, 34, BOLD),
    "title": Step(22, 32, BOLD),
    "pad": Step(22, 32, MEDIUM),
    "money": Step(20, 28, BOLD),
    "heading": Step(18, 26, BOLD),
    "money_small": Step(17, 24, BOLD),
    "body": Step(16, 24, MEDIUM),
    "label_large": Step(15, 22, MEDIUM),
    "label": Step(14, 20, MEDIUM),
    "hint": Step(13, 18, REGULAR),
    "micro": Step(12, 18, SEMIBOLD),
}

YEN_TENTHS: Final = 6
"""The currency sign is drawn at this many tenths of its number, on the same baseline."""

# Spaces, on a base of four.
S1, S2, S4, S6, S8, S10, S12, S14, S16, S20, S24, S32, S40 = (
    1, 2, 4, 6, 8, 10, 12, 14, 16, 20, 24, 32, 40,
)  # fmt: skip

# Radii.
R_KEYCAP, R_INLINE, R_CONTROL, R_CARD, R_DIALOG = 5, 8, 10, 12, 18

# Lines.
BORDER, BORDER_SELECTED, FOCUS_RING, FOCUS_GAP, EDGE_BAR = 1, 2, 2, 2, 4

# Icons: only these.
I14, I16, I18, I20, I22, I24, I36 = 14, 16, 18, 20, 22, 24, 36

# Target heights.
BUTTON_HEIGHTS: Final = {
    "compact": 34,
    "small": 40,
    "normal": 46,
    "large": 56,
    "primary": 58,
    "hero": 64,
    "wide": 80,
}
TOUCH_MIN = 44
DESK_MIN = 24
PAD_KEY, PAD_KEY_TIGHT, PAD_KEY_TALL, PIN_KEY, PAD_KEY_WIDE = 44, 40, 50, 60, 50
TENDER_TILE, TENDER_TILE_WIDE, TENDER_BUTTON = 60, 78, 52
INPUT, INPUT_LARGE = 48, 52
TOGGLE_W, TOGGLE_H, CHECK_BOX, RADIO = 44, 26, 26, 22

# The frame.
RAIL_W, RAIL_ITEM_W, RAIL_ITEM_H, LOGO = 88, 72, 62, 44
TOP_BAR, OFFLINE_STRIP, STATUS_BAR = 64, 44, 36
SCAN_FIELD_W, SCAN_FIELD_MIN_W, SCAN_FIELD = 440, 300, 44
MEMBER_W, PAY_W, MEMBER_W_MIN, PAY_W_MIN = 382, 346, 340, 320
MEMBER_W_WIDE, PAY_W_WIDE = 396, 400
CLAIMS_MAX, LOW_WINDOW, WIDE_FROM, NARROW_TO = 2, 768, 1_600, 1_340
PAD_KEYS, PAD_KEYS_TALL = (PAD_KEY, PAD_KEY_TIGHT, 30), (PAD_KEY_TALL, PAD_KEY_TIGHT, 34)
PAD_KEYS_WIDE = (80, 72, 64)
"""Heights of a pad's keys, by how many take room from it: the offline strip, a low window."""
PANEL_HEAD, ASK_W, FINDER_H, OVERLAY_W, KEY_COLUMN_W = 48, 560, 560, 980, 64
ENTRY_W, PREVIEW_W, CONSENT_W, SUMMARY_W = 420, 362, 490, 380
SIGN_IN_HERO_W, SIGN_IN_STAFF_W, SIGN_IN_PAD_W = 520, 300, 330
WINDOW_W, WINDOW_H, WINDOW_W_MIN, WINDOW_H_MIN = 1366, 768, 1280, 720

# Rows, tiles and figures.
ROW, ROW_SELECTED, ROW_UNKNOWN = 59, 101, 112
QUANTITY_W, QUANTITY_H, QUANTITY_GAP = 48, 32, 12
AVATAR, AVATAR_SMALL = 44, 36
DOT, PIN_DOT, PIN_DOT_GAP = 8, 18, 14
PROGRESS, PROGRESS_WIDE = 6, 10
CHIP, CHIP_SMALL, KEY_CAP, KEY_CAP_MIN_W = 24, 20, 20, 26
ALERT_ICON, ALERT_ROW = 34, 36
MEMBER_CARD, STAT_TILE, OFFER_TILE = 110, 86, 132
RESULT_ROW, RESULT_FIGURE_W, RESULT_ACTION_W = 76, 100, 128
TENDER_LINE, TENDER_ICON, QUICK_CASH = 74, 46, 58
CONSENT_ROW, NOTICE, TABLE_ROW, TABLE_HEAD = 64, 62, 46, 36
TOAST_W, EMPTY_ICON, DIALOG_W, DIALOG_SHADOW, DIALOG_SHADOW_Y = 420, 76, 746, 60, 18
SCROLL_BAR, STAFF_TILE, SKELETON_LINE = 8, 68, 14
MIN_TEXT_W = 48
COUNT_W, COUNT_ROW, FACE_W, PIECES_W, FIGURE_COUNT_W, CLOSE_W = 280, 28, 68, 96, 80, 340
REPORT_H = 440

# Time, in ms.
FADE_MS, FLASH_MS, TOAST_MS, SCAN_OK_MS, UNDO_MS = 120, 300, 150, 1500, 6000
SKELETON_AFTER_MS = 300

# Parts of a colour, 0..255.
VEIL_ALPHA, TRACK_ALPHA = 115, 46
