"""Messages of vendors that were acted on, and claims found by the vendor's receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "heard",
        sa.Column("vendor", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=255), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("vendor", "message_id", name=op.f("pk_heard")),
    )
    op.create_index(op.f("ix_heard_heard_at"), "heard", ["heard_at"], unique=False)
    op.create_index(op.f("ix_claim_ticket"), "claim", ["ticket"], unique=False)


def downgrade() -> None:
    """Back. A message that comes again is then acted on again, which changes nothing but a look."""
    op.drop_index(op.f("ix_claim_ticket"), table_name="claim")
    op.drop_index(op.f("ix_heard_heard_at"), table_name="heard")
    op.drop_table("heard")
