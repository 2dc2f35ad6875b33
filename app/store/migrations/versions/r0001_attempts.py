"""Learners, items as shown, submissions, attempts and reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def learner() -> sa.Column[int]:
    return sa.Column("learner_id", sa.Integer, sa.ForeignKey("learners.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "learners",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("name_key", sa.String, nullable=False, unique=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "item_versions",
        sa.Column("version", sa.String, primary_key=True),
        sa.Column("item_id", sa.String, nullable=False, index=True),
        sa.Column("item", sa.JSON, nullable=False),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        learner(),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.UniqueConstraint("learner_id", "key"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True),
        learner(),
        sa.Column(
            "submission_id",
            sa.Integer,
            sa.ForeignKey("submissions.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("item_id", sa.String, nullable=False, index=True),
        sa.Column("version", sa.String, sa.ForeignKey("item_versions.version"), nullable=False),
        sa.Column("concept_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("response", sa.JSON, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("correct", sa.Boolean, nullable=False),
        sa.Column("overruled", sa.Boolean, nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("duration", sa.Float, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempts_learner_id", "attempts", ["learner_id", "id"])
    op.create_table(
        "reviews",
        sa.Column(
            "learner_id", sa.Integer, sa.ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True, nullable=False
        ),
        sa.Column("concept_id", sa.String, primary_key=True),
        sa.Column("skill", sa.String, primary_key=True),
        sa.Column("card", sa.String, nullable=False),
        sa.Column("due", sa.String(32), nullable=False),
    )
