"""Every table."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_account_solvent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("actor_id", sa.String(length=26), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_actor_id_id"), "audit", ["actor_id", "id"], unique=False)
    op.create_table(
        "bucket",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_bucket")),
    )
    op.create_index(op.f("ix_bucket_filled_at"), "bucket", ["filled_at"], unique=False)
    op.create_table(
        "claim",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("engine", sa.String(length=80), nullable=False),
        sa.Column("ticket", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_claim")),
    )
    op.create_table(
        "cost",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("job_id", sa.String(length=26), nullable=False),
        sa.Column("engine", sa.String(length=80), nullable=False),
        sa.Column("won", sa.BigInteger(), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost")),
        sa.UniqueConstraint("once", name=op.f("uq_cost_once")),
    )
    op.create_index(op.f("ix_cost_created_at"), "cost", ["created_at"], unique=False)
    op.create_index(op.f("ix_cost_day"), "cost", ["day"], unique=False)
    op.create_index(op.f("ix_cost_job_id"), "cost", ["job_id"], unique=False)
    op.create_table(
        "secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
    op.create_table(
        "welcome",
        sa.Column("email_hmac", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("email_hmac", name=op.f("pk_welcome")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    op.create_table(
        "answer",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("location", sa.String(length=255), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_answer_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_created_at"), "answer", ["created_at"], unique=False)
    op.create_table(
        "asset",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("byte_count", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_asset_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
    )
    op.create_index(op.f("ix_asset_account_id_id"), "asset", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_asset_account_id_kind_id"), "asset", ["account_id", "kind", "id"], unique=False)
    op.create_index(op.f("ix_asset_sha256"), "asset", ["sha256"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("listener_id", sa.String(length=26), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("once", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_delivery_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("once", name=op.f("uq_delivery_once")),
    )
    op.create_index(op.f("ix_delivery_account_id_id"), "delivery", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_delivery_state_due_at"), "delivery", ["state", "due_at"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.String(length=26), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("once", sa.String(length=160), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_entry_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("once", name="once"),
    )
    op.create_index(op.f("ix_entry_account_id_id"), "entry", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_entry_job_id"), "entry", ["job_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "seq", name=op.f("pk_event")),
        sa.UniqueConstraint("once", name=op.f("uq_event_once")),
    )
    op.create_index(op.f("ix_event_created_at"), "event", ["created_at"], unique=False)
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_account_id"), "identity", ["account_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("failure", sa.String(length=30), nullable=True),
        sa.Column("failure_detail", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("trace", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_job_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_account_id_id"), "job", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_job_account_id_state_id"), "job", ["account_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_job_failure_id"), "job", ["failure", "id"], unique=False)
    op.create_index(op.f("ix_job_finished_at"), "job", ["finished_at"], unique=False)
    op.create_index(op.f("ix_job_state_id"), "job", ["state", "id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_letter_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_account_id"), "letter", ["account_id"], unique=False)
    op.create_index(op.f("ix_letter_expires_at"), "letter", ["expires_at"], unique=False)
    op.create_table(
        "listener",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_listener_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listener")),
    )
    op.create_index(op.f("ix_listener_account_id"), "listener", ["account_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("secret_sha256", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("scopes", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_token_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_token_secret_sha256")),
    )
    op.create_index(op.f("ix_token_account_id"), "token", ["account_id"], unique=False)
    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("length_bytes", sa.BigInteger(), nullable=False),
        sa.Column("asset_id", sa.String(length=26), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_upload_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_account_id"), "upload", ["account_id"], unique=False)
    op.create_index(op.f("ix_upload_expires_at"), "upload", ["expires_at"], unique=False)
    op.create_table(
        "shop",
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.String(length=100), nullable=False),
        sa.Column("color", sa.String(length=9), nullable=False),
        sa.Column("logo_id", sa.String(length=26), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_shop_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["logo_id"], ["asset.id"], name=op.f("fk_shop_logo_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_shop")),
    )
    op.create_index(op.f("ix_shop_logo_id"), "shop", ["logo_id"], unique=False)
    op.create_table(
        "short",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("job_id", sa.String(length=26), nullable=False),
        sa.Column("parent_id", sa.String(length=26), nullable=True),
        sa.Column("menu", sa.String(length=200), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("request", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("photo_id", sa.String(length=26), nullable=True),
        sa.Column("video_id", sa.String(length=26), nullable=True),
        sa.Column("cover_id", sa.String(length=26), nullable=True),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_short_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["cover_id"], ["asset.id"], name=op.f("fk_short_cover_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["photo_id"], ["asset.id"], name=op.f("fk_short_photo_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["video_id"], ["asset.id"], name=op.f("fk_short_video_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short")),
        sa.UniqueConstraint("job_id", name=op.f("uq_short_job_id")),
    )
    op.create_index(op.f("ix_short_account_id_id"), "short", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_short_account_id_state_id"), "short", ["account_id", "state", "id"], unique=False)
    op.create_index(op.f("ix_short_account_id_template_id"), "short", ["account_id", "template", "id"], unique=False)
    op.create_index(op.f("ix_short_cover_id"), "short", ["cover_id"], unique=False)
    op.create_index(op.f("ix_short_finished_at"), "short", ["finished_at"], unique=False)
    op.create_index(op.f("ix_short_photo_id"), "short", ["photo_id"], unique=False)
    op.create_index(op.f("ix_short_video_id"), "short", ["video_id"], unique=False)


def downgrade() -> None:
    """Back."""
    op.drop_index(op.f("ix_short_video_id"), table_name="short")
    op.drop_index(op.f("ix_short_photo_id"), table_name="short")
    op.drop_index(op.f("ix_short_finished_at"), table_name="short")
    op.drop_index(op.f("ix_short_cover_id"), table_name="short")
    op.drop_index(op.f("ix_short_account_id_template_id"), table_name="short")
    op.drop_index(op.f("ix_short_account_id_state_id"), table_name="short")
    op.drop_index(op.f("ix_short_account_id_id"), table_name="short")
    op.drop_table("short")
    op.drop_index(op.f("ix_shop_logo_id"), table_name="shop")
    op.drop_table("shop")
    op.drop_index(op.f("ix_upload_expires_at"), table_name="upload")
    op.drop_index(op.f("ix_upload_account_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_index(op.f("ix_token_account_id"), table_name="token")
    op.drop_table("token")
    op.drop_index(op.f("ix_session_expires_at"), table_name="session")
    op.drop_index(op.f("ix_session_account_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_listener_account_id"), table_name="listener")
    op.drop_table("listener")
    op.drop_index(op.f("ix_letter_expires_at"), table_name="letter")
    op.drop_index(op.f("ix_letter_account_id"), table_name="letter")
    op.drop_table("letter")
    op.drop_index(op.f("ix_job_state_id"), table_name="job")
    op.drop_index(op.f("ix_job_finished_at"), table_name="job")
    op.drop_index(op.f("ix_job_failure_id"), table_name="job")
    op.drop_index(op.f("ix_job_account_id_state_id"), table_name="job")
    op.drop_index(op.f("ix_job_account_id_id"), table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_identity_account_id"), table_name="identity")
    op.drop_table("identity")
    op.drop_index(op.f("ix_event_created_at"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_entry_job_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_account_id_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_index(op.f("ix_delivery_state_due_at"), table_name="delivery")
    op.drop_index(op.f("ix_delivery_account_id_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_index(op.f("ix_asset_sha256"), table_name="asset")
    op.drop_index(op.f("ix_asset_account_id_kind_id"), table_name="asset")
    op.drop_index(op.f("ix_asset_account_id_id"), table_name="asset")
    op.drop_table("asset")
    op.drop_index(op.f("ix_answer_created_at"), table_name="answer")
    op.drop_table("answer")
    op.drop_table("worker")
    op.drop_table("welcome")
    op.drop_table("secret")
    op.drop_index(op.f("ix_cost_job_id"), table_name="cost")
    op.drop_index(op.f("ix_cost_day"), table_name="cost")
    op.drop_index(op.f("ix_cost_created_at"), table_name="cost")
    op.drop_table("cost")
    op.drop_table("claim")
    op.drop_index(op.f("ix_bucket_filled_at"), table_name="bucket")
    op.drop_table("bucket")
    op.drop_index(op.f("ix_audit_actor_id_id"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("account")
