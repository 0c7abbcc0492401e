"""Fonts, icons, sounds, translations, the sample shop."""
