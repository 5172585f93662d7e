"""Every table. Rows stay inside `storage`; what leaves it are the nouns of `domain`.

Times are UTC with their zone. Ids are letters (see `domain.identifier`), so rows of one account in the order of their
making are one range of an index, and a page of a list costs the same however many there are.
"""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# SQLAlchemy reads annotations by name, so Json must be one here.
from sajangpick.domain.json import Json as Json
from sajangpick.domain.json import JsonObject

ID = String(26)
DIGEST = String(64)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets zones, so they are put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC. A moment without a zone is a mistake of ours."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """With its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of all tables; constraints are named, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment(),
        int: BigInteger(),
    }


def owned(*, index: bool = False) -> Mapped[str]:
    """The account a row belongs to; it goes when the account goes, which an index of its own or another lets it do."""
    return mapped_column(ID, ForeignKey("account.id", ondelete="CASCADE"), index=index)


def asset() -> Mapped[str | None]:
    """An asset that may be deleted, which takes an index, or every row would be looked at."""
    return mapped_column(ID, ForeignKey("asset.id", ondelete="SET NULL"), index=True)


class AccountRow(Table):
    """Who uses the service. `balance` is the sum of the account's entries; `event_seq` the last event's number."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("balance >= 0", name="solvent"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(10))
    balance: Mapped[int] = mapped_column(BigInteger, default=0)
    event_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    language: Mapped[str] = mapped_column(String(2), default="ko")
    created_at: Mapped[datetime]
    blocked_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]


class IdentityRow(Table):
    """A sign-in at someone else's, by OpenID Connect."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = owned(index=True)
    created_at: Mapped[datetime]


