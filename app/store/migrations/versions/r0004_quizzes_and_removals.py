"""Quizzes in progress, so that a reload goes on with them; what a learner took out of her 錯題本."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.UniqueConstraint("learner_id", "key"),
    )
    op.create_table(
        "removals",
        sa.Column(
            "learner_id", sa.Integer, sa.ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True, nullable=False
        ),
        sa.Column("item_id", sa.String, primary_key=True, nullable=False),
        sa.Column("through", sa.Integer, nullable=False),
    )
