"""Statements compiled by one simulated program are used by the next, with the same answers."""

import sqlalchemy as sa

from sync.simulator import statements


def test_two_databases_share_statements_and_nothing_else(tmp_path):
    table = sa.Table("t", sa.MetaData(), sa.Column("n", sa.Integer))
    found = []
    with statements.shared():
        for number in (1, 2):
            engine = sa.create_engine(f"sqlite:///{tmp_path}/{number}.db")
            table.metadata.create_all(engine)
            with engine.begin() as connection:
                connection.execute(sa.insert(table), {"n": number})
                found.append((connection.dialect, connection.scalars(sa.select(table.c.n)).all()))
            engine.dispose()
    assert found[0][0] is found[1][0]
    assert [rows for _, rows in found] == [[1], [2]]
