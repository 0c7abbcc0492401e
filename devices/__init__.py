"""Scanners, printers, drawers: bytes on real lines."""
