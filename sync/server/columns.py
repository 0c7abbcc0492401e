"""The kinds of column that the server's tables are made of: each NOT NULL, of one type."""

import sqlalchemy as sa

metadata = sa.MetaData()

# 64 bits on both: SQLite's own integers have no other width.
WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def whole(name: str) -> sa.Column[int]:
    """Return a column of whole numbers of any sign."""
    return sa.Column(name, WHOLE, nullable=False)


def amount(name: str) -> sa.Column[int]:
    """Return a column of whole numbers that the database keeps from falling below zero."""
    return sa.Column(name, WHOLE, sa.CheckConstraint(f"{name} >= 0"), nullable=False)


def number(name: str = "no") -> sa.Column[int]:
    """Return a column that is the key and whose number somebody else gives."""
    return sa.Column(name, WHOLE, primary_key=True, autoincrement=False)


def text(name: str, *, key: bool = False) -> sa.Column[str]:
    """Return a column of text, which is (a part of) the key where ``key`` says so."""
    return sa.Column(name, sa.Text, primary_key=key, nullable=False)


def blob(name: str) -> sa.Column[bytes]:
    """Return a column of bytes."""
    return sa.Column(name, sa.LargeBinary, nullable=False)


def table(name: str, *parts: sa.schema.SchemaItem, rowid: bool = True) -> sa.Table:
    """Return the table ``name``; ``rowid`` false: SQLite keeps its rows in the order of the key."""
    return sa.Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)
