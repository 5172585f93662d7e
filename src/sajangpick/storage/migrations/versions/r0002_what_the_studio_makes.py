"""What the studio makes, and jobs found by their kind."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "creation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("account_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("tree_id", sa.String(length=26), nullable=False),
        sa.Column("parent_id", sa.String(length=26), nullable=True),
        sa.Column("job_id", sa.String(length=26), nullable=True),
        sa.Column("written", sa.JSON(), nullable=True),
        sa.Column("asset_id", sa.String(length=26), nullable=True),
        sa.Column("cover_id", sa.String(length=26), nullable=True),
        sa.Column("engine", sa.String(length=80), nullable=True),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("failure", sa.String(length=30), nullable=True),
        sa.Column("failure_detail", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_creation_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_creation_asset_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["cover_id"], ["asset.id"], name=op.f("fk_creation_cover_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creation")),
    )
    op.create_index(op.f("ix_creation_account_id_id"), "creation", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_creation_account_id_kind_id"), "creation", ["account_id", "kind", "id"], unique=False)
    op.create_index(
        op.f("ix_creation_account_id_parent_id_id"), "creation", ["account_id", "parent_id", "id"], unique=False
    )
    op.create_index(op.f("ix_creation_asset_id"), "creation", ["asset_id"], unique=False)
    op.create_index(op.f("ix_creation_cover_id"), "creation", ["cover_id"], unique=False)
    op.create_index(op.f("ix_creation_finished_at"), "creation", ["finished_at"], unique=False)
    op.create_index(op.f("ix_creation_job_id"), "creation", ["job_id"], unique=False)
    op.create_index(op.f("ix_creation_tree_id_id"), "creation", ["tree_id", "id"], unique=False)
    op.create_index(op.f("ix_job_kind_state_id"), "job", ["kind", "state", "id"], unique=False)


def downgrade() -> None:
    """Back. Jobs of the studio, which the version before cannot run, stay as they are."""
    op.drop_index(op.f("ix_job_kind_state_id"), table_name="job")
    op.drop_index(op.f("ix_creation_tree_id_id"), table_name="creation")
    op.drop_index(op.f("ix_creation_job_id"), table_name="creation")
    op.drop_index(op.f("ix_creation_finished_at"), table_name="creation")
    op.drop_index(op.f("ix_creation_cover_id"), table_name="creation")
    op.drop_index(op.f("ix_creation_asset_id"), table_name="creation")
    op.drop_index(op.f("ix_creation_account_id_parent_id_id"), table_name="creation")
    op.drop_index(op.f("ix_creation_account_id_kind_id"), table_name="creation")
    op.drop_index(op.f("ix_creation_account_id_id"), table_name="creation")
    op.drop_table("creation")