class SessionRow(Table):
    """A browser that is signed in. Only the hash of its secret is kept."""

    __tablename__ = "session"

    secret_sha256: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    account_id: Mapped[str] = owned(index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class TokenRow(Table):
    """An API token for programs."""

    __tablename__ = "token"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned(index=True)
    secret_sha256: Mapped[str] = mapped_column(DIGEST, unique=True)
    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LetterRow(Table):
    """A secret sent by e-mail, good once: to set a new password."""

    __tablename__ = "letter"

    secret_sha256: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    account_id: Mapped[str] = owned(index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class BucketRow(Table):
    """A token bucket of a rate limit; `level` at `filled_at`."""

    __tablename__ = "bucket"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    level: Mapped[float]
    filled_at: Mapped[datetime] = mapped_column(index=True)


class ShopRow(Table):
    """An account's business and brand kit."""

    __tablename__ = "shop"

    account_id: Mapped[str] = mapped_column(ID, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[str] = mapped_column(String(100), default="")
    color: Mapped[str] = mapped_column(String(9), default="")
    logo_id: Mapped[str | None] = asset()
    updated_at: Mapped[datetime]


class AssetRow(Table):
    """A stored file; its bytes lie in the object store under `sha256`."""

    __tablename__ = "asset"
    __table_args__ = (Index(None, "account_id", "id"), Index(None, "account_id", "kind", "id"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned()
    kind: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(255))
    byte_count: Mapped[int]
    sha256: Mapped[str] = mapped_column(DIGEST, index=True)
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[float | None]
    created_at: Mapped[datetime]


class UploadRow(Table):
    """A file that is on its way to us; the object store knows how much of it is there."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned(index=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(255))
    length_bytes: Mapped[int]
    asset_id: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class JobRow(Table):
    """One run of a pipeline; the workflow of the same id runs it."""

    __tablename__ = "job"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "account_id", "state", "id"),
        Index(None, "state", "id"),
        Index(None, "kind", "state", "id"),
        Index(None, "failure", "id"),
        Index(None, "finished_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned()
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    request: Mapped[JsonObject] = mapped_column(JSON)
    credits: Mapped[int]
    stage: Mapped[str] = mapped_column(String(20), default="")
    done: Mapped[int] = mapped_column(BigInteger, default=0)
    total: Mapped[int] = mapped_column(BigInteger, default=0)
    result: Mapped[JsonObject | None] = mapped_column(JSON)
    failure: Mapped[str | None] = mapped_column(String(30))
    failure_detail: Mapped[str] = mapped_column(Text, default="")
    attempt: Mapped[int] = mapped_column(BigInteger, default=1)
    trace: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    cancel_asked_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ShortRow(Table):
    """One ordered short and its result."""

    __tablename__ = "short"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "account_id", "state", "id"),
        Index(None, "account_id", "template", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned()
    job_id: Mapped[str] = mapped_column(ID, unique=True)
    parent_id: Mapped[str | None] = mapped_column(ID)
    menu: Mapped[str] = mapped_column(String(200))
    template: Mapped[str] = mapped_column(String(40))
    request: Mapped[JsonObject] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))
    photo_id: Mapped[str | None] = asset()
    video_id: Mapped[str | None] = asset()
    cover_id: Mapped[str | None] = asset()
    caption: Mapped[str] = mapped_column(Text, default="")
    checks: Mapped[JsonObject | None] = mapped_column(JSON)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)


class CreationRow(Table):
    """One result of the studio. `parent_id` and `tree_id` outlive the rows that they name."""

    __tablename__ = "creation"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "account_id", "kind", "id"),
        Index(None, "account_id", "parent_id", "id"),
        Index(None, "tree_id", "id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned()
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    fields: Mapped[JsonObject] = mapped_column(JSON)
    tree_id: Mapped[str] = mapped_column(ID)
    parent_id: Mapped[str | None] = mapped_column(ID)
    job_id: Mapped[str | None] = mapped_column(ID, index=True)
    written: Mapped[JsonObject | None] = mapped_column(JSON)
    asset_id: Mapped[str | None] = asset()
    cover_id: Mapped[str | None] = asset()
    engine: Mapped[str | None] = mapped_column(String(80))
    credits: Mapped[int] = mapped_column(BigInteger, default=0)
    seconds: Mapped[float | None]
    failure: Mapped[str | None] = mapped_column(String(30))
    failure_detail: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)


class EntryRow(Table):
    """The ledger. What may happen once has a name in `once`: each hold, its one settlement, a refund, the welcome."""

    __tablename__ = "entry"
    __table_args__ = (
        Index(None, "account_id", "id"),
        UniqueConstraint("once", name="once"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned()
    kind: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int]
    job_id: Mapped[str | None] = mapped_column(ID, index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    once: Mapped[str | None] = mapped_column(String(160))
    created_at: Mapped[datetime]


class CostRow(Table):
    """What a vendor costs us, in won: one row for each ask, written before it. `day` is the day of the budget."""

    __tablename__ = "cost"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    job_id: Mapped[str] = mapped_column(ID, index=True)
    engine: Mapped[str] = mapped_column(String(80))
    won: Mapped[int]
    once: Mapped[str] = mapped_column(String(120), unique=True)
    day: Mapped[date] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)


class ClaimRow(Table):
    """Written before a vendor is asked, so that a crash is followed by a look, never by a second order."""

    __tablename__ = "claim"
    __table_args__ = (Index(None, "ticket"),)

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    engine: Mapped[str] = mapped_column(String(80))
    ticket: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]


class HeardRow(Table):
    """A message of a vendor that was acted on; the same one again is not."""

    __tablename__ = "heard"

    vendor: Mapped[str] = mapped_column(String(40), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    heard_at: Mapped[datetime] = mapped_column(index=True)


class AnswerRow(Table):
    """The answer to a request that named an Idempotency-Key; the same request gets it again."""

    __tablename__ = "answer"

    account_id: Mapped[str] = mapped_column(ID, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(DIGEST)
    status: Mapped[int | None]
    body: Mapped[JsonObject | None] = mapped_column(JSON)
    location: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(index=True)


class EventRow(Table):
    """What an account's browsers are told. `once` keeps a repeated step from telling twice."""

    __tablename__ = "event"

    account_id: Mapped[str] = mapped_column(ID, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40))
    data: Mapped[JsonObject] = mapped_column(JSON)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)


class ListenerRow(Table):
    """Where an account wants to be told: an endpoint of its own (webhook) or a browser (push)."""

    __tablename__ = "listener"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned(index=True)
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text)
    secret: Mapped[JsonObject] = mapped_column(JSON)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class DeliveryRow(Table):
    """One message on its way out; `once` makes it one per event, channel and address."""

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "account_id", "id"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account_id: Mapped[str] = owned()
    listener_id: Mapped[str | None] = mapped_column(ID)
    channel: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[JsonObject] = mapped_column(JSON)
    once: Mapped[str] = mapped_column(String(200), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(BigInteger, default=0)
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(255), default="")
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]


class AuditRow(Table):
    """Who did what: every administrator's action, and what accounts do to themselves."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "actor_id", "id"), Index(None, "target", "id"), Index(None, "action", "id"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    actor_id: Mapped[str | None] = mapped_column(ID)
    action: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(80), default="")
    detail: Mapped[JsonObject] = mapped_column(JSON)
    address: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]


class WorkerRow(Table):
    """A live process that runs jobs; `beat_at` grows stale when it dies."""

    __tablename__ = "worker"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    host: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class WelcomeRow(Table):
    """An e-mail that got the welcome credits, as HMAC-SHA256; it stays when the account goes."""

    __tablename__ = "welcome"

    email_hmac: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    created_at: Mapped[datetime]


class SecretRow(Table):
    """A secret that was made here because none was configured: one for all processes."""

    __tablename__ = "secret"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
