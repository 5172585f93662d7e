"""What Alembic runs: steps go through the connection that `storage.migrate` hands in, inside its transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from sajangpick.storage.tables import Moment, Table


def _spell(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:  # noqa: ANN401, ARG001 (Alembic's)
    # A step outlives our types, so it is written in SQLAlchemy's.
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_item=_spell,
    # SQLite changes a table by making it anew.
    render_as_batch=True,
)
context.run_migrations()
