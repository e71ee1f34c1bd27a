"""Conversations, exchanges, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("created", moment, nullable=False),
        sa.Column("expires", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_expires", "conversations", ["expires"])
    op.create_table(
        "exchanges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(43), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchanges"),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_exchanges_conversation", ondelete="CASCADE"),
    )
    op.create_index("ix_exchanges_conversation", "exchanges", ["conversation"])
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(43), nullable=False),
        sa.Column("given_at", moment, nullable=False),
        sa.Column("expires", moment, nullable=False),
        sa.Column("thumb", sa.String(4), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("report", sa.Boolean(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_given_at", "feedback", ["given_at"])
    op.create_index("ix_feedback_expires", "feedback", ["expires"])
