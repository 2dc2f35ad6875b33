"""The trainer's item bank, feedback, and each learner's goals; learners that were only a space or a width apart in
their names are told apart by a number."""

import unicodedata

import sqlalchemy as sa
from alembic import op

from corpus.key import search_key

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "bank",
        sa.Column("item_id", sa.String, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("item", sa.JSON),
        sa.Column("confirmed", sa.JSON, nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.CheckConstraint("state IN ('approved', 'retired')", name="ck_bank_state"),
        sa.CheckConstraint("origin IN ('generated', 'edited', 'own')", name="ck_bank_origin"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "learner_id", sa.Integer, sa.ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.execute("ALTER TABLE learners ADD COLUMN retention FLOAT NOT NULL DEFAULT 0.9")
    op.execute("ALTER TABLE learners ADD COLUMN daily_cap INTEGER NOT NULL DEFAULT 40")
    op.execute("ALTER TABLE learners ADD COLUMN exam_day DATE")
    op.execute("ALTER TABLE learners ADD COLUMN target FLOAT NOT NULL DEFAULT 0.9")
    _fold_names()


def _fold_names() -> None:
    """Revision 1 kept the name as it was typed for its key; from here on the key is the name's search form."""
    connection = op.get_bind()
    taken: set[str] = set()
    rows = connection.execute(sa.text("SELECT id, name FROM learners ORDER BY id")).all()
    # out of the way first: a key may equal another row's old one
    connection.execute(sa.text("UPDATE learners SET name_key = char(31) || id"))
    for learner_id, name in rows:
        plain = " ".join(unicodedata.normalize("NFKC", name).split())
        number, chosen = 1, plain
        while search_key(chosen) in taken:
            number += 1
            chosen = f"{plain} {number}"
        taken.add(search_key(chosen))
        connection.execute(
            sa.text("UPDATE learners SET name = :name, name_key = :key WHERE id = :id"),
            {"name": chosen, "key": search_key(chosen), "id": learner_id},
        )
