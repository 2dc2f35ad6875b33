"""Mock exams, and which exam an attempt belongs to; attempts can no longer be rewritten."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "exams",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "learner_id", sa.Integer, sa.ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("paper", sa.JSON, nullable=False),
        sa.Column("started", sa.String(32), nullable=False),
        sa.Column("last_beat", sa.String(32), nullable=False),
        sa.Column("used", sa.Float, nullable=False),
        sa.Column("submitted", sa.String(32)),
        sa.Column("scores", sa.JSON),
    )
    op.create_table(
        "exam_answers",
        sa.Column("exam_id", sa.Integer, sa.ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("response", sa.JSON, nullable=False),
        sa.Column("saved", sa.String(32), nullable=False),
    )
    op.create_table(
        "exam_interruptions",
        sa.Column("exam_id", sa.Integer, sa.ForeignKey("exams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("start", sa.String(32), primary_key=True),
        sa.Column("end", sa.String(32), nullable=False),
    )
    # SQLite adds a column with a reference as it stands: no copy of the table is needed
    op.execute("ALTER TABLE attempts ADD COLUMN exam_id INTEGER REFERENCES exams (id) ON DELETE CASCADE")
    op.create_index("ix_attempts_exam_id", "attempts", ["exam_id"])
    op.execute(
        "CREATE TRIGGER attempts_are_append_only BEFORE UPDATE ON attempts "
        "BEGIN SELECT RAISE(ABORT, 'attempts are append-only'); END"
    )
