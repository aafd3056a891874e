"""DBOS: `python -m tests.benchmarks.peers.dbos_peer URL`, a new and empty database; it is the system database too."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from uuid import uuid4

from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from sqlalchemy import create_engine, func, insert, make_url, select, update

from tests.benchmarks.peers.rows import CASE, EVENT, TABLES, rows
from tests.benchmarks.peers.talk import serve


class Acts:
    """A case of one row; an act is one workflow."""

    def __init__(self, url: str, workflow: Callable[[str], None]) -> None:
        self._engine = create_engine(url)
        self._workflow = workflow

    def opened(self) -> str:
        case = f"GZ-{uuid4()}"
        with self._engine.begin() as connection:
            connection.execute(insert(CASE).values(no=case, version=0, head_seq=0, head_hash=""))
        return case

    def act(self, case: str) -> None:
        self._workflow(case)

    def counted(self, case: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(select(CASE.c.version).where(CASE.c.no == case)).scalar_one())


class WholeActs(Acts):
    """The same with every row of an act, in the transaction of a datasource."""

    def counted(self, case: str) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.count()).where(EVENT.c.chain == case)).scalar_one())


def main() -> None:
    url = make_url(sys.argv[1]).render_as_string(hide_password=False)
    engine = create_engine(url)
    TABLES.create_all(engine)
    config: DBOSConfig = {"name": "casework-peers", "system_database_url": url, "log_level": "ERROR"}
    DBOS(config=config)
    source = SQLAlchemyDatasource.create(url)

    @DBOS.step()
    def move(case: str) -> None:
        with engine.begin() as connection:
            read = select(CASE.c.version).where(CASE.c.no == case)
            seen = connection.execute(read).scalar_one()
            swap = update(CASE).where(CASE.c.no == case, CASE.c.version == seen)
            if connection.execute(swap.values(version=seen + 1)).rowcount != 1:
                raise RuntimeError("the case moved on meanwhile")

    @DBOS.workflow()
    def state_only(case: str) -> None:
        move(case)

    @source.transaction
    def record(case: str) -> None:
        session = source.sql_session()
        read = select(CASE.c.head_seq, CASE.c.head_hash, CASE.c.version).where(CASE.c.no == case)
        seq, prev, version = session.execute(read).one()
        written = list(rows(case, seq + 1, prev))
        for table, row in written:
            session.execute(insert(table).values(row))
        swap = update(CASE).where(CASE.c.no == case, CASE.c.version == version)
        moved = swap.values(version=version + 1, head_seq=seq + 1, head_hash=written[0][1]["hash"])
        if session.execute(moved).rowcount != 1:
            raise RuntimeError("the case moved on meanwhile")

    @DBOS.workflow()
    def whole(case: str) -> None:
        record(case)

    DBOS.launch()
    serve(f"DBOS {version('dbos')}", {"dbos": Acts(url, state_only), "dbos_whole": WholeActs(url, whole)})
    DBOS.destroy()


if __name__ == "__main__":
    main()
